import type { StopSignal } from '#shared/api/contract-types.ts'

/** A bell that can be rung any number of times and is heard once: what a stream waits for between two looks. */
export interface WakeUp {
  ring(): void
  /** Resolves true when rung (also if that was before the call), false when stopped; after `timeoutMs`, true as well. */
  wait(timeoutMs?: number): Promise<boolean>
}

export function createWakeUp(stop: StopSignal): WakeUp {
  let rung = false
  let resume: (() => void) | undefined
  stop.addEventListener('abort', () => resume?.(), { once: true })

  return {
    ring() {
      rung = true
      resume?.()
    },
    async wait(timeoutMs) {
      if (!rung && !stop.aborted) {
        let timer: ReturnType<typeof setTimeout> | undefined
        await new Promise<void>((resolve) => {
          resume = resolve
          if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs)
        })
        clearTimeout(timer)
        resume = undefined
      }
      rung = false
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
