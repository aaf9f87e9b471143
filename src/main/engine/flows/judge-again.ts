import { isDeepStrictEqual } from 'node:util'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { SchemeRef, Verification, VerificationState } from '#shared/model/verification.ts'
import type { JudgingProcess } from '../judging/judging-process.ts'
import type { AddFacts } from '../log/codec.ts'
import type { Examination } from '../log/entries.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import { judgeStored } from './judge-later.ts'
import { readStored, type StoredParts } from './stored-delivery.ts'

/** What an endpoint's deliveries are judged by. */
export interface EndpointSetup {
  readonly provider: string | null
  readonly recipe: SchemeRef | null
  readonly secrets: readonly SchemeSecret[]
}

/** What came of judging a stored delivery again. */
export interface Outcome {
  readonly id: string
  readonly before: VerificationState | null
  readonly after: VerificationState | null
  /** What has to be stored; null where the delivery is judged as before. */
  readonly fact: { readonly kind: 'examined'; readonly about: number; readonly examination: Examination } | null
}

export type JudgeAgain = (id: string, setup?: EndpointSetup) => Promise<Outcome>

/** Judges a delivery as if it arrived now at an endpoint with this set-up (default: as it is), at the time of its arrival. */
export function createJudgeAgain(parts: StoredParts & { readonly judging: JudgingProcess }): JudgeAgain {
  return (id, setup) =>
    ifThere(id, async () => {
      const stored = await readStored(parts, id)
      const { delivery } = stored
      const endpoint = setup ? { ...stored.endpoint, provider: setup.provider, recipe: setup.recipe } : stored.endpoint
      const now = await judgeStored(parts.judging, { ...stored, endpoint, secrets: setup?.secrets ?? stored.secrets })
      // A set-up request was answered as one and stays one; only its signature may be judged otherwise.
      if (delivery.handshake !== null && now.facts.summary.text !== delivery.handshake) return unchanged(id)
      const { cause, ...verdict } = delivery.verdict
      const verification = cause && isSame(now.verification, verdict) ? { ...verdict, cause } : now.verification
      return outcomeOf(delivery, { ...now, verification })
    })
}

/** From what is stored of a delivery to another examination. */
export function outcomeOf(delivery: DeliveryDetail, examination: Examination): Outcome {
  const { id, seq, facts, verdict, check, deadlineMs, attemptsDocumented } = delivery
  const stored = { facts, verification: verdict, conformance: check, deadlineMs, attemptsDocumented }
  return {
    id,
    before: verdict.state,
    after: examination.verification.state,
    fact: isSame(examination, stored) ? null : { kind: 'examined', about: seq, examination },
  }
}

const unchanged = (id: string): Outcome => ({ id, before: null, after: null, fact: null })

/** Stores outcomes in one commit. */
export async function storeOutcomes(addFacts: AddFacts, outcomes: readonly Outcome[]): Promise<readonly Outcome[]> {
  const facts = outcomes.flatMap(({ fact }) => (fact === null ? [] : [fact]))
  if (facts.length === 0) return outcomes
  try {
    await addFacts(facts)
    return outcomes
  } catch (error) {
    if (!isGone(error)) throw error
    // One of them was deleted while they were judged: each by itself.
    return Promise.all(
      outcomes.map((outcome) =>
        ifThere(outcome.id, async () => {
          if (outcome.fact !== null) await addFacts([outcome.fact])
          return outcome
        }),
      ),
    )
  }
}

/** Is `now` stored already? Storing leaves out members that are undefined. */
const isSame = (now: Examination | Verification, stored: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(now)), stored)

const isGone = (error: unknown) => error instanceof AppError && error.code === 'not-found'

/** Deliveries that were deleted meanwhile, or whose body file is missing, are passed over. */
export async function ifThere(id: string, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work()
  } catch (error) {
    if (isGone(error) || (error instanceof AppError && error.code === 'unavailable')) return unchanged(id)
    throw error
  }
}
