import type { SchemeSecret } from '../signatures/signature-scheme.ts'

/** Sample events that are on their way here, so that they can be told from the provider's own deliveries. */
export interface ExpectedSamples {
  /** `testKey`: what the sample was signed with where that is no secret of the endpoint. Returns a ticket for `forget`. */
  expect(endpointId: string, body: Uint8Array, testKey: SchemeSecret | null): number
  forget(ticket: number): void
  /** The sample that this delivery is, null where it is none. Each is recognised once. */
  take(endpointId: string, body: Uint8Array): { readonly testKey: SchemeSecret | null } | null
}

export function createExpectedSamples(): ExpectedSamples {
  const pending = new Map<number, { endpointId: string; body: Uint8Array; testKey: SchemeSecret | null }>()
  let last = 0
  return {
    expect(endpointId, body, testKey) {
      last += 1
      pending.set(last, { endpointId, body, testKey })
      return last
    },
    forget: (ticket) => void pending.delete(ticket),
    take(endpointId, body) {
      for (const [ticket, sample] of pending) {
        if (sample.endpointId !== endpointId || Buffer.compare(sample.body, body) !== 0) continue
        pending.delete(ticket)
        return sample
      }
      return null
    },
  }
}
