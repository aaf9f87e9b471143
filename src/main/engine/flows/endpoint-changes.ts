import { isDeepStrictEqual } from 'node:util'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointChange, RecheckProgress } from '#shared/model/endpoint-change.ts'
import type { Mutex } from '../lib/mutex.ts'
import type { AddFacts } from '../log/codec.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import { type EndpointSetup, ifThere, type JudgeAgain, type Outcome, outcomeOf, storeOutcomes } from './judge-again.ts'
import { type PlanChange, setupOf } from './plan-change.ts'
import { type SweepParts, sweep } from './recheck.ts'

/** Changes to what an endpoint's deliveries are judged by: what they would do, doing it, and taking it back. */
export interface EndpointChangesFlow {
  /** Judges the stored deliveries as if the change were made, and stores nothing. */
  preview(change: EndpointChange, stop: StopSignal): AsyncGenerator<RecheckProgress>
  apply(change: EndpointChange): Promise<{ readonly endpointId: string; readonly undo: string }>
  undo(id: string, stop: StopSignal): AsyncGenerator<RecheckProgress>
}

interface ChangesParts extends SweepParts {
  readonly endpoints: EndpointService
  readonly planChange: PlanChange
  readonly judgeAgain: JudgeAgain
  readonly addFacts: AddFacts
  readonly verdictWrites: Mutex
}

interface AppliedChange {
  readonly endpointId: string
  /** Entry of the log up to which nothing was judged by the change. */
  readonly mark: number
  /** As the change left it. */
  readonly setup: EndpointSetup
  readonly takeBack: () => Promise<void>
}

/** Changes that can be taken back, the newest. */
const maxUndo = 50

export function createEndpointChanges(parts: ChangesParts): EndpointChangesFlow {
  const { views, ports, endpoints, planChange, judgeAgain, addFacts, verdictWrites } = parts
  const applied = new Map<string, AppliedChange>()

  /** The log still holds what was found before the change: that is stored again, and nothing has to be judged. */
  const restore = (id: string, seq: number, mark: number): Promise<Outcome> =>
    ifThere(id, async () => {
      if (seq > mark) return judgeAgain(id)
      const before = await views.read.examinationAt(id, mark)
      if (before.verification.state === 'checking') return judgeAgain(id)
      return outcomeOf(await views.read.detail(id), before)
    })

  return {
    async *preview(change, stop) {
      const { endpointId, setup } = await planChange(change)
      yield* sweep(parts, endpointId, stop, (rows) => Promise.all(rows.map(({ id }) => judgeAgain(id, setup))))
    },
    async apply(change) {
      const planned = await planChange(change)
      const { endpointId } = planned
      // No recheck stores what it judged by the old set-up after the mark.
      return verdictWrites(async () => {
        await views.settled()
        const mark = await views.read.through()
        const takeBack = await planned.apply()
        const undo = ports.newId('undo')
        applied.set(undo, { endpointId, mark, setup: setupOf(endpoints, endpointId), takeBack })
        if (applied.size > maxUndo) applied.delete(applied.keys().next().value!)
        return { endpointId, undo }
      })
    },
    async *undo(id, stop) {
      const change = applied.get(id)
      if (!change) throw new AppError('not-found', 'This change cannot be undone any more.')
      const { endpointId, mark, setup, takeBack } = change
      if (!isDeepStrictEqual(setupOf(endpoints, endpointId), setup))
        throw new AppError('conflict', 'The endpoint was changed again since. Undo that first, or change it by hand.')
      applied.delete(id)
      await takeBack()
      yield* sweep(parts, endpointId, stop, (rows) =>
        verdictWrites(async () =>
          storeOutcomes(addFacts, await Promise.all(rows.map((row) => restore(row.id, row.seq, mark)))),
        ),
      )
    },
  }
}
