const digits = new Intl.NumberFormat('en-US')

/** Whole number with thousands separators, e.g. "18,204". */
export const formatCount = (count: number): string => digits.format(count)

/** "1 place", "7 places". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** Bytes for people: "640 bytes" up to 10 kB, then three digits in decimal units, e.g. "12.4 kB", "212 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 10_000) return plural(bytes, 'byte')
  const [unit, size] = bytes < 999_500 ? ['kB', 1e3] : bytes < 999_500_000 ? ['MB', 1e6] : ['GB', 1e9]
  return `${Number((bytes / Number(size)).toPrecision(3))} ${unit}`
}

/** Milliseconds for people: "0 ms", "41 ms", "2.41 s", "12 s", "4 min 5 s", "27 h 30 min", "5 d". */
export function formatDuration(ms: number): string {
  const abs = Math.max(0, ms)
  if (abs < 1) return abs === 0 ? '0 ms' : '<1 ms'
  if (abs < 999.5) return `${Math.round(abs)} ms`
  if (abs < 59_950) return `${Number((abs / 1000).toPrecision(3))} s`
  const seconds = Math.round(abs / 1000)
  if (seconds < 3600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 48 * 60) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

const two = (big: number, bigUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
