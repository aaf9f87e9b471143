import type { HeaderPair } from '#shared/model/headers.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { schemeRegistry } from '../../src/main/engine/signatures/registry.ts'
import type { CheckOutcome, SchemeRequest } from '../../src/main/engine/signatures/signature-scheme.ts'

export const arrival = Date.parse('2026-04-05T14:04:00Z')
export const seconds = '1775397840'

/** A delivery for tests of signatures; `url` is what the provider called. */
export function schemeRequest(
  headers: readonly HeaderPair[],
  body: string | Uint8Array = '{}',
  { url = 'https://example.com/in/abc', method = 'POST', arrivedAtMs = arrival } = {},
): SchemeRequest {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return { method, target: new URL(url).pathname, publicUrl: url, headers, body: bytes, arrivedAtMs }
}

export const secretList = (...values: readonly string[]) =>
  values.map((value, index) => ({ id: `s${index + 1}`, label: `secret ${index + 1}`, value }))

/** Label of the secret that matched, or the reason of the failure. */
export function verdict(ref: SchemeRef, request: SchemeRequest, ...secrets: readonly string[]): string {
  const outcome = outcomeOf(ref, request, ...secrets)
  return outcome.ok ? outcome.secret.label : outcome.reason
}

export function outcomeOf(ref: SchemeRef, request: SchemeRequest, ...secrets: readonly string[]): CheckOutcome {
  const scheme = schemeRegistry.get(ref.scheme)
  if (!scheme) throw new Error(`no scheme “${ref.scheme}”`)
  return scheme.verify(request, scheme.params.parse(ref.params), secretList(...secrets))
}
