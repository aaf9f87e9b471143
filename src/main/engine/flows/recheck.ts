import { isDeepStrictEqual } from 'node:util'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Verification } from '#shared/model/verification.ts'
import type { JudgingProcess } from '../judging/judging-process.ts'
import type { Mutex } from '../lib/mutex.ts'
import type { AddFacts } from '../log/codec.ts'
import type { Examination } from '../log/entries.ts'
import type { EnginePorts } from '../ports.ts'
import type { FailureExplainer } from './explain.ts'
import { judgeStored } from './judge-later.ts'
import { readStored, type StoredParts } from './stored-delivery.ts'

export interface RecheckProgress {
  readonly done: number
  readonly total: number
  /** Deliveries that were read, judged or checked otherwise than before. */
  readonly changed: number
}

interface RecheckParts extends StoredParts {
  readonly judging: JudgingProcess
  readonly addFacts: AddFacts
  readonly ports: EnginePorts
  readonly explainer: FailureExplainer
  /** Held by everybody who reads a stored verdict and writes another. */
  readonly verdictWrites: Mutex
}

/** Deliveries that are judged together and stored in one commit. */
const batchSize = 25
/** So many failures are explained again, the newest; the others when they are opened. */
const maxExplained = 100

interface Outcome {
  readonly id: string
  readonly failed: boolean
  /** What has to be stored; null where the delivery is judged as before. */
  readonly fact: { readonly kind: 'examined'; readonly about: number; readonly examination: Examination } | null
}

/**
 * Judges an endpoint's deliveries as if they arrived now, newest first, at the time of their arrival. Ends when stopped;
 * what was judged until then stays.
 */
export function createRecheck(parts: RecheckParts) {
  const { views, judging, addFacts, explainer, verdictWrites } = parts
  const { clock } = parts.ports

  async function judgeAgain(id: string): Promise<Outcome> {
    const stored = await readStored(parts, id)
    const { delivery } = stored
    const now = await judgeStored(judging, stored)
    const failed = now.verification.state === 'failed'
    // A set-up request was answered as one and stays one; only its signature may be judged otherwise.
    if (delivery.handshake !== null && now.facts.summary.text !== delivery.handshake)
      return { id, failed: false, fact: null }
    const { cause, ...verdict } = delivery.verdict
    if (isSame(now, examinationOf(delivery, verdict))) return { id, failed, fact: null }
    const verification = cause && isSame(now.verification, verdict) ? { ...verdict, cause } : now.verification
    return { id, failed, fact: { kind: 'examined', about: delivery.seq, examination: { ...now, verification } } }
  }

  async function judgeBatch(ids: readonly string[]): Promise<Outcome[]> {
    const outcomes = await Promise.all(ids.map((id) => ifThere(judgeAgain(id), id)))
    const facts = outcomes.flatMap(({ fact }) => (fact === null ? [] : [fact]))
    if (facts.length === 0) return outcomes
    try {
      await addFacts(facts)
      return outcomes
    } catch (error) {
      if (!isGone(error)) throw error
      // One of them was deleted while they were judged: each by itself.
      return Promise.all(
        outcomes.map(async (outcome) =>
          outcome.fact === null
            ? outcome
            : ifThere(
                addFacts([outcome.fact]).then(() => outcome),
                outcome.id,
              ),
        ),
      )
    }
  }

  return async function* (endpointId: string, stop: StopSignal): AsyncGenerator<RecheckProgress> {
    const query = `endpoint:${endpointId}`
    // Also what arrived a moment ago, and was judged by what has been changed since.
    await views.settled()
    const { count: total, newest } = await views.read.count(query, undefined, undefined, clock.now())
    let done = 0
    let changed = 0
    let explained = 0
    let before = newest + 1
    yield { done, total, changed }
    while (!stop.aborted) {
      const rows = await views.read.page({ query, before, limit: batchSize }, clock.now())
      if (rows.length === 0) return
      before = rows.at(-1)!.seq
      const outcomes = await verdictWrites(() => judgeBatch(rows.map(({ id }) => id)))
      done += rows.length
      changed += outcomes.filter(({ fact }) => fact !== null).length
      const failures = outcomes.filter(({ failed }) => failed)
      for (const { id } of failures.slice(0, Math.max(0, maxExplained - explained))) void explainer.explainLater(id)
      explained += failures.length
      yield { done, total, changed }
    }
  }
}

const examinationOf = (
  { facts, check, deadlineMs, attemptsDocumented }: DeliveryDetail,
  verification: Verification,
) => ({ facts, verification, conformance: check, deadlineMs, attemptsDocumented })

/** Is `now` stored already? Storing leaves out members that are undefined. */
const isSame = (now: unknown, stored: unknown): boolean => isDeepStrictEqual(JSON.parse(JSON.stringify(now)), stored)

const isGone = (error: unknown) => error instanceof AppError && error.code === 'not-found'

/** Deliveries that were deleted meanwhile, or whose body file is missing, are passed over. */
async function ifThere(outcome: Promise<Outcome>, id: string): Promise<Outcome> {
  try {
    return await outcome
  } catch (error) {
    if (isGone(error) || (error instanceof AppError && error.code === 'unavailable'))
      return { id, failed: false, fact: null }
    throw error
  }
}
