import type { CaptureEndpoint } from '../contract.ts'

/**
 * Which endpoints put their deliveries in the queue, so that what came first goes out first. An endpoint does from the
 * moment its queue is switched on, and after each start, until the host says that nothing waits.
 */
export interface QueueGate {
  /** Is a delivery that arrives now queued? Then `entered` or `failed` has to follow. */
  enter(endpoint: CaptureEndpoint): boolean
  /** It is in the log under this number. */
  entered(endpointId: string, seq: number): void
  /** It could not be stored. */
  failed(endpointId: string): void
  /** The target gave no answer to this one: it waits, and so do all that follow. */
  hold(endpointId: string, seq: number): void
  /** Up to this entry of the log nothing waits. False where something was queued since: then the queue goes on. */
  release(endpointId: string, through: number): boolean
  /** Endpoints as they are set up now. */
  configure(endpoints: readonly CaptureEndpoint[]): void
}

export function createQueueGate(): QueueGate {
  const open = new Set<string>()
  const newest = new Map<string, number>()
  const entering = new Map<string, number>()
  const count = (endpointId: string, by: number) => void entering.set(endpointId, (entering.get(endpointId) ?? 0) + by)
  const note = (endpointId: string, seq: number) =>
    void newest.set(endpointId, Math.max(seq, newest.get(endpointId) ?? 0))
  return {
    enter({ id, forward }) {
      if (forward?.storeAndForward !== true || open.has(id)) return false
      count(id, 1)
      return true
    },
    entered(endpointId, seq) {
      count(endpointId, -1)
      note(endpointId, seq)
    },
    failed: (endpointId) => count(endpointId, -1),
    hold(endpointId, seq) {
      open.delete(endpointId)
      note(endpointId, seq)
    },
    release(endpointId, through) {
      if ((entering.get(endpointId) ?? 0) > 0 || (newest.get(endpointId) ?? 0) > through) return false
      open.add(endpointId)
      return true
    },
    configure(endpoints) {
      const queueing = new Set(endpoints.filter(({ forward }) => forward?.storeAndForward).map(({ id }) => id))
      for (const id of open) if (!queueing.has(id)) open.delete(id)
    },
  }
}
