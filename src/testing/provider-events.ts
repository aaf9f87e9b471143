/**
 * Payloads by provider and event type. The build writes `provider-events.d.ts` from the packs in place of this file, which
 * only says what shape that has: `scripts/lib/provider-types.mjs`.
 */
export interface ProviderEvents {
  readonly [provider: string]: { readonly [event: string]: unknown }
}

/** Events that the packs have a sample of, by provider. */
export interface SampleEvents {
  readonly [provider: string]: string
}
