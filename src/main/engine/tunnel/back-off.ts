/** Waits that double from `first` to `last` milliseconds, each shortened by up to a quarter so that clients spread out. */
export function createBackOff(first: number, last: number, random: () => number) {
  let wait = first
  return {
    next(): number {
      const current = wait
      wait = Math.min(wait * 2, last)
      return Math.round(current * (1 - random() / 4))
    },
    reset(): void {
      wait = first
    },
  }
}
