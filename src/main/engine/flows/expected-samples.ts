import type { SchemeSecret } from '../signatures/signature-scheme.ts'

/** Sample events that are on their way to the receiver, so that it can tell them from the provider's own deliveries. */
export interface ExpectedSamples {
  /** `testKey`: what the sample was signed with where that is no secret of the endpoint. */
  expect(endpointId: string, body: Uint8Array, testKey: SchemeSecret | null): () => void
  /** The sample that this delivery is, null where it is none. Each is recognised once. */
  take(endpointId: string, body: Uint8Array): ExpectedSample | null
}

export interface ExpectedSample {
  readonly testKey: SchemeSecret | null
}

export function createExpectedSamples(): ExpectedSamples {
  const pending = new Set<ExpectedSample & { readonly endpointId: string; readonly body: Uint8Array }>()
  return {
    expect(endpointId, body, testKey) {
      const entry = { endpointId, body, testKey }
      pending.add(entry)
      return () => pending.delete(entry)
    },
    take(endpointId, body) {
      for (const entry of pending) {
        if (entry.endpointId !== endpointId || Buffer.compare(entry.body, body) !== 0) continue
        pending.delete(entry)
        return entry
      }
      return null
    },
  }
}
