import type { Replay } from '../model/replay.ts'
import { formatDuration } from './units.ts'

/** What a replay in slow motion tells of the target: how much of the deadline it needs itself. Null for any other replay. */
export function slowMotionSentence(
  { slow, error, timing }: Pick<Replay, 'slow' | 'error' | 'timing'>,
  deadlineMs: number | null,
): string | null {
  if (slow === undefined) return null
  const arrived = `Slow motion: the request was meant to take ${formatDuration(slow.overMs)} to arrive.`
  if (slow.sentMs === null) {
    const what = error === null ? 'Your app answered' : 'The exchange ended'
    return `${arrived} ${what} before the whole request had been sent.`
  }
  if (error !== null) return arrived
  const ownMs = Math.max(0, timing.totalMs - slow.sentMs)
  const answered = `Your app answered ${formatDuration(ownMs)} after its last byte`
  if (deadlineMs === null) return `${arrived} ${answered}. The deadline is not documented.`
  const left = deadlineMs - timing.totalMs
  const verdict =
    left >= 0
      ? `in time, ${formatDuration(left)} before the deadline`
      : `too late, ${formatDuration(-left)} after the deadline`
  const limit = Math.max(0, deadlineMs - ownMs)
  return `${arrived} ${answered}: ${verdict}. With more than ${formatDuration(limit)} on the way it would be late.`
}
