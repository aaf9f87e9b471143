import { setImmediate as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { Mutex } from '../../lib/mutex.ts'
import { judge } from '../../signatures/judge.ts'
import type { Store } from '../../store/store.ts'
import type { DeliveryChanges } from '../delivery-changes.ts'
import type { FailureExplainer } from './explain-failures.ts'
import type { ReadSignatureCase } from './signature-case.ts'

export interface RecheckProgress {
  readonly done: number
  readonly total: number
  /** Deliveries that have another verdict now. */
  readonly changed: number
}

interface RecheckParts {
  readonly store: Store
  readonly changes: DeliveryChanges
  readonly readCase: ReadSignatureCase
  readonly explainer: FailureExplainer
  /** Held by everybody who reads a stored verdict and writes another. */
  readonly verdictWrites: Mutex
}

const pageSize = 100
/** Between two reports of progress, in deliveries. */
const reportEvery = 10

/** Judges an endpoint's deliveries again, newest first. Ends when stopped; what was judged until then stays. */
export function createRecheck(parts: RecheckParts) {
  const { store, changes, readCase, explainer, verdictWrites } = parts

  /** True where the verdict is another one now. */
  const judgeAgain = (id: string) =>
    verdictWrites(async () => {
      const { delivery, input } = await readCase(id)
      const { cause, ...before } = delivery.verdict
      const verification = judge(input)
      if (verification.state === 'failed') void explainer.explainLater(id)
      if (isDeepStrictEqual(verification, before)) return false
      await store.setVerification(delivery.seq, verification)
      changes.emit({ kind: 'changed', seq: delivery.seq })
      return true
    })

  /** Deliveries that were deleted meanwhile are passed over. */
  const judgeIfThere = async (id: string) => {
    try {
      return await judgeAgain(id)
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') return false
      throw error
    }
  }

  return async function* (endpointId: string, stop: StopSignal): AsyncGenerator<RecheckProgress> {
    const query = `endpoint:${endpointId}`
    const { count: total, newest } = await store.count(query)
    let done = 0
    let changed = 0
    yield { done, total, changed }
    for await (const row of newestFirst(store, query, newest)) {
      if (stop.aborted) return
      // A set-up request is what it is, whatever the secrets are.
      if (row.handshake === null && (await judgeIfThere(row.id))) changed += 1
      done += 1
      if (done % reportEvery === 0) yield { done, total, changed }
      await pause()
    }
    yield { done, total, changed }
  }
}

async function* newestFirst(store: Store, query: string, newest: number): AsyncGenerator<DeliveryRow> {
  let before = newest + 1
  for (;;) {
    const rows = await store.page({ query, before, limit: pageSize })
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    before = last.seq
  }
}
