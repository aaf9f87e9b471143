import { createBirpc } from 'birpc'
import { type Channel, rpcOptions } from '#shared/api/channel.ts'
import { AppError, type WireError } from '#shared/api/errors.ts'
import type { ClientFunctions, ServerFunctions, WireResult } from '#shared/api/wire.ts'
import type { Log } from '../engine/ports.ts'
import { type Service, toWireError } from './service.ts'
import { type BatchLimits, pumpStream, StreamTable } from './streams.ts'

const maxStreams = 64
const batchLimits: BatchLimits = { items: 256, weight: 512 }
/** What one client may leave behind before it is cut off; a page of ours stays far below. */
const limits = { runningCalls: 256, unacknowledged: 20_000, acknowledgeMs: 120_000 }

export interface ServeOptions {
  readonly channel: Channel
  readonly service: Service
  readonly log: Log
}

/** Serves the API to the client at the other end of a channel, until either side closes it. */
export function serveChannel({ channel, service, log }: ServeOptions): { close(): void } {
  const streams = new StreamTable(maxStreams)
  let running = 0
  /** Weight of all that was read for this client and that it has not acknowledged. */
  let unacknowledged = 0

  const functions: ServerFunctions = {
    async call(name, input): Promise<WireResult> {
      running += 1
      if (running > limits.runningCalls) close('more calls at once than are answered')
      try {
        if (client.$closed) throw new AppError('closed', 'The connection was closed.')
        return { value: await service.call(name, input) }
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
      if (!Number.isSafeInteger(id)) throw new AppError('bad-input', 'The id of a stream is an integer.')
      const stream = service.stream(name, input)
      await streams.run(id, (signal) =>
        pumpStream(
          stream.start(signal),
          (batch) => acknowledged(client.push(id, stream.parse(batch))),
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
    client.$close(new AppError('closed', 'The connection was closed.'))
    streams.stopAll()
    channel.close(reason)
  }
  return { close: () => close() }
}
