/** Sample events that are on their way to the receiver, so that it can tell them from the provider's own deliveries. */
export interface ExpectedSamples {
  expect(endpointId: string, body: Uint8Array): () => void
  /** Is this delivery such a sample? Each is recognised once. */
  take(endpointId: string, body: Uint8Array): boolean
}

export function createExpectedSamples(): ExpectedSamples {
  const pending = new Set<{ readonly endpointId: string; readonly body: Uint8Array }>()
  return {
    expect(endpointId, body) {
      const entry = { endpointId, body }
      pending.add(entry)
      return () => pending.delete(entry)
    },
    take(endpointId, body) {
      for (const entry of pending) {
        if (entry.endpointId !== endpointId || Buffer.compare(entry.body, body) !== 0) continue
        pending.delete(entry)
        return true
      }
      return false
    },
  }
}
