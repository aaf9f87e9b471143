import type { StopSignal } from '#shared/api/contract-types.ts'

/** An event that can be set any number of times and wakes one wait: what a stream waits for between two looks. */
export interface AutoResetEvent {
  set(): void
  /** Resolves true when set (also if that was before the call), false when stopped; after `timeoutMs`, true as well. */
  wait(timeoutMs?: number): Promise<boolean>
}

export function createAutoResetEvent(stop: StopSignal): AutoResetEvent {
  let isSet = false
  let resume: (() => void) | undefined
  stop.addEventListener('abort', () => resume?.(), { once: true })

  return {
    set() {
      isSet = true
      resume?.()
    },
    async wait(timeoutMs) {
      if (!isSet && !stop.aborted) {
        let timer: ReturnType<typeof setTimeout> | undefined
        await new Promise<void>((resolve) => {
          resume = resolve
          if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs)
        })
        clearTimeout(timer)
        resume = undefined
      }
      isSet = false
      return !stop.aborted
    },
  }
}

/** Waits, unless stopped before. Resolves true when the time has passed. */
export async function pause(ms: number, stop: StopSignal): Promise<boolean> {
  if (stop.aborted) return false
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      stop.removeEventListener('abort', done)
      resolve()
    }
    stop.addEventListener('abort', done, { once: true })
  })
  return !stop.aborted
}
