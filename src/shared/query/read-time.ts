const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

/**
 * Unix milliseconds of a time as it is written in a query, null where it cannot be read: `2h` (ago), `14:00` (today),
 * `today`, `yesterday`, `2026-11-20`, `2026-11-20T14:00`, with seconds and an offset where wanted. Times without an offset
 * are meant in `zone`, an IANA name; where that is left out or unknown, in the zone of this machine.
 */
export function readTime(text: string, now: number, zone?: string): number | null {
  const ago = /^(\d{1,6})([smhdw])$/i.exec(text)
  if (ago) return now - Number(ago[1]) * unitMs[ago[2]!.toLowerCase()]!
  const clock = clockOf(zone)
  if (/^today$/i.test(text)) return dayStart(clock, now, 0)
  if (/^yesterday$/i.test(text)) return dayStart(clock, now, -1)
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  if (time) return timeOfDay(clock, now, Number(time[1]), Number(time[2]), Number(time[3] ?? 0))
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text)
  if (iso === null || !dayExists(Number(iso[1]), Number(iso[2]), Number(iso[3]))) return null
  const wall = Date.parse(`${iso[1]}-${iso[2]}-${iso[3]}T${iso[4] ?? '00:00'}${(iso[5] ?? 'Z').toUpperCase()}`)
  if (Number.isNaN(wall)) return null
  return iso[5] === undefined ? atWall(clock, wall) : wall
}

/** What the clocks of a zone show, as the Unix milliseconds at which they would show it in UTC. */
type Clock = (at: number) => number

/** Making a formatter takes longer than a whole query. */
const clocks = new Map<string | undefined, Clock>()
const maxClocks = 20

function clockOf(zone: string | undefined): Clock {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  if (clocks.size >= maxClocks) clocks.clear()
  const clock = createClock(zone)
  clocks.set(zone, clock)
  return clock
}

function createClock(zone: string | undefined): Clock {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      ...(zone !== undefined && { timeZone: zone }),
      ...{ calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
  } catch {
    // There is no zone of that name.
    return createClock(undefined)
  }
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const { year, month, day, hour, minute, second } = parts as Record<string, number>
    return Date.UTC(year!, month! - 1, day, hour, minute, second) + (at - Math.floor(at / 1000) * 1000)
  }
}

/** The moment at which the clocks show `wall`; one that a change of the clocks leaves out is moved on by that change. */
function atWall(clock: Clock, wall: number): number {
  const offset = (at: number) => clock(at) - at
  const first = wall - offset(wall)
  const second = wall - offset(first)
  if (clock(second) === wall) return second
  return clock(first) === wall ? first : wall - offset(wall - unitMs.d!)
}

function dayStart(clock: Clock, now: number, days: number): number {
  const wall = clock(now)
  return atWall(clock, Math.floor(wall / unitMs.d!) * unitMs.d! + days * unitMs.d!)
}

function timeOfDay(clock: Clock, now: number, hours: number, minutes: number, seconds: number): number | null {
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  const day = Math.floor(clock(now) / unitMs.d!) * unitMs.d!
  return atWall(clock, day + ((hours * 60 + minutes) * 60 + seconds) * 1000)
}

function dayExists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
