import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../engine/engine.ts'
import type { Log } from '../engine/ports.ts'
import type { Output } from './output.ts'

type Events = Pick<Engine, 'arrivals' | 'causes' | 'endpoints'>

export interface PrintOptions {
  readonly engine: Events
  readonly output: Output
  /** Number of the newest entry of the log that is not printed any more. */
  readonly after: number
  /** Waits for a reader that is slower than the deliveries. */
  readonly ready: (stop: AbortSignal) => Promise<void>
  readonly log: Log
  readonly stop: AbortSignal
  /** Before events are asked for again after they broke off, milliseconds. */
  readonly againMs?: number
}

/**
 * Prints every delivery after `after` and, once it is known, why its signature failed; until stopped. After a break it goes
 * on where it was. What goes wrong with one line is logged, and the others are printed. Never rejects.
 */
export async function printDeliveries(options: PrintOptions): Promise<void> {
  const { engine, output, after, ready, log, stop, againMs = 1000 } = options
  const nameOf = (endpointId: string) => engine.endpoints.list().find(({ id }) => id === endpointId)?.name ?? endpointId

  async function follow<T extends { readonly seq: number }>(
    events: (after: number) => AsyncIterable<T>,
    print: (event: T) => void,
    what: string,
  ): Promise<void> {
    let last = after
    while (!stop.aborted) {
      try {
        for await (const event of events(last)) {
          await ready(stop)
          attempt(() => print(event), what)
          last = event.seq
        }
        return
      } catch (error) {
        log.error(`${what} are not printed for a moment`, { error: String(error), after: last })
        await delay(againMs, undefined, { signal: stop }).catch(() => undefined)
      }
    }
  }
  function attempt(print: () => void, what: string): void {
    try {
      print()
    } catch (error) {
      log.error(`one of the ${what} was not printed`, { error: String(error) })
    }
  }

  await Promise.all([
    follow(
      (last) => engine.arrivals(last, stop),
      (row) => output.delivery(row, nameOf(row.endpointId)),
      'deliveries',
    ),
    follow(
      (last) => engine.causes(last, stop),
      // One that was there before was not printed either.
      ({ deliverySeq, deliveryId, cause }) => deliverySeq > after && output.cause(deliveryId, cause),
      'causes',
    ),
  ])
}

type TunnelNews = Pick<Engine, 'tunnelStatus' | 'statusChanged'>

/**
 * Waits until the tunnel is online, has failed for the first time, is off, `stop` aborts, or `limitMs` have passed: the
 * first line can name public URLs where they exist, and a missing internet holds nothing up.
 */
export async function firstTunnelState(engine: TunnelNews, limitMs: number, stop: AbortSignal): Promise<void> {
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

/** Prints the tunnel's state when it changes; each further try for the same problem is not news. Returns the function that ends it. */
export function printTunnel(engine: TunnelNews, output: Output): () => void {
  // A tunnel that failed before anybody could be told is news; one that works stands in the ready line.
  let last = engine.tunnelStatus().state === 'online' ? newsOf(engine) : 'off null'
  tell()
  return engine.statusChanged.subscribe(tell)

  function tell(): void {
    const now = newsOf(engine)
    if (now === null || now === last) return
    last = now
    output.tunnel(engine.tunnelStatus())
  }
}

function newsOf(engine: TunnelNews): string | null {
  const { state, url, problem } = engine.tunnelStatus()
  if (state === 'connecting') return null
  return state === 'online' ? `online ${url}` : `${state === 'off' ? 'off' : 'down'} ${problem}`
}
