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
/** Deliveries that are judged together, so that one commit stores them, unless their bodies are large (bytes). */
const batch = { count: 10, bytes: 8 * 1024 * 1024 }
/** So many failures are explained anew, the newest; the others when they are opened. */
const explainedLimit = 100

/** Judges an endpoint's deliveries again, newest first. Ends when stopped; what was judged until then stays. */
export function createRecheck(parts: RecheckParts) {
  const { store, changes, readCase, explainer, verdictWrites } = parts

  async function judgeAgain({ id, handshake }: DeliveryRow): Promise<Outcome> {
    // A set-up request is what it is, whatever the secrets are.
    if (handshake !== null) return untouched
    const { delivery, input } = await readCase(id)
    const { cause, ...before } = delivery.verdict
    const verification = judge(input)
    const failed = verification.state === 'failed'
    if (isDeepStrictEqual(verification, before)) return { changed: false, failed }
    await store.setVerification(delivery.seq, verification)
    changes.emit({ kind: 'changed', seq: delivery.seq })
    return { changed: true, failed }
  }

  return async function* (endpointId: string, stop: StopSignal): AsyncGenerator<RecheckProgress> {
    const query = `endpoint:${endpointId}`
    const { count: total, newest } = await store.count(query)
    let done = 0
    let changed = 0
    let explained = 0
    yield { done, total, changed }
    for await (const rows of batches(newestFirst(store, query, newest))) {
      if (stop.aborted) return
      const outcomes = await verdictWrites(() => Promise.all(rows.map((row) => ifThere(judgeAgain(row)))))
      done += rows.length
      changed += outcomes.filter((outcome) => outcome.changed).length
      const failures = rows.filter((_, index) => outcomes[index]?.failed)
      for (const { id } of failures.slice(0, Math.max(0, explainedLimit - explained))) void explainer.explainLater(id)
      explained += failures.length
      yield { done, total, changed }
      await pause()
    }
  }
}

interface Outcome {
  /** The verdict is another one now. */
  readonly changed: boolean
  readonly failed: boolean
}

const untouched: Outcome = { changed: false, failed: false }

/** Deliveries that were deleted meanwhile are passed over. */
async function ifThere(outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return untouched
    throw error
  }
}

async function* batches(rows: AsyncIterable<DeliveryRow>): AsyncGenerator<DeliveryRow[]> {
  let taken: DeliveryRow[] = []
  let bytes = 0
  for await (const row of rows) {
    if (taken.length > 0 && bytes + row.size > batch.bytes) {
      yield taken
      taken = []
      bytes = 0
    }
    taken.push(row)
    bytes += row.size
    if (taken.length < batch.count) continue
    yield taken
    taken = []
    bytes = 0
  }
  if (taken.length > 0) yield taken
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
