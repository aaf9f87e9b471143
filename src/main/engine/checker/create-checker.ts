import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/api/errors.ts'
import type { Conformance } from '#shared/model/conformance.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Log } from '../ports.ts'
import type { Checker, CheckRequest } from './checker.ts'
import { unchecked } from './unchecked.ts'
import type { WorkerMessage, WorkerOrder } from './worker-messages.ts'

export interface CheckerOptions {
  readonly log: Log
  /** Longest time for one check, milliseconds. Large bodies get 1 ms more for each 10 kB. */
  readonly timeLimitMs?: number
  /** Heap of the worker, MB. */
  readonly memoryLimitMb?: number
}

interface Job {
  readonly id: number
  readonly request: CheckRequest
  readonly resolve: (conformance: Conformance) => void
  readonly reject: (fault: AppError) => void
}

/** Starts the checker's worker thread. */
export function createChecker({ log, timeLimitMs = 1000, memoryLimitMb = 1024 }: CheckerOptions): Checker {
  const queue: Job[] = []
  let running: { readonly job: Job; readonly timer: NodeJS.Timeout } | null = null
  let worker: Worker | null = null
  let isReady = false
  let isClosed = false
  let lastId = 0

  function start(): void {
    isReady = false
    const url = workerUrl(new URL('./worker.ts', import.meta.url), 'checker')
    const thread = new Worker(url, { name: 'checker', resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb } })
    worker = thread
    thread.on('message', (message: WorkerMessage) => thread === worker && receive(message))
    // 'error' is followed by 'exit', where the work goes on.
    thread.on('error', (fault) => log.warn('The schema checker failed.', { problem: fault.message }))
    thread.on('exit', () => {
      if (thread === worker && !isClosed) replaceWorker('the check needed too much memory or failed')
    })
  }

  function receive(message: WorkerMessage): void {
    if (message.type === 'ready') isReady = true
    else if (running !== null && running.job.id === message.id) {
      const { job } = take(running)
      if (message.type === 'checked') job.resolve(message.conformance)
      else job.resolve(givenUp(job.request, message.problem))
    }
    next()
  }

  function next(): void {
    if (worker === null || !isReady || running !== null) return
    const job = queue.shift()
    if (job === undefined) return
    const limit = timeLimitMs + Math.ceil(sizeOf(job.request) / 10_000)
    const timer = setTimeout(() => replaceWorker(`the check took longer than ${limit} ms`), limit)
    running = { job, timer }
    const { order, transfer } = orderOf(job)
    worker.postMessage(order, transfer)
  }

  /** Gives the current check up, so that the one after it finds a fresh worker. */
  function replaceWorker(why: string): void {
    const ended = worker
    worker = null
    ended
      ?.terminate()
      .catch((fault: unknown) => log.warn('The schema checker did not end.', { problem: String(fault) }))
    // A worker that never came up answers nobody: the first job is given up too, else this would go on for ever.
    const job = running !== null ? take(running).job : isReady ? undefined : queue.shift()
    job?.resolve(givenUp(job.request, why))
    log.warn('The schema checker was ended.', { why })
    if (isReady || queue.length > 0) start()
  }

  function take(current: NonNullable<typeof running>): NonNullable<typeof running> {
    clearTimeout(current.timer)
    running = null
    return current
  }

  start()
  return {
    check: (request) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(closed())
        lastId += 1
        queue.push({ id: lastId, request, resolve, reject })
        if (worker === null) start()
        next()
      }),
    async close() {
      isClosed = true
      const waiting = [...(running === null ? [] : [take(running).job]), ...queue.splice(0)]
      for (const job of waiting) job.reject(closed())
      await worker?.terminate()
    },
  }
}

/** The bytes are copied once and handed over: cloning a small Buffer would copy the whole pool that it is cut from. */
function orderOf({ id, request }: Job): { order: WorkerOrder; transfer: ArrayBuffer[] } {
  if (request.body.kind === 'file') return { order: { id, request }, transfer: [] }
  const bytes = new Uint8Array(request.body.bytes)
  return { order: { id, request: { ...request, body: { kind: 'memory', bytes } } }, transfer: [bytes.buffer] }
}

function sizeOf({ body }: CheckRequest): number {
  return body.kind === 'memory' ? body.bytes.length : body.size
}

function givenUp({ schema }: CheckRequest, why: string): Conformance {
  return unchecked('no-schema', 'check-timed-out', why, typeof schema === 'string' ? null : schema.of)
}

function closed(): AppError {
  return new AppError('closed', 'Switchhook is closing.')
}
