import type { ProviderInfo } from '#shared/model/provider-pack.ts'

/** In two or three words whether a provider's deliveries can be verified. */
export function signingNote(provider: Pick<ProviderInfo, 'signature'> | null): string {
  if (!provider) return 'provider is detected'
  const { kind } = provider.signature
  return kind === 'scheme' ? 'signed' : kind === 'none' ? 'does not sign' : 'how it signs is not documented'
}
