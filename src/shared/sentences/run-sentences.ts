import type { RunPace, RunResult, RunStatus } from '../model/run.ts'
import { formatCount, formatDuration, plural } from './units.ts'

/** What a run is of, in a few words. */
export function runTitle({ what, settings, deliveries }: Pick<RunStatus, 'what' | 'settings' | 'deliveries'>): string {
  const name = settings.passes > 1 ? 'Drill' : 'Replay'
  switch (what.kind) {
    case 'query':
      return `${name} of ${what.query === '' ? 'all deliveries' : what.query}`
    case 'ids':
      return `${name} of ${plural(deliveries, 'selected delivery', 'selected deliveries')}`
    case 'run':
      return `${name} of ${plural(deliveries, 'delivery', 'deliveries')} of another run`
  }
}

export function paceWords(pace: RunPace): string {
  switch (pace.kind) {
    case 'fast':
      return 'as fast as the target answers'
    case 'rate':
      return `${formatNumber(pace.perSecond)} per second`
    case 'original':
      return pace.factor === 1 ? 'at the original pace' : `at ${formatNumber(pace.factor)} times the original pace`
  }
}

const formatNumber = (value: number): string => formatCount(value)

/** How the items are sent: "oldest first, 10 per second, up to 4 at once, signed again". */
export function settingsWords({ settings }: Pick<RunStatus, 'settings'>): string {
  const { order, seed, passes, pace, concurrency, sign, stopAfter } = settings
  const orders = { oldest: 'oldest first', newest: 'newest first', shuffled: `shuffled (seed ${seed})` }
  const parts = [
    ...(passes > 1 ? [`${passes} times`] : []),
    // Of one and the same order nothing needs to be said.
    ...(passes > 1 && order !== 'oldest' ? [`from the second time on ${orders[order]}`] : []),
    ...(passes > 1 ? [] : [orders[order]]),
    paceWords(pace),
    concurrency === 1 ? 'one at a time' : `up to ${concurrency} at once`,
    ...(sign === 'again' ? ['signed again'] : []),
    ...(stopAfter === null ? [] : [`pauses after ${plural(stopAfter, 'failure')} in a row`]),
  ]
  return parts.join(', ')
}

export const resultWords: Readonly<Record<RunResult, string>> = {
  ok: 'ok',
  late: 'late',
  failed: 'failed',
  'not-sent': 'not sent',
  unknown: 'may have been sent',
  removed: 'deleted',
  sending: 'on its way',
  waiting: 'waiting',
}

const reasons: Readonly<Record<string, string>> = {
  refused: 'connection refused',
  dns: 'host name not found',
  tls: 'TLS failed',
  timeout: 'no answer in time',
  reset: 'connection closed',
  unreachable: 'unreachable',
  protocol: 'not HTTP',
  other: 'another error',
}
const notSent: Readonly<Record<string, string>> = {
  'no-target': 'no target',
  'not-approved': 'target not approved',
  incomplete: 'incomplete',
  refused: 'could not be signed or sent',
  unreadable: 'could not be read',
  fault: 'fault in Switchhook',
}

/** A reason of `RunStatus.reasons` in words: a status is its own word. */
export function reasonWords(result: RunResult, reason: string): string {
  return (result === 'not-sent' ? notSent[reason] : reasons[reason]) ?? reason
}

/** "950 ok, 3 late, 47 failed": what came of a run so far. */
export function outcomeSentence({ counts }: Pick<RunStatus, 'counts'>): string {
  const told = (['ok', 'late', 'failed', 'not-sent', 'unknown', 'removed'] as const).filter((each) => counts[each] > 0)
  if (told.length === 0) return 'Nothing was sent yet.'
  return `${told.map((each) => `${formatCount(counts[each])} ${resultWords[each]}`).join(', ')}.`
}

/** How far a run has come: "412 of 1,000, 18 per second, about 32 s left". */
export function progressSentence(run: RunStatus): string {
  const { counts, items, perSecond, remainingMs, state, activeMs } = run
  const done = items - counts.waiting - counts.sending
  const parts = [`${formatCount(done)} of ${formatCount(items)}`]
  if (state === 'running') {
    if (perSecond > 0)
      parts.push(`${perSecond < 9.95 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond))} per second`)
    if (remainingMs !== null && counts.waiting + counts.sending > 0)
      parts.push(`about ${formatDuration(Math.max(1000, Math.round(remainingMs / 1000) * 1000))} left`)
  } else if (activeMs > 0) parts.push(`in ${formatDuration(activeMs)}`)
  return parts.join(', ')
}

/** Why a run stands still, null where it does not. */
export function pausedSentence({ state, why, counts, settings }: RunStatus): string | null {
  if (state === 'pausing')
    return counts.sending === 1
      ? 'Pausing: 1 request is on its way and waited for.'
      : `Pausing: ${formatCount(counts.sending)} requests are on their way and waited for.`
  if (state !== 'paused') return null
  switch (why) {
    case 'host-stopped':
      return 'Switchhook was stopped while this run was being sent.'
    case 'failures':
      return `Paused by itself after ${plural(settings.stopAfter ?? 0, 'failure')} in a row.`
    case 'storage':
      return 'Paused by itself: outcomes could not be stored. Look at the disk, then resume.'
    default:
      return 'Paused.'
  }
}

/** "1st", "2nd", "11th". */
export function ordinal(count: number): string {
  const isTeen = count % 100 >= 11 && count % 100 <= 13
  return `${count}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][count % 10]) ?? 'th'}`
}

/** What comparing the answers of a drill has shown; Switchhook sees answers, not what the target did. */
export function comparedSentence({ compared }: Pick<RunStatus, 'compared'>): string {
  const { deliveries, differing } = compared ?? { deliveries: 0, differing: 0 }
  if (deliveries === 0) return 'Nothing was answered twice yet.'
  if (differing === 0)
    return deliveries === 1
      ? 'It was answered the same each time.'
      : `All ${formatCount(deliveries)} were answered the same each time.`
  return deliveries === 1
    ? 'It was answered differently.'
    : `${formatCount(differing)} of ${formatCount(deliveries)} ${differing === 1 ? 'was' : 'were'} answered differently.`
}
