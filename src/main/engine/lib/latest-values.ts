import type { StopSignal } from '#shared/api/contract-types.ts'
import { createAutoResetEvent, pause } from './auto-reset-event.ts'

export interface LatestValuesOptions {
  /** Registers for changes; returns the function that ends it. */
  readonly onChange: (listener: () => void) => () => void
  readonly stop: StopSignal
  /** At least this long between two values, milliseconds. */
  readonly intervalMs: number
  /** Looks again after this long even without a change, for figures that age (rates). */
  readonly refreshMs?: number
}

/** Snapshots: one at once, then one after each change; changes in between fold into the next one, equal ones are left out. */
export async function* latestValues<T>(read: () => Promise<T> | T, options: LatestValuesOptions): AsyncGenerator<T> {
  const wake = createAutoResetEvent(options.stop)
  const unsubscribe = options.onChange(() => wake.set())
  let last: string | undefined
  try {
    do {
      const value = await read()
      const text = JSON.stringify(value)
      if (text !== last) {
        last = text
        yield value
      }
    } while ((await pause(options.intervalMs, options.stop)) && (await wake.wait(options.refreshMs)))
  } finally {
    unsubscribe()
  }
}
