/** A number of slots for sends, of which each send takes one for as long as it lasts. */
export interface SendSlots {
  /** Waits for a free slot; false where `signal` aborts first. */
  take(signal: AbortSignal): Promise<boolean>
  /** A free slot at once, or none. */
  tryTake(): boolean
  give(): void
}

export function createSendSlots(count: number): SendSlots {
  let free = count
  const waiting: (() => void)[] = []
  return {
    tryTake() {
      if (free === 0) return false
      free -= 1
      return true
    },
    async take(signal) {
      if (signal.aborted) return false
      if (free > 0) {
        free -= 1
        return true
      }
      return new Promise((resolve) => {
        const granted = () => {
          signal.removeEventListener('abort', given)
          resolve(true)
        }
        const given = () => {
          waiting.splice(waiting.indexOf(granted), 1)
          resolve(false)
        }
        waiting.push(granted)
        signal.addEventListener('abort', given, { once: true })
      })
    },
    give() {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    },
  }
}
