import type { Engine } from '../engine/engine.ts'

/**
 * Waits until the tunnel is online, has failed for the first time, is off, or `limitMs` have passed: so that the first line
 * can name public URLs where they exist, and a missing internet holds nothing up.
 */
export async function firstTunnelState(engine: Engine, limitMs: number): Promise<void> {
  const settled = () => engine.tunnelStatus().state !== 'connecting'
  if (settled()) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, limitMs)
    const unsubscribe = engine.statusChanged.subscribe(() => settled() && done())
    function done() {
      clearTimeout(timer)
      unsubscribe()
      resolve()
    }
  })
}
