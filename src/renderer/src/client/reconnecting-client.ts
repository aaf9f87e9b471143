import type { Channel } from '#shared/api/channel.ts'
import type { Client, Contract, StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import { type Connection, connectChannel } from './connect-channel.ts'

/**
 * `connecting`: the first try is under way. `lost`: there is no connection, and tries go on. `refused`: this page may not
 * have one, and there are no more tries.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused'

/** Thrown by what opens channels. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused'
}

export interface AppConnection<C extends Contract> {
  readonly client: Client<C>
  readonly state: () => ConnectionState
  /** Since when the state is what it is, Unix milliseconds. */
  readonly since: () => number
  /** Tells each change from now on. Streams end with AppError `closed` on loss: open them again on `open`. */
  readonly onState: (listener: (state: ConnectionState) => void) => () => void
  readonly close: () => void
}

const firstWaitMs = 250
const longestWaitMs = 5_000

/**
 * A client over channels that may be lost: opens the next one with growing waits. What is asked while a try is under way
 * waits for it; between tries it fails at once with AppError `closed`.
 */
export function reconnectingClient<C extends Contract>(openChannel: () => Promise<Channel>): AppConnection<C> {
  const listeners = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'connecting'
  let since = Date.now()
  let closed = false
  let wait = firstWaitMs
  let timer: ReturnType<typeof setTimeout> | undefined
  let current: Promise<Connection<C>> = connect()

  function setState(next: ConnectionState): void {
    if (state === next) return
    state = next
    since = Date.now()
    for (const listener of [...listeners]) listener(next)
  }

  function connect(): Promise<Connection<C>> {
    const connection = openChannel().then(
      (channel) => {
        if (closed) channel.close()
        wait = firstWaitMs
        const opened = connectChannel<C>(channel, lost)
        setState('open')
        return opened
      },
      (cause: unknown) => {
        if (cause instanceof AccessRefused) setState('refused')
        else lost()
        throw new AppError('closed', 'There is no connection to Switchhook.', [], { cause })
      },
    )
    connection.catch(() => undefined) // Told to whoever asks for it; nobody may.
    return connection
  }

  function lost(): void {
    if (closed) return
    setState('lost')
    timer = setTimeout(() => {
      current = connect()
    }, wait)
    wait = Math.min(wait * 2, longestWaitMs)
  }

  const client = {
    async call(name: string, input: never) {
      return (await current).client.call(name, input)
    },
    async *stream(name: string, input: never, options?: { signal?: StopSignal }) {
      yield* (await current).client.stream(name, input, options)
    },
  }

  return {
    client: client as unknown as Client<C>,
    state: () => state,
    since: () => since,
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      closed = true
      clearTimeout(timer)
      current.then((connection) => connection.close('The client was closed.')).catch(() => undefined)
    },
  }
}
