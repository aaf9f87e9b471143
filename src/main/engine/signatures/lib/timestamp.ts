import { formatDuration } from '#shared/sentences/units.ts'
import { excerpt, type Failure, fail } from '../signature-scheme.ts'

export const timestampUnits = ['s', 'ms', 'iso', 'datetime'] as const
type TimestampUnit = (typeof timestampUnits)[number]

interface TimeWindow {
  readonly timestampUnit: TimestampUnit
  /** Null: no age is documented, nothing is refused. */
  readonly toleranceSeconds: number | null
  readonly toleranceWindow: 'both' | 'past'
  /** `s`: whole seconds are compared, as most libraries do; `ms`: an age of 300.001 s is older than 300 s. */
  readonly agePrecision?: 's' | 'ms'
  readonly timestampFraction?: 'refuse' | 'cut' | 'keep'
}

/** Unix milliseconds, null where the text is not a time in this unit. */
export function parseTime(text: string, unit: TimestampUnit, withFraction = false): number | null {
  if (unit === 's' || unit === 'ms') {
    return (withFraction ? /^\d{1,16}(\.\d{1,9})?$/ : /^\d{1,16}$/).test(text)
      ? Number(text) * (unit === 's' ? 1000 : 1)
      : null
  }
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/i.exec(text)
  if (!match || (unit === 'iso' && text[10] === ' ')) return null
  const time = Date.parse(`${match[1]}T${match[2]}${match[3] ?? 'Z'}`)
  return Number.isNaN(time) ? null : time
}

export function formatTime(ms: number, unit: TimestampUnit): string {
  if (unit === 's') return String(Math.floor(ms / 1000))
  if (unit === 'ms') return String(ms)
  const iso = new Date(ms).toISOString().replace(/\.\d+/, '')
  return unit === 'iso' ? iso : iso.replace('T', ' ').replace('Z', '')
}

/** Null where the time is within the window around the arrival. */
export function checkAge(text: string, window: TimeWindow, arrivedAtMs: number): Failure | null {
  const { timestampUnit: unit, toleranceSeconds, toleranceWindow, agePrecision = 's' } = window
  if (toleranceSeconds === null) return null
  const time = parseTime(text, unit, window.timestampFraction === 'keep')
  if (time === null) return fail('timestamp-malformed', `“${excerpt(text)}” is not ${unitWords[unit]}`)
  const arrived = unit === 's' && agePrecision === 's' ? Math.floor(arrivedAtMs / 1000) * 1000 : arrivedAtMs
  const age = arrived - time
  const accepted = () => `${formatDuration(toleranceSeconds * 1000)} are accepted`
  if (age > toleranceSeconds * 1000) {
    return fail('timestamp-too-old', `it is ${formatDuration(age)} older than the arrival, ${accepted()}`)
  }
  if (-age > (toleranceWindow === 'both' ? toleranceSeconds * 1000 : neverMs)) {
    return fail('timestamp-too-new', `it is ${formatDuration(-age)} ahead of the arrival, ${accepted()}`)
  }
  return null
}

/** No clock is a century ahead: such a time is in another unit, and would never become too old. */
const neverMs = 100 * 365 * 86_400_000

const unitWords: Record<TimestampUnit, string> = {
  s: 'a Unix time in seconds',
  ms: 'a Unix time in milliseconds',
  iso: 'an ISO 8601 time',
  datetime: 'a time like 2026-04-05 14:04:00',
}
