export interface BackOff {
  /** The next wait in milliseconds. */
  next(): number
  /** Starts over with the first. */
  reset(): void
}

/** Waits that double from `first` to `last` milliseconds, each shortened by up to a quarter so that clients spread out. */
export function createBackOff(first: number, last: number, random: () => number): BackOff {
  let wait = first
  return {
    next() {
      const current = wait
      wait = Math.min(wait * 2, last)
      return Math.round(current * (1 - random() / 4))
    },
    reset() {
      wait = first
    },
  }
}
