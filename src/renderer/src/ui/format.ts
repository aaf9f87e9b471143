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

/** Three characters where space is short: "999", "8.2k", "102k", "1.0M". */
export function formatCountShort(value: number): string {
  if (value < 1000) return String(value)
  const [size, unit] = value < 999_500 ? [1e3, 'k'] : [1e6, 'M']
  const scaled = value / Number(size)
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`
}
