const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const two = (value: number) => String(value).padStart(2, '0')

/** Local time of day: "14:05:14". */
export function formatClock(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** Local time of day to the millisecond: "14:05:14.318". */
export function formatClockMs(at: number): string {
  return `${formatClock(at)}.${String(new Date(at).getMilliseconds()).padStart(3, '0')}`
}

/** "2 April 2026". */
export function formatDate(at: number): string {
  const date = new Date(at)
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`
}

/** "Thu 11 June 2026, 14:05:14.318", local time. */
export function formatDateTime(at: number): string {
  return `${days[new Date(at).getDay()]} ${formatDate(at)}, ${formatClockMs(at)}`
}

/** What fits a column of 52 px: the time where it is today's, the day otherwise ("2 Apr"). */
export function formatShort(at: number, now: number): string {
  if (sameDay(at, now)) return formatClock(at)
  const date = new Date(at)
  return `${date.getDate()} ${months[date.getMonth()]?.slice(0, 3)}`
}

/** "today 14:06:05", "2 April 2026", "never". */
export function formatDay(at: number | null, now: number): string {
  if (at === null) return 'never'
  return sameDay(at, now) ? `today ${formatClock(at)}` : formatDate(at)
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
