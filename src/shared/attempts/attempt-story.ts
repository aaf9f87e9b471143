import { type AttemptAnswer, type AttemptRules, isAccepted, type Retried, retriedAfter } from './attempt-rules.ts'
import { againstDeadline } from './deadline.ts'

/** An attempt that came. */
export interface CameAttempt extends AttemptAnswer {
  /** Unix milliseconds. */
  readonly receivedAt: number
  /** 1 for the first. */
  readonly attempt: number
}

/** How an attempt came after the one before. */
export interface AttemptGap {
  readonly ms: number
  /** The documented wait; null where there is none for this attempt. */
  readonly documentedMs: number | null
  /** Against the documented wait. `unplanned`: more attempts than are documented. */
  readonly state: 'on-time' | 'early' | 'late' | 'unplanned' | 'not-documented'
}

/** What an attempt is in the story of its event. */
export interface AttemptTold {
  /** Null for the first, and where the one before is not known. */
  readonly gap: AttemptGap | null
  /** The attempt by which the event was accepted before this one came; null where it was not. */
  readonly acceptedBefore: CameAttempt | null
}

/** What is to be expected after the last attempt. Times in Unix milliseconds. */
export type Outlook =
  /** Attempt number `attempt` at `at`, at the latest at `until`. `certain`: the answer is documented to be tried again. */
  | {
      readonly kind: 'next'
      readonly attempt: number
      readonly at: number
      readonly until: number
      readonly certain: boolean
    }
  /** It comes again, when is not documented. `until`: the end of the time in which it does, where that is. */
  | { readonly kind: 'next-unknown'; readonly until: number | null; readonly certain: boolean }
  /** The answer is final. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'final' }
  /** That was the last documented attempt. */
  | { readonly kind: 'ended' }
  /** The provider documents that it does not send again. */
  | { readonly kind: 'never' }
  /** Whether it comes again is not documented. */
  | { readonly kind: 'not-documented' }
  /** No answer is known yet, and the provider still waits for it. */
  | { readonly kind: 'unanswered' }

/**
 * Whether a provider counts its waits from the beginning of the failed attempt or from its end is hardly ever documented,
 * so both are on time; and so is a difference of 10 % (jitter), or of a second.
 */
const slack = { share: 0.1, ms: 1000 }

/** How far from the documented moment an attempt may come and still be on time, milliseconds. */
export const slackOf = (documentedMs: number): number => Math.max(slack.ms, documentedMs * slack.share)

/** Each attempt in the light of those before it. In order of arrival, possibly without the first ones. */
export function tellAttempts(attempts: readonly CameAttempt[], rules: AttemptRules | null): AttemptTold[] {
  let accepted: CameAttempt | null = null
  return attempts.map((attempt, index): AttemptTold => {
    const before = attempts[index - 1]
    const told = { gap: before ? gapBetween(before, attempt, rules) : null, acceptedBefore: accepted }
    if (accepted === null && isAccepted(attempt)) accepted = attempt
    return told
  })
}

function gapBetween(before: CameAttempt, attempt: CameAttempt, rules: AttemptRules | null): AttemptGap {
  const ms = attempt.receivedAt - before.receivedAt
  const delays = rules?.retryDelaysMs ?? null
  if (delays === null) return { ms, documentedMs: null, state: 'not-documented' }
  const documentedMs = delays[attempt.attempt - 2]
  if (documentedMs === undefined) return { ms, documentedMs: null, state: 'unplanned' }
  const tolerance = slackOf(documentedMs)
  const state =
    ms < documentedMs - tolerance
      ? 'early'
      : ms > documentedMs + waitedFor(before, rules) + tolerance
        ? 'late'
        : 'on-time'
  return { ms, documentedMs, state }
}

/** How long the provider waited for the answer to an attempt, as far as can be known. */
function waitedFor({ ms }: AttemptAnswer, rules: AttemptRules | null): number {
  const deadline = rules?.deadlineMs ?? null
  if (ms === null) return deadline ?? 0
  return deadline === null ? ms : Math.min(ms, deadline)
}

/** What comes after the last of these attempts, as it is documented; `now`: Unix milliseconds. */
export function outlookOf(attempts: readonly CameAttempt[], rules: AttemptRules | null, now: number): Outlook {
  const last = attempts.at(-1)
  if (last === undefined || rules === null) return { kind: 'not-documented' }
  const waiting = last.status === null && (rules.deadlineMs === null || now < last.receivedAt + rules.deadlineMs)
  if (waiting) return { kind: 'unanswered' }
  const retried = retriedAfter(rules, last)
  if (retried === 'no')
    return isAccepted(last) ? { kind: 'accepted' } : { kind: rules.attempts === 1 ? 'never' : 'final' }
  const inTime = last.ms !== null && againstDeadline(last.ms, rules.deadlineMs) !== 'late'
  if (isAccepted(last) && inTime && retried === 'not-documented') return { kind: 'accepted' }
  return nextOf(attempts, last, rules, retried)
}

function nextOf(
  attempts: readonly CameAttempt[],
  last: CameAttempt,
  rules: AttemptRules,
  retried: Exclude<Retried, 'no'>,
): Outlook {
  const certain = retried === 'yes'
  const { retryDelaysMs: delays, attempts: all, retryWindowMs: windowMs } = rules
  if (all !== null && last.attempt >= all) return { kind: 'ended' }
  const delay = delays?.[last.attempt - 1]
  if (delay !== undefined) {
    const at = last.receivedAt + waitedFor(last, rules) + delay
    return { kind: 'next', attempt: last.attempt + 1, at, until: at + slackOf(delay), certain }
  }
  if (!certain && all === null && windowMs === null) return { kind: 'not-documented' }
  const [first] = attempts
  const until = windowMs === null || first?.attempt !== 1 ? null : first.receivedAt + windowMs
  return { kind: 'next-unknown', until, certain }
}
