const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

/**
 * Unix milliseconds of a time as it is written in a query, null where it cannot be read: `2h` (ago), `14:00` (today),
 * `today`, `yesterday`, `2026-11-20`, `2026-11-20T14:00`, with seconds and a zone where wanted. Times without a zone
 * are those of this machine.
 */
export function readTime(text: string, now: number): number | null {
  const ago = /^(\d{1,6})([smhdw])$/i.exec(text)
  if (ago) return now - Number(ago[1]) * unitMs[ago[2]!.toLowerCase()]!
  if (/^today$/i.test(text)) return midnight(now, 0)
  if (/^yesterday$/i.test(text)) return midnight(now, -1)
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  if (clock) return timeOfDay(now, Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0))
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text)
  if (iso === null || !dayExists(Number(iso[1]), Number(iso[2]), Number(iso[3]))) return null
  // Date reads a date alone as UTC, but with a time as local.
  const at = Date.parse(`${iso[1]}-${iso[2]}-${iso[3]}T${iso[4] ?? '00:00'}${(iso[5] ?? '').toUpperCase()}`)
  return Number.isNaN(at) ? null : at
}

function midnight(now: number, days: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime()
}

function timeOfDay(now: number, hours: number, minutes: number, seconds: number): number | null {
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  return new Date(now).setHours(hours, minutes, seconds, 0)
}

function dayExists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
