import type { Cause } from '#shared/model/cause.ts'
import type { LadderFix } from '#shared/model/ladder.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import type { OpenScheme } from '../open-scheme.ts'
import type { SchemeRequest, SchemeSecret } from '../signature-scheme.ts'
import type { Subject } from './subject.ts'

/** A delivery as it may have been signed: what differs from the one that came, and what that would mean. */
export interface Candidate {
  readonly cause: Cause
  /** What was tried, a few words for the step: "without the last newline". */
  readonly tried: string
  /** The finding, cause first, if it matches. */
  readonly sentence: string
  /** Begins the evidence, and " the signature matches the secret …" follows: "Without the newline". */
  readonly proof: string
  readonly advice: string
  readonly request?: SchemeRequest
  readonly by?: OpenScheme
  readonly keys?: readonly SchemeSecret[]
  /** Setting of ours that makes such deliveries verify from now on. */
  readonly fix?: (match: SchemeSecret) => LadderFix | null
}

/** A step of the ladder: one sort of difference, tried in the order of what happens most. */
export interface Rung {
  /** Row in "What was tried"; several rungs may share one. */
  readonly title: string
  candidates(subject: Subject): Iterable<Candidate>
}

/** A fix that changes parameters of the scheme. */
export const recipeFix =
  (ref: SchemeRef, text: string): NonNullable<Candidate['fix']> =>
  () => ({ kind: 'recipe', recipe: { scheme: ref.scheme, params: ref.params }, text })
