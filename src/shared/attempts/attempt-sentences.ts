import { formatDuration } from '../sentences/units.ts'
import type { AttemptGap, CameAttempt, Outlook } from './attempt-story.ts'

/** "5.2 s after attempt 1; documented: 5 s", and how that stands to the documented wait. */
export function gapWords({ ms, documentedMs, state }: AttemptGap, attempt: number): string {
  const after = `${formatDuration(ms)} after attempt ${attempt - 1}`
  if (state === 'not-documented') return `${after}; retry times are not documented`
  if (state === 'unplanned') return `${after}; more attempts than documented`
  const documented = documentedMs === 0 ? 'at once' : formatDuration(documentedMs ?? 0)
  return `${after}; documented: ${documented}${state === 'on-time' ? '' : `, so it is ${state}`}`
}

/** One sentence on an attempt that came though the event had been accepted. `late`: that answer came after the deadline. */
export function duplicateWords(accepted: CameAttempt, clock: (at: number) => string, late: boolean): string {
  const before = `Already answered ${accepted.status} at ${clock(accepted.receivedAt + (accepted.ms ?? 0))}`
  return late ? `${before}, but after the deadline.` : `${before}: this attempt is a duplicate.`
}

/** What is to be expected, in one sentence. `now` and times in Unix milliseconds; `clock` writes a time of day. */
export function outlookWords(outlook: Outlook, { provider, last, now, clock }: OutlookContext): string {
  switch (outlook.kind) {
    case 'next':
      return nextWords(outlook, now, clock)
    case 'next-unknown': {
      const until = outlook.until === null ? '' : ` It goes on until ${clock(outlook.until)}.`
      return outlook.certain
        ? `${provider} will send it again; when is not documented.${until}`
        : 'Whether and when it is sent again after this answer is not documented.'
    }
    case 'accepted':
      return last?.status == null
        ? 'No further attempt is expected.'
        : `Accepted with ${last.status}: no further attempt is expected.`
    case 'final':
      return `${provider} does not send again after ${last?.status ?? 'no answer'}.`
    case 'ended':
      return 'That was the last documented attempt.'
    case 'never':
      return `${provider} does not send events again.`
    case 'unanswered':
      return 'Not answered yet.'
    case 'not-documented':
      return 'Whether it is sent again is not documented.'
  }
}

interface OutlookContext {
  /** Its name. */
  readonly provider: string
  readonly last: CameAttempt | undefined
  readonly now: number
  readonly clock: (at: number) => string
}

function nextWords(
  { at, until, attempt, certain }: Extract<Outlook, { kind: 'next' }>,
  now: number,
  clock: (at: number) => string,
) {
  const what = `Attempt ${attempt}`
  const doubt = certain ? '' : ', if this answer is tried again: that is not documented'
  if (at > now) return `${what} is expected at ${clock(at)}${doubt}.`
  return until > now
    ? `${what} is expected any moment${doubt}.`
    : `${what} was expected at ${clock(at)}${doubt}. It has not come.`
}
