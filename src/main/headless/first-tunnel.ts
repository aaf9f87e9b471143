import type { StopSignal } from '#shared/api/contract-types.ts'
import type { Engine } from '../engine/engine.ts'

/**
 * Waits until the tunnel is online, has failed for the first time, is off, `stop` aborts, or `limitMs` have passed: so that the first line
 * can name public URLs where they exist, and a missing internet holds nothing up.
 */
export async function firstTunnelState(engine: Engine, limitMs: number, stop: StopSignal): Promise<void> {
  const settled = () => stop.aborted || engine.tunnelStatus().state !== 'connecting'
  if (settled()) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, limitMs)
    const unsubscribe = engine.statusChanged.subscribe(() => settled() && done())
    stop.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      unsubscribe()
      stop.removeEventListener('abort', done)
      resolve()
    }
  })
}
