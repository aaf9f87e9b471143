import type { Log } from '../ports.ts'
import type { OpenTunnel, TunnelDriver, TunnelRequest } from './tunnel-driver.ts'

export interface TunnelSetup {
  readonly driver: TunnelDriver
  readonly request: TunnelRequest
}

export type Opened =
  | { readonly ok: true; readonly tunnel: OpenTunnel }
  | { readonly ok: false; readonly problem: string }

/**
 * One try of a driver, over after `limitMs` or when `signal` aborts, even if the driver does not listen to its signal: a
 * tunnel that opens too late is closed at once.
 */
export async function openWithin(limitMs: number, setup: TunnelSetup, signal: AbortSignal, log: Log): Promise<Opened> {
  const limit = new AbortController()
  const { promise: over, resolve: giveUp } = Promise.withResolvers<null>()
  const end = () => {
    limit.abort(new Error(`No tunnel opened within ${limitMs / 1000} s.`))
    giveUp(null)
  }
  const timer = setTimeout(end, limitMs)
  signal.addEventListener('abort', end, { once: true })
  const open = async () => setup.driver.open(setup.request, limit.signal)
  const opening = open().then(
    (tunnel): Opened => ({ ok: true, tunnel }),
    (error: unknown): Opened => ({ ok: false, problem: errorText(error) }),
  )
  const first = await Promise.race([opening, over])
  clearTimeout(timer)
  signal.removeEventListener('abort', end)
  if (first !== null) return first
  void opening.then((late) => {
    if (!late.ok) return
    late.tunnel.close().catch((error: unknown) => log.warn('a late tunnel did not close', { error: errorText(error) }))
  })
  return { ok: false, problem: `${setup.driver.name} opened no tunnel within ${limitMs / 1000} s. Trying again.` }
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
