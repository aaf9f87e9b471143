import { hash } from 'node:crypto'
import type { Cause } from '#shared/model/cause.ts'
import type { LadderFix } from '#shared/model/ladder.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import type { ResolvedScheme } from '../registry.ts'
import { oncePerParams, type SchemeRequest, type SchemeSecret } from '../signature-scheme.ts'
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
  readonly by?: ResolvedScheme
  readonly keys?: readonly SchemeSecret[]
  /** Setting of ours that makes such deliveries verify from now on. */
  readonly fix?: (match: SchemeSecret) => LadderFix | null
}

/** A step of the ladder: one sort of difference, tried in the order of what happens most. */
export interface Rung {
  /** Row in "What was tried"; several rungs may share one. */
  readonly title: string
  candidates(subject: Subject): Iterable<Step>
}

/** Something to try; or bytes that were written in vain, because they had been tried before: the clock is looked at then too. */
export type Step = Candidate | number

/** A fix that changes parameters of the scheme. */
export const recipeFix =
  (ref: SchemeRef, text: string): NonNullable<Candidate['fix']> =>
  () => ({ kind: 'recipe', recipe: { scheme: ref.scheme, params: ref.params }, text })

/**
 * The secret with which the candidate's signature holds, null where none does. Time is left out of it: a delivery can be
 * late and have been altered.
 */
export function tryCandidate(
  subject: Subject,
  { request = subject.request, by = subject.by, keys = subject.keys }: Pick<Candidate, 'request' | 'by' | 'keys'>,
): SchemeSecret | null {
  const params = untimed(by.params as object)
  const holds = (secrets: readonly SchemeSecret[]): SchemeSecret | null | 'one of them' => {
    if (secrets.length === 0) return null
    const outcome = by.scheme.verify(request, params, secrets)
    if (outcome.ok) return outcome.secret
    // Where these can be told, the signature itself holds: a token's times and hashes are read once it is genuine.
    const late = outcome.reason === 'timestamp-too-old' || outcome.reason === 'timestamp-too-new'
    const tampered = outcome.reason === 'body-hash-mismatch' && subject.verification.reason !== 'body-hash-mismatch'
    return late || tampered ? 'one of them' : null
  }
  const found = holds(keys)
  return found === 'one of them' ? (keys.find((key) => holds([key]) !== null) ?? null) : found
}

const untimed = oncePerParams((params: object) => ({ ...params, toleranceSeconds: null }))

/** The request with a text replaced wherever header values hold it; null where none does. */
export function replacedInHeaders(request: SchemeRequest, text: string, by: string): SchemeRequest | null {
  if (text === '' || text === by) return null
  let found = false
  const headers = request.headers.map(([name, value]) => {
    if (!value.includes(text)) return [name, value] as const
    found = true
    return [name, value.replace(text, () => by)] as const
  })
  return found ? { ...request, headers } : null
}

/** The request with one more header, in front of those of that name. */
export const withHeader = (request: SchemeRequest, name: string, value: string): SchemeRequest => ({
  ...request,
  headers: [[name, value], ...request.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase())],
})

/** Another body that may have been signed. */
export interface BodyVariant {
  readonly cause: Cause
  readonly tried: string
  readonly sentence: string
  readonly proof: string
  readonly advice: string
  readonly body: Uint8Array | string
}

/** Larger bodies are tried even if they are the same twice. */
const comparedSize = 256 * 1024

/** Candidates of the bodies, each body once per delivery. */
export function* bodyCandidates(subject: Subject, variants: Iterable<BodyVariant>): Iterable<Step> {
  const { request } = subject
  const seen = seenOf(subject)
  for (const { body: given, ...words } of variants) {
    const body = typeof given === 'string' ? Buffer.from(given) : given
    const key = body.length <= comparedSize ? hash('sha256', body, 'base64url') : null
    if (isSame(body, request.body) || (key !== null && seen.has(key))) {
      yield body.length
      continue
    }
    if (key !== null) seen.add(key)
    yield { ...words, request: { ...request, body } }
  }
}

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && Buffer.compare(a, b) === 0

const tried = new WeakMap<Subject, Set<string>>()
function seenOf(subject: Subject): Set<string> {
  const known = tried.get(subject)
  if (known) return known
  const fresh = new Set<string>()
  tried.set(subject, fresh)
  return fresh
}

/** What became of one rung. */
export interface Climb {
  readonly rung: Rung
  /** What was tried, first words only. */
  readonly tried: readonly string[]
  readonly count: number
  readonly match: Match | null
}
export interface Match {
  readonly candidate: Candidate
  readonly secret: SchemeSecret
}
export interface Search {
  readonly climbs: readonly Climb[]
  readonly match: Match | null
  readonly candidates: number
  readonly timedOut: boolean
}
