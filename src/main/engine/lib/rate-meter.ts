/** Counts what happened in the last minute, per key, in buckets of one second. */
export interface RateMeter {
  count(key: string, times?: number): void
  perMinute(key: string): number
  total(): number
}

/** `nowMs`: of a clock that never jumps. */
export function createRateMeter(nowMs: () => number): RateMeter {
  const seconds = new Map<string, Map<number, number>>()

  function sum(buckets: Map<number, number>): number {
    const oldest = Math.floor(nowMs() / 1000) - 60
    let all = 0
    for (const [second, n] of buckets) {
      if (second <= oldest) buckets.delete(second)
      else all += n
    }
    return all
  }

  return {
    count(key, times = 1) {
      const second = Math.floor(nowMs() / 1000)
      const buckets = seconds.get(key) ?? new Map<number, number>()
      seconds.set(key, buckets)
      buckets.set(second, (buckets.get(second) ?? 0) + times)
      if (buckets.size > 90) sum(buckets)
    },
    perMinute: (key) => sum(seconds.get(key) ?? new Map()),
    total: () => [...seconds.values()].reduce((all, buckets) => all + sum(buckets), 0),
  }
}
