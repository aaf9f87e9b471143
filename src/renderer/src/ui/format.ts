const counts = new Intl.NumberFormat('en-US')

/** 18204 -> "18,204". */
export function formatCount(value: number): string {
  return counts.format(value)
}

/** 3, "delivery", "deliveries" -> "3 deliveries". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`
}

/** Decimal units: "64 bytes", "2.4 kB", "212 MB", "1.3 GB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  let value = bytes
  let unit = 'kB'
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    value /= 1000
    unit = next
    // 999.5 would be printed as "1000".
    if (value < 999.5) break
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** A measured time: "0.4 ms", "6 ms", "2.41 s", "10.0 s", "1 min 5 s". */
export function formatMs(ms: number): string {
  if (ms < 0.95 && ms > 0) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  return formatDuration(ms)
}

/** A time to wait, a deadline, an age: "5 s", "2 min", "4 min 10 s", "1 h 30 min", "3 days". At most two units. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (ms > 0 && seconds === 0) return `${Math.round(ms)} ms`
  const units = [
    { size: 86_400, name: (count: number) => (count === 1 ? '1 day' : `${count} days`) },
    { size: 3600, name: (count: number) => `${count} h` },
    { size: 60, name: (count: number) => `${count} min` },
    { size: 1, name: (count: number) => `${count} s` },
  ]
  const first = units.findIndex((unit) => seconds >= unit.size)
  const big = units[first]
  if (!big) return '0 s'
  const count = Math.floor(seconds / big.size)
  const small = units[first + 1]
  const rest = small ? Math.floor((seconds - count * big.size) / small.size) : 0
  return rest > 0 && small ? `${big.name(count)} ${small.name(rest)}` : big.name(count)
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
