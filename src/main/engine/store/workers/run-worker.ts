import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/api/errors.ts'
import type { CallReply, WorkerRequest } from './worker-messages.ts'

export type WorkerCalls = Readonly<Record<string, (...args: never[]) => unknown>>

/** The main thread's side of a worker. Faults of its calls are AppErrors; after the worker's death all are `unavailable`. */
export interface StoreWorker<C extends WorkerCalls> {
  /** Opens the worker's files; rejects with the AppError that keeps it from working. */
  start(): Promise<void>
  call<K extends keyof C & string>(
    name: K,
    args: Parameters<C[K]>,
    transfer?: readonly ArrayBuffer[],
  ): Promise<Awaited<ReturnType<C[K]>>>
  /** Ends the worker after the calls under way. */
  close(): Promise<void>
}

interface WorkerOptions {
  /** In words, for messages. */
  readonly name: string
  readonly data: unknown
  readonly onDeath: (reason: string) => void
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: AppError): void
}

/** Runs a worker thread; it loads at once and works from `start` on. */
export function runWorker<C extends WorkerCalls>(url: URL, { name, data, onDeath }: WorkerOptions): StoreWorker<C> {
  const worker = new Worker(url, { name, workerData: data })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let death: string | null = null
  let closing: Promise<void> | null = null

  const stopped = () =>
    death === null || closing !== null
      ? new AppError('closed', 'Switchhook is closing.')
      : new AppError('unavailable', `The ${name} stopped unexpectedly (${death}). Start Switchhook again.`)
  const die = (reason: string): void => {
    if (death !== null) return
    death = reason
    for (const { reject } of waiting.values()) reject(stopped())
    waiting.clear()
    if (closing === null) onDeath(reason)
  }
  worker.on('error', (error) => die(error instanceof Error ? error.message : String(error)))
  worker.on('exit', (code) => die(`exit code ${code}`))
  worker.on('message', (message: CallReply) => {
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'done') call?.resolve(message.value)
    else call?.reject(new AppError(message.error.code, message.error.message, message.error.issues))
  })

  const post = (request: (id: number) => WorkerRequest, transfer: readonly ArrayBuffer[] = []): Promise<unknown> => {
    if (death !== null || closing !== null) return Promise.reject(stopped())
    lastId += 1
    const id = lastId
    return new Promise((resolve, reject) => {
      worker.postMessage(request(id), transfer)
      waiting.set(id, { resolve, reject })
    })
  }
  const end = async (closed: Promise<unknown>): Promise<void> => {
    try {
      await closed
    } finally {
      await worker.terminate()
    }
  }

  return {
    start: async () => void (await post((id) => ({ kind: 'start', id }))),
    call: ((call: string, args: readonly unknown[], transfer?: readonly ArrayBuffer[]) =>
      post((id) => ({ kind: 'call', id, name: call, args }), transfer)) as StoreWorker<C>['call'],
    close() {
      closing ??= end(death === null ? post((id) => ({ kind: 'close', id })) : Promise.resolve())
      return closing
    },
  }
}
