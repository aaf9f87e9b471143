import { parentPort } from 'node:worker_threads'
import { AppError } from '#shared/api/errors.ts'
import { asStoreFault } from '../store-faults.ts'
import type { CallFailure, CallReply, CallRequest, WorkerRequest } from './worker-messages.ts'

/** What a worker offers: its calls, and how it ends. */
export interface WorkerService {
  readonly calls: Readonly<Record<string, (...args: never[]) => unknown>>
  close(): void
}

const transfers = new WeakMap<object, ArrayBuffer[]>()

/** Marks buffers that are moved to the caller with this value instead of being copied. */
export function transferring<T extends object>(value: T, ...buffers: ArrayBuffer[]): T {
  transfers.set(value, buffers)
  return value
}

/** Answers this worker's requests until it is closed. `path` names the file in fault messages. */
export function serveCalls(path: string, start: () => WorkerService): void {
  const port = parentPort
  if (port === null) throw new Error('serveCalls runs in a worker thread only')
  let service: WorkerService | null = null
  const pending = new Set<Promise<void>>()

  const answer = async (id: number, work: () => unknown): Promise<void> => {
    let reply: CallReply
    let moved: ArrayBuffer[] | undefined
    try {
      const value = await work()
      moved = transfers.get(value as object)
      reply = { kind: 'done', id, value }
    } catch (error) {
      reply = { kind: 'failed', id, error: failure(error, path) }
    }
    port.postMessage(reply, moved)
  }
  const call = ({ name, args }: CallRequest): unknown => {
    const run = service?.calls[name] as (...args: readonly unknown[]) => unknown
    return run(...args)
  }
  const close = async (id: number): Promise<void> => {
    await Promise.all(pending)
    await answer(id, () => service?.close())
    port.close()
  }

  port.on('message', (request: WorkerRequest) => {
    if (request.kind === 'close') {
      void close(request.id)
      return
    }
    const work: Promise<void> = answer(request.id, () => {
      if (request.kind === 'call') return call(request)
      service = start()
      return undefined
    }).finally(() => pending.delete(work))
    pending.add(work)
  })
}

function failure(error: unknown, path: string): CallFailure {
  const known = asStoreFault(error, path)
  if (known instanceof AppError) return { code: known.code, message: known.message, issues: known.issues }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'internal', message, issues: [] }
}
