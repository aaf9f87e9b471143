import { createBirpc } from 'birpc'
import { type Channel, rpcOptions } from '#shared/api/channel.ts'
import type { Contract, Handlers } from '#shared/api/contract-types.ts'
import { AppError, parseInput, type WireError } from '#shared/api/errors.ts'
import type { ClientFunctions, ServerFunctions, WireResult } from '#shared/api/wire.ts'
import type { Log } from '../engine/ports.ts'
import { type BatchLimits, pumpStream, StreamTable } from './streams.ts'

const maxStreams = 64
const batchLimits: BatchLimits = { items: 256, weight: 512, lingerMs: 1 }
/** What one client may leave behind before it is cut off; a page of ours stays far below. */
const limits = { runningCalls: 256, unacknowledged: 20_000, acknowledgeMs: 120_000 }

export interface ServeOptions<C extends Contract> {
  readonly channel: Channel
  readonly contract: C
  readonly handlers: Handlers<C>
  readonly log: Log
}

/** Handlers without their names' types: after a name and an input were checked, any handler is called the same way. */
interface AnyHandlers {
  readonly calls: Readonly<Record<string, (input: unknown) => unknown>>
  readonly streams: Readonly<Record<string, (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>>>
}

/**
 * Serves a contract to the client at the other end of a channel, until either side closes it. Outputs are parsed too: what
 * the contract does not name never leaves the engine.
 */
export function serveChannel<C extends Contract>(options: ServeOptions<C>): { close(): void } {
  const { channel, contract, log } = options
  const handlers = options.handlers as unknown as AnyHandlers
  const streams = new StreamTable(maxStreams)
  let running = 0
  /** Weight of all that was read for this client and that it has not acknowledged. */
  let unacknowledged = 0

  const functions: ServerFunctions = {
    async call(name, input): Promise<WireResult> {
      running += 1
      if (running > limits.runningCalls) close('more calls at once than are answered')
      try {
        if (client.$closed) throw new AppError('closed', 'the connection was closed')
        const { input: accepts, output } = own(contract.calls, name)
        const value = await own(handlers.calls, name)(parseInput(accepts, input))
        return { value: output.parse(value) }
      } catch (error) {
        return { error: toWireError(error, `call ${name}`, log) }
      } finally {
        running -= 1
      }
    },
    open: (id, name, input) => void runStream(id, name, input),
    stop: (id) => streams.stop(id),
  }

  const client = createBirpc<ClientFunctions, ServerFunctions>(functions, {
    ...rpcOptions(channel, () => close()),
    bind: 'functions',
    resolver: (name, found) => (Object.hasOwn(functions, name) ? found : undefined),
  })

  /** Never rejects: the client hears of the end. */
  async function runStream(id: number, name: string, input: unknown): Promise<void> {
    const end = (error: WireError | null) => client.end.asEvent(id, error)
    try {
      if (!Number.isSafeInteger(id)) throw new AppError('bad-input', 'a stream id is an integer')
      const { input: accepts, item } = own(contract.streams, name)
      const start = own(handlers.streams, name)
      const parsed = parseInput(accepts, input)
      await streams.run(id, (signal) =>
        pumpStream(
          start(parsed, signal),
          (batch) => acknowledged(client.push(id, item.array().parse(batch))),
          signal,
          batchLimits,
          (change) => {
            unacknowledged += change
            if (unacknowledged > limits.unacknowledged) close('streams that are not acknowledged')
          },
        ),
      )
      await end(null)
    } catch (error) {
      if (!client.$closed) await end(toWireError(error, `stream ${name}`, log))
    }
  }

  async function acknowledged(push: Promise<void>): Promise<void> {
    const timer = setTimeout(() => close('a stream that is not acknowledged'), limits.acknowledgeMs)
    timer.unref()
    try {
      await push
    } finally {
      clearTimeout(timer)
    }
  }

  function close(reason?: string): void {
    if (client.$closed) return
    if (reason !== undefined) log.warn('a client of the API was cut off', { reason })
    client.$close(new AppError('closed', 'the connection was closed'))
    streams.stopAll()
    channel.close(reason)
  }
  return { close: () => close() }
}

/** An own entry of a table, so that `constructor` and `__proto__` are unknown names like any other. */
function own<T>(table: Readonly<Record<string, T>>, name: unknown): T {
  const entry = typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined
  if (entry === undefined) throw new AppError('unknown-call', `there is no call named "${String(name).slice(0, 80)}"`)
  return entry
}

/** What is not an AppError is a bug of ours: logged, then told in general words. */
function toWireError(error: unknown, doing: string, log: Log): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, issues: [...error.issues] }
  log.error(`${doing} failed`, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  return { code: 'internal', message: 'Something went wrong inside Switchhook; its log has the details.', issues: [] }
}
