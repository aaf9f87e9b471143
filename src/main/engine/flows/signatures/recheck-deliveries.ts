import { setImmediate as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail, DeliveryRow } from '#shared/model/delivery.ts'
import type { Verification } from '#shared/model/verification.ts'
import type { Mutex } from '../../lib/mutex.ts'
import type { Examination, Store } from '../../store/store.ts'
import { deliveryBatches } from '../delivery-batches.ts'
import type { DeliveryChanges } from '../delivery-changes.ts'
import type { ExamineDelivery } from '../examine-delivery.ts'
import type { ReadStored } from '../read-stored.ts'
import type { FailureExplainer } from './explain-failures.ts'

export interface RecheckProgress {
  readonly done: number
  readonly total: number
  /** Deliveries that were read, judged or checked otherwise than before. */
  readonly changed: number
}

interface RecheckParts {
  readonly store: Store
  readonly changes: DeliveryChanges
  readonly readStored: ReadStored
  readonly examine: ExamineDelivery
  readonly explainer: FailureExplainer
  /** Held by everybody who reads a stored verdict and writes another. */
  readonly verdictWrites: Mutex
}

/** So many failures are explained anew, the newest; the others when they are opened. */
const explainedLimit = 100

/**
 * Examines an endpoint's deliveries as if they arrived now, newest first, at the time of their arrival. Ends when stopped;
 * what was examined until then stays.
 */
export function createRecheck(parts: RecheckParts) {
  const { store, changes, readStored, examine, explainer, verdictWrites } = parts

  async function examineAgain({ id, handshake }: DeliveryRow): Promise<Outcome> {
    const { delivery, body, endpoint, testKey } = await readStored(id)
    const { handshake: found, ...now } = await examine(endpoint, delivery.request, body, testKey)
    // A set-up request was answered as one and stays one; only its signature may be judged otherwise.
    if (handshake !== null && found?.handshake.title !== handshake) return untouched
    const { cause, ...verdict } = delivery.verdict
    const failed = now.verification.state === 'failed'
    if (isSame(now, examinationOf(delivery, verdict))) return { failed }
    const verification = cause && isSame(now.verification, verdict) ? { ...verdict, cause } : now.verification
    return { failed, save: { seq: delivery.seq, examination: { ...now, verification } } }
  }

  async function save(outcome: Outcome): Promise<Outcome> {
    if (!outcome.save) return outcome
    const { changed } = await store.setExamined(outcome.save.seq, outcome.save.examination)
    for (const seq of changed) changes.emit({ kind: 'changed', seq })
    return outcome
  }

  /** One after another, so that a delivery that arrives waits for one check at most; stored together, in one commit. */
  async function examineBatch(rows: readonly DeliveryRow[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    for (const row of rows) outcomes.push(await ifThere(examineAgain(row)))
    return Promise.all(outcomes.map((outcome) => ifThere(save(outcome))))
  }

  return async function* (endpointId: string, stop: StopSignal): AsyncGenerator<RecheckProgress> {
    const query = `endpoint:${endpointId}`
    const { count: total, newest } = await store.count(query)
    let done = 0
    let changed = 0
    let explained = 0
    yield { done, total, changed }
    try {
      for await (const rows of deliveryBatches(store, query, newest)) {
        if (stop.aborted) return
        const outcomes = await verdictWrites(() => examineBatch(rows))
        done += rows.length
        changed += outcomes.filter((outcome) => outcome.save).length
        const failures = rows.filter((_, index) => outcomes[index]?.failed)
        for (const { id } of failures.slice(0, Math.max(0, explainedLimit - explained))) void explainer.explainLater(id)
        explained += failures.length
        yield { done, total, changed }
        await pause()
      }
    } finally {
      // Other rows fit a search now than before.
      if (changed > 0) changes.emit({ kind: 'reset' })
    }
  }
}

interface Outcome {
  readonly failed: boolean
  /** What has to be stored; absent where the delivery is read, judged and checked as before. */
  readonly save?: { readonly seq: number; readonly examination: Examination }
}

const untouched: Outcome = { failed: false }

const examinationOf = (
  { facts, check, deadlineMs, attemptsDocumented }: DeliveryDetail,
  verification: Verification,
) => {
  return { facts, verification, conformance: check, deadlineMs, attemptsDocumented }
}

/** Is `now` stored already? Storing leaves out members that are undefined. */
const isSame = (now: unknown, stored: unknown): boolean => isDeepStrictEqual(JSON.parse(JSON.stringify(now)), stored)

/** Deliveries that were deleted meanwhile are passed over. */
async function ifThere(outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return untouched
    throw error
  }
}
