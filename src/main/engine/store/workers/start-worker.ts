import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/api/errors.ts'
import type { CallReply, WorkerRequest } from './worker-messages.ts'

type Calls = Readonly<Record<string, (...args: never[]) => unknown>>

/** The main thread's side of a worker. Faults of its calls are AppErrors; after the worker's death all are `unavailable`. */
export interface StartedWorker<C extends Calls> {
  call<K extends keyof C & string>(
    name: K,
    args: Parameters<C[K]>,
    transfer?: readonly ArrayBuffer[],
  ): Promise<Awaited<ReturnType<C[K]>>>
  /** Ends the worker after the calls under way. */
  close(): Promise<void>
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: AppError): void
}

/** Starts a worker and waits until it is ready; rejects with the AppError that kept it from starting. */
export async function startWorker<C extends Calls>(
  url: URL,
  options: { readonly name: string; readonly data: unknown; readonly onDeath: (reason: string) => void },
): Promise<StartedWorker<C>> {
  const worker = new Worker(url, { name: options.name, workerData: options.data })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let death: string | null = null
  let closing: Promise<void> | null = null

  const die = (reason: string): void => {
    if (death !== null) return
    death = reason
    for (const { reject } of waiting.values()) reject(stopped())
    waiting.clear()
    if (closing === null) options.onDeath(reason)
  }
  const stopped = () =>
    closing === null
      ? new AppError('unavailable', `The ${options.name} stopped unexpectedly (${death}). Start Switchhook again.`)
      : new AppError('closed', 'Switchhook is closing.')

  worker.on('message', (message: CallReply) => {
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'done') call?.resolve(message.value)
    else call?.reject(new AppError(message.error.code, message.error.message, message.error.issues))
  })
  worker.on('error', (error) => die(error instanceof Error ? error.message : String(error)))
  worker.on('exit', (code) => die(`exit code ${code}`))

  const expect = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
    })
  const post = (message: WorkerRequest, transfer: readonly ArrayBuffer[]): Promise<unknown> => {
    if (death !== null) return Promise.reject(stopped())
    worker.postMessage(message, transfer)
    return expect(message.id)
  }

  const end = async (): Promise<void> => {
    lastId += 1
    try {
      if (death === null) await post({ kind: 'close', id: lastId }, [])
    } finally {
      await worker.terminate()
    }
  }

  try {
    await expect(0)
  } catch (error) {
    closing = Promise.resolve()
    await worker.terminate()
    throw error
  }

  return {
    call: ((name: string, args: readonly unknown[], transfer: readonly ArrayBuffer[] = []) => {
      if (closing !== null) return Promise.reject(stopped())
      lastId += 1
      return post({ kind: 'call', id: lastId, name, args }, transfer)
    }) as StartedWorker<C>['call'],
    close() {
      closing ??= end()
      return closing
    },
  }
}
