import { parentPort } from 'node:worker_threads'
import { AppError } from '#shared/api/errors.ts'
import { asStoreFault } from '../store-faults.ts'
import type { CallFailure, CallReply, CallRequest, WorkerRequest } from './worker-messages.ts'

/** What a worker offers: its calls, and how it ends. */
export interface WorkerService {
  readonly calls: Readonly<Record<string, (...args: never[]) => unknown>>
  close(): void | Promise<void>
}

const transfers = new WeakMap<object, ArrayBuffer[]>()

/** Marks buffers that are moved to the caller with this value instead of being copied. */
export function transferring<T extends object>(value: T, ...buffers: ArrayBuffer[]): T {
  transfers.set(value, buffers)
  return value
}

/** Starts this worker's service and answers calls until `close` is asked for. `path` names the file in fault messages. */
export async function serveCalls(path: string, start: () => WorkerService | Promise<WorkerService>): Promise<void> {
  const port = parentPort
  if (port === null) throw new Error('serveCalls runs in a worker thread only')
  const reply = (message: CallReply, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  let service: WorkerService
  try {
    service = await start()
  } catch (error) {
    reply({ kind: 'failed', id: 0, error: failure(error, path) })
    return
  }
  const pending = new Set<Promise<void>>()

  const answer = async (request: CallRequest): Promise<void> => {
    try {
      const call = service.calls[request.name] as (...args: readonly unknown[]) => unknown
      const value = await call(...request.args)
      reply({ kind: 'done', id: request.id, value }, transfers.get(value as object))
    } catch (error) {
      reply({ kind: 'failed', id: request.id, error: failure(error, path) })
    }
  }

  const close = async (id: number): Promise<void> => {
    await Promise.all(pending)
    try {
      await service.close()
      reply({ kind: 'done', id, value: undefined })
    } catch (error) {
      reply({ kind: 'failed', id, error: failure(error, path) })
    }
    port.close()
  }

  port.on('message', (request: WorkerRequest) => {
    if (request.kind === 'close') {
      void close(request.id)
      return
    }
    const work: Promise<void> = answer(request).finally(() => pending.delete(work))
    pending.add(work)
  })
  reply({ kind: 'done', id: 0, value: undefined })
}

function failure(error: unknown, path: string): CallFailure {
  const known = asStoreFault(error, path)
  if (known instanceof AppError) return { code: known.code, message: known.message, issues: known.issues }
  return {
    code: 'internal',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    issues: [],
  }
}
