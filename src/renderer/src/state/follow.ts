import type { AppContract } from '#shared/api/contract.ts'
import type { CallInput, StreamItem } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { Connection } from './client.tsx'

type Streams = AppContract['streams']

interface Follow<K extends keyof Streams & string> {
  readonly name: K
  /** Asked for again with each opening, so that a stream goes on where the last one ended. */
  readonly input: () => CallInput<Streams[K]> | Promise<CallInput<Streams[K]>>
  readonly onItem: (item: StreamItem<Streams[K]>) => void
  readonly signal: AbortSignal
}

/** Longest wait before a stream that ended is opened again, in milliseconds. */
const longestWait = 5000

/** Reads a stream until the signal says stop; opens it again when the connection or the stream was lost. */
export async function follow<K extends keyof Streams & string>(
  connection: Connection,
  { name, input, onItem, signal }: Follow<K>,
): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      for await (const item of connection.client.stream(name, await input(), { signal })) {
        if (signal.aborted) return
        failures = 0
        onItem(item)
      }
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof AppError)) throw error
    }
    await pause(Math.min(longestWait, 100 * 2 ** Math.min(failures, 10)), signal)
    await connected(connection, signal)
  }
}

function connected(connection: Connection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!signal.aborted && connection.state() !== 'open') return
      stop()
      signal.removeEventListener('abort', check)
      resolve()
    }
    const stop = connection.onState(check)
    signal.addEventListener('abort', check, { once: true })
    check()
  })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
