import { createBirpc } from 'birpc'
import { type Channel, rpcOptions } from '#shared/api/channel.ts'
import type { Client, Contract, StopSignal } from '#shared/api/contract-types.ts'
import { AppError, type WireError } from '#shared/api/errors.ts'
import type { ClientFunctions, ServerFunctions } from '#shared/api/wire.ts'

export interface Connection<C extends Contract> {
  readonly client: Client<C>
  /** Ends the connection: pending calls and open streams fail with AppError `closed` and this message. */
  close(reason: string): void
}

/** The client's side of a channel. Every fault is an AppError; `onClosed` is called once, whichever side ended it. */
export function connectChannel<C extends Contract>(channel: Channel, onClosed?: () => void): Connection<C> {
  const streams = new Map<number, IncomingStream>()
  let lastId = 0
  let closedError: AppError | undefined

  const server = createBirpc<ServerFunctions, ClientFunctions>(
    {
      push: (id, items) => streams.get(id)?.push(items) ?? Promise.resolve(),
      end: (id, error) => streams.get(id)?.end(error),
    },
    rpcOptions(channel, () => close('The connection to Switchhook was lost.')),
  )

  function close(reason: string): void {
    if (closedError) return
    closedError = new AppError('closed', reason)
    server.$close(closedError)
    for (const stream of streams.values()) stream.end({ code: 'closed', message: reason, issues: [] })
    channel.close()
    onClosed?.()
  }

  async function call(name: string, input: unknown): Promise<unknown> {
    if (closedError) throw closedError
    const result = await server.call(name, input)
    if ('error' in result) throw new AppError(result.error.code, result.error.message, result.error.issues)
    return result.value
  }

  async function* stream(
    name: string,
    input: unknown,
    options: { signal?: StopSignal } = {},
  ): AsyncGenerator<unknown, void> {
    if (options.signal?.aborted) return
    if (closedError) throw closedError
    const id = ++lastId
    const incoming = new IncomingStream()
    const stop = () => incoming.drop()
    streams.set(id, incoming)
    options.signal?.addEventListener('abort', stop, { once: true })
    await server.open.asEvent(id, name, input)
    try {
      yield* incoming.read()
    } finally {
      options.signal?.removeEventListener('abort', stop)
      streams.delete(id)
      incoming.drop()
      if (!closedError) await server.stop.asEvent(id)
    }
  }

  // The contract gives names and values their types; on the wire every call has the same shape.
  return { client: { call, stream } as unknown as Client<C>, close }
}

/** A batch is acknowledged only while fewer items than this wait to be read. */
const highWater = 512

/** Items of one stream between their arrival and their reader. */
class IncomingStream {
  #items: unknown[] = []
  #at = 0
  #end: { error: WireError | null } | undefined
  #wakeReader: (() => void) | undefined
  #acknowledge: (() => void) | undefined

  /** Resolves when the reader has caught up: that is the acknowledgement which the engine waits for. */
  push(items: readonly unknown[]): Promise<void> {
    this.#items.push(...items)
    this.#wakeReader?.()
    if (this.#waiting < highWater) return Promise.resolve()
    return new Promise((resolve) => {
      this.#acknowledge = resolve
    })
  }

  /** What has arrived is still read; then the reader ends, or gets the error. */
  end(error: WireError | null): void {
    this.#end ??= { error }
    this.#wakeReader?.()
  }

  /** Nothing more is read. */
  drop(): void {
    this.#items = []
    this.#at = 0
    this.end(null)
    this.#acknowledge?.()
  }

  async *read(): AsyncGenerator<unknown, void> {
    for (;;) {
      if (this.#waiting > 0) yield this.#take()
      else if (this.#end?.error)
        throw new AppError(this.#end.error.code, this.#end.error.message, this.#end.error.issues)
      else if (this.#end) return
      else await this.#arrival()
    }
  }

  get #waiting(): number {
    return this.#items.length - this.#at
  }

  #take(): unknown {
    const item = this.#items[this.#at++]
    if (this.#waiting === 0) {
      this.#items = []
      this.#at = 0
      this.#acknowledge?.()
      this.#acknowledge = undefined
    }
    return item
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeReader = resolve
    })
  }
}
