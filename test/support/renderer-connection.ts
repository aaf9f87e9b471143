import { type AppClient, type AppHandlers, contract } from '#shared/api/contract.ts'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError, parseInput } from '#shared/api/errors.ts'
import type { ConnectionState } from '../../src/renderer/src/client/reconnecting-client.ts'
import type { Connection } from '../../src/renderer/src/state/client.tsx'

type Name = keyof AppHandlers['calls'] & string
type StreamName = keyof AppHandlers['streams'] & string

/**
 * A connection to handlers in this process. What goes in and what comes out is held against the contract's own schemas, so
 * that a test fails when the contract moves.
 */
export class MemoryConnection implements Connection {
  readonly asked: { readonly name: string; readonly input: unknown }[] = []
  readonly #handlers: AppHandlers
  readonly #faults = new Map<string, unknown>()
  readonly #gates = new Map<string, Promise<void>>()
  readonly #listeners = new Set<(state: ConnectionState) => void>()
  #state: ConnectionState = 'open'
  #since = Date.now()
  #line = new AbortController()

  constructor(handlers: AppHandlers) {
    this.#handlers = handlers
  }

  readonly client = {
    call: (name: Name, input: unknown) => this.#call(name, input),
    stream: (name: StreamName, input: unknown, options?: { signal?: StopSignal }) =>
      this.#stream(name, input, options?.signal),
  } as unknown as AppClient

  readonly state = (): ConnectionState => this.#state
  readonly since = (): number => this.#since
  readonly onState = (listener: (state: ConnectionState) => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly close = (): void => this.#line.abort()

  /** Loses the connection, or brings it back; streams end with `closed` on loss. */
  set(state: ConnectionState): void {
    this.#state = state
    this.#since = Date.now()
    if (state === 'lost') this.#line.abort()
    else this.#line = new AbortController()
    for (const listener of [...this.#listeners]) listener(state)
  }

  /** A call or a stream throws this from now on; null: it works again. */
  fail(name: Name | StreamName, error: unknown): void {
    if (error === null) this.#faults.delete(name)
    else this.#faults.set(name, error)
  }

  /** Answers to a call wait until the returned function lets them go. */
  hold(name: Name): () => void {
    const gate = Promise.withResolvers<void>()
    this.#gates.set(name, gate.promise)
    return () => {
      this.#gates.delete(name)
      gate.resolve()
    }
  }

  /** Inputs of all calls and streams of a name so far, as they were sent. */
  inputs(name: Name | StreamName): unknown[] {
    return this.asked.filter((each) => each.name === name).map(({ input }) => input)
  }

  async #call(name: Name, input: unknown): Promise<unknown> {
    if (this.#state === 'lost') throw new AppError('closed', 'There is no connection to Switchhook.')
    this.asked.push({ name, input })
    await this.#gates.get(name)
    if (this.#faults.has(name)) throw this.#faults.get(name)
    const call = contract.calls[name]
    const handler = this.#handlers.calls[name] as (input: unknown) => unknown
    return call.output.parse(onTheWire(await handler(parseInput(call.input, onTheWire(input)))))
  }

  async *#stream(name: StreamName, input: unknown, stop?: StopSignal): AsyncGenerator<unknown> {
    const stream = contract.streams[name]
    this.asked.push({ name, input })
    if (this.#faults.has(name)) throw this.#faults.get(name)
    const line = this.#line.signal
    const end = new AbortController()
    const both = AbortSignal.any([line, end.signal])
    stop?.addEventListener('abort', () => end.abort(), { once: true })
    if (stop?.aborted) end.abort()
    const open = this.#handlers.streams[name] as (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>
    for await (const item of open(parseInput(stream.input, input), both)) yield stream.item.parse(onTheWire(item))
    if (line.aborted) throw new AppError('closed', 'The connection was lost.')
  }
}

/** As JSON carries it: what is undefined is gone, what is no data is not there. */
const onTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Items for everybody who listens at that moment. */
export class Feed<T> {
  readonly #listeners = new Set<(item: T) => void>()

  push(item: T): void {
    for (const listener of this.#listeners) listener(item)
  }

  async *follow(signal: StopSignal, ...first: T[]): AsyncGenerator<T> {
    const waiting = [...first]
    let wake: () => void = () => undefined
    const listener = (item: T) => {
      waiting.push(item)
      wake()
    }
    this.#listeners.add(listener)
    signal.addEventListener('abort', () => wake(), { once: true })
    try {
      while (!signal.aborted) {
        if (waiting.length > 0) yield waiting.shift() as T
        else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    } finally {
      this.#listeners.delete(listener)
    }
  }
}
