import type { StopSignal } from '#shared/api/contract-types.ts'
import type { RecheckProgress, VerdictChanges } from '#shared/model/endpoint-change.ts'
import type { Mutex } from '../lib/mutex.ts'
import type { AddFacts } from '../log/codec.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { FailureExplainer } from './explain.ts'
import { type JudgeAgain, type Outcome, storeOutcomes } from './judge-again.ts'

export interface SweepParts {
  readonly views: Views
  readonly ports: EnginePorts
}

interface RecheckParts extends SweepParts {
  readonly judgeAgain: JudgeAgain
  readonly addFacts: AddFacts
  readonly explainer: FailureExplainer
  /** Held by everybody who reads a stored verdict and writes another. */
  readonly verdictWrites: Mutex
}

/** Deliveries that are judged together and stored in one commit. */
const batchSize = 25
/** So many failures are explained again, the newest; the others when they are opened. */
const maxExplained = 100

export type RecheckFlow = ReturnType<typeof createRecheck>

/** Judges an endpoint's deliveries as it is set up now, newest first. Ends when stopped; what was judged until then stays. */
export function createRecheck({ judgeAgain, addFacts, explainer, verdictWrites, ...parts }: RecheckParts) {
  return (endpointId: string, stop: StopSignal): AsyncGenerator<RecheckProgress> => {
    let explained = 0
    return sweep(parts, endpointId, stop, async (deliveries) => {
      const outcomes = await verdictWrites(async () =>
        storeOutcomes(addFacts, await Promise.all(deliveries.map(({ id }) => judgeAgain(id)))),
      )
      const failures = outcomes.filter(({ after }) => after === 'failed')
      for (const { id } of failures.slice(0, Math.max(0, maxExplained - explained))) void explainer.explainLater(id)
      explained += failures.length
      return outcomes
    })
  }
}

type Judge = (deliveries: readonly { readonly id: string; readonly seq: number }[]) => Promise<readonly Outcome[]>

/** Goes through an endpoint's deliveries, newest first, and counts what comes of it. */
export async function* sweep(
  { views, ports }: SweepParts,
  endpointId: string,
  stop: StopSignal,
  judge: Judge,
): AsyncGenerator<RecheckProgress> {
  const query = `endpoint:${endpointId}`
  // Also what arrived a moment ago, and was judged by what has been changed since.
  await views.settled()
  const { count: total, newest } = await views.read.count(query, undefined, undefined, ports.clock.now())
  let progress: RecheckProgress = { done: 0, total, changed: 0, verdicts: { verified: 0, failed: 0, unchecked: 0 } }
  let before = newest + 1
  yield progress
  while (!stop.aborted) {
    const rows = await views.read.page({ query, before, limit: batchSize }, ports.clock.now())
    if (rows.length === 0) return
    before = rows.at(-1)!.seq
    const outcomes = await judge(rows)
    progress = {
      done: progress.done + rows.length,
      total,
      changed: progress.changed + outcomes.filter(({ fact }) => fact !== null).length,
      verdicts: outcomes.reduce(countVerdict, progress.verdicts),
    }
    yield progress
  }
}

function countVerdict(counts: VerdictChanges, { before, after, fact }: Outcome): VerdictChanges {
  // What was not judged yet had no verdict that could become better or worse.
  if (fact === null || before === after || before === 'checking') return counts
  if (after === 'verified') return { ...counts, verified: counts.verified + 1 }
  if (after === 'failed') return { ...counts, failed: counts.failed + 1 }
  return before === 'verified' || before === 'failed' ? { ...counts, unchecked: counts.unchecked + 1 } : counts
}
