import clsx from 'clsx'
import { Fragment, type ReactNode } from 'react'
import { formatCount, formatDuration } from '#shared/sentences/units.ts'

export { formatBytes, formatCount, formatDuration, plural } from '#shared/sentences/units.ts'

/** A measured time: "0.4 ms", "6 ms", "2.41 s", "10.0 s", "1 min 5 s". */
export function formatMs(ms: number): string {
  if (ms < 0.95 && ms > 0) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  return formatDuration(ms)
}

/** Deliveries in the last minute: "0.8/min", "12/min", "1,204/min". */
export function formatRate(perMinute: number): string {
  return `${perMinute > 0 && perMinute < 9.95 && !Number.isInteger(perMinute) ? perMinute.toFixed(1) : formatCount(Math.round(perMinute))}/min`
}

/** "18,204", or "100,000+" where counting stopped there. */
export function formatCapped({ count, capped = false }: { count: number; capped?: boolean }): string {
  return `${formatCount(count)}${capped ? '+' : ''}`
}

/** A share between 0 and 1: "43%"; 100 only when all is done. */
export const formatPercent = (share: number): string => `${Math.floor(share * 100)}%`

/** Three characters where space is short: "999", "8.2k", "102k", "1.0M". */
export function formatCountShort(value: number): string {
  if (value < 1000) return String(value)
  const [size, unit] = value < 999_500 ? [1e3, 'k'] : [1e6, 'M']
  const scaled = value / Number(size)
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`
}

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

/** What a machine wrote, inside a sentence. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return <code className={clsx('mono-11 rounded-[2px] bg-active px-[3px] text-ink', className)}>{children}</code>
}

/** A sentence for places that show plain text only: tooltips, messages, notifications. */
export const plainText = (sentence: string): string => sentence.replaceAll(/`|\*\*/g, '')

/** A sentence with `code` in backticks and **strong** words; everything else is plain text. */
export function RichText({ text }: { text: string }) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/)
  return parts.map((part, index) => {
    // Parts never move: the index is their identity.
    const key = `${index}`
    if (part.startsWith('`')) return <Code key={key}>{part.slice(1, -1)}</Code>
    if (part.startsWith('**')) {
      return (
        <b key={key} className="font-medium text-ink">
          {part.slice(2, -2)}
        </b>
      )
    }
    return <Fragment key={key}>{part}</Fragment>
  })
}
