import type { CaptureFunctions } from '../capture/contract.ts'
import type { Remote } from '../lib/peer.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { DraftStore } from '../state/draft-store.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import { createRemovals, type RemovalOrder, type RemovalsFlow } from './removals.ts'
import { createRetention, type RetentionFlow } from './retention.ts'

/** As `RemovalsFlow`, for who knows deliveries by their ids. */
export interface EngineRemovals extends Omit<RemovalsFlow, 'start' | 'resume' | 'close'> {
  start(order: RemovalOrder | { readonly ids: readonly string[] }): { readonly id: string }
}

/** All ways in which deliveries leave the log. What is about them leaves with them. */
export interface Deletions {
  readonly removals: EngineRemovals
  readonly retention: RetentionFlow
  /** For good, at once; resolves with how many there were. */
  remove(ids: readonly string[]): Promise<number>
  /** All deliveries of an endpoint that gets no more, for good. */
  removeAllOf(endpointId: string): Promise<void>
  /** Carries out what an earlier run has left; resolves when that is done. */
  resume(): Promise<void>
  close(): Promise<void>
}

interface DeletionParts {
  readonly views: Views
  readonly endpoints: EndpointService
  readonly capture: Pick<Remote<CaptureFunctions>, 'setHidden' | 'remove'>
  readonly drafts: Pick<DraftStore, 'forget'>
  readonly ports: EnginePorts
  /** Null where this is no id of this log. */
  readonly seqOf: (id: string) => number | null
  readonly idOf: (seq: number) => string
  /** Figures of endpoints have changed. */
  readonly onRemoved: () => void
  /** Deliveries are back in the lists. */
  readonly onRestored: () => void
}

/** Deliveries removed at a time, so that a large removal lets others in between. */
const removalPage = 2000

export function createDeletions(parts: DeletionParts): Deletions {
  const { views, endpoints, drafts, ports, seqOf, idOf, onRemoved, onRestored } = parts
  /** With their drafts, which hold much of them. */
  const remove: Remote<CaptureFunctions>['remove'] = async (seqs) => {
    const removed = await parts.capture.remove(seqs)
    await drafts.forget(seqs.map(idOf))
    return removed
  }
  const capture = { setHidden: parts.capture.setHidden, remove }
  const removals = createRemovals({ views, capture, ports })
  const retention = createRetention({ views, endpoints, capture, ports, onRemoved })
  const seqsOf = (ids: readonly string[]) => ids.flatMap((id) => seqOf(id) ?? [])
  return {
    removals: {
      ...removals,
      start: (order) => removals.start('ids' in order ? { seqs: seqsOf(order.ids) } : order),
      async undo(id) {
        await removals.undo(id)
        onRestored()
      },
    },
    retention,
    remove: async (ids) => (await remove(seqsOf(ids))).length,
    async removeAllOf(endpointId) {
      // Whatever was captured before its URL ended is in the views, and nothing follows.
      await views.settled()
      let before = Number.MAX_SAFE_INTEGER
      for (;;) {
        const seqs = await views.read.seqsOfEndpoint(endpointId, before, removalPage)
        if (seqs.length === 0) return
        await remove(seqs)
        before = Math.min(...seqs)
      }
    },
    resume: removals.resume,
    async close() {
      await retention.close()
      await removals.close()
    },
  }
}
