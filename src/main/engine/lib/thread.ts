import { setTimeout as delay } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { AppError } from '#shared/api/errors.ts'
import type { Log } from '../ports.ts'
import { createPeer, type Peer, type PeerChannel, type Remote } from './peer.ts'
import { createEndGuard, type EndGuard, endThread, guardThisThread } from './uninterrupted.ts'

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>

export interface ThreadOptions {
  readonly url: URL
  /** In words, for messages: "the capture thread". */
  readonly name: string
  /** Asked again before each start, for what has changed since. */
  readonly data: () => unknown
  /** Functions that the thread may call. */
  readonly own?: Functions
  /** JavaScript heap, megabytes; V8's own choice where left out, which is generous. */
  readonly heap?: { readonly young: number; readonly old: number }
  /** How long its `close` may take, milliseconds; short for a thread that only reads, which may be in the middle of something endless. */
  readonly closeMs?: number
  readonly log: Log
  /** It died; calls wait until it runs again. */
  readonly onDeath?: () => void
  /** It runs again, with nothing of its former state. */
  readonly onRestart?: () => void
  /** It died, and so did its successors; every call is `unavailable` from here on. */
  readonly onGiveUp?: (reason: string) => void
}

/** A worker thread that is started again when it dies. */
export interface Thread<F> {
  /** Calls wait while it is being started again; those under way when it dies reject with `unavailable`. */
  readonly remote: Remote<F>
  /** Resolves when it has opened what it needs; rejects with the AppError that keeps it from that. */
  readonly ready: Promise<void>
  /** Ends it in the middle of whatever it does, and starts it again; what is under way rejects with `unavailable`. */
  kill(): void
  /** Runs its `close`, then ends it. */
  close(): Promise<void>
}

/** What a thread is started with. */
interface StartData {
  readonly guard: EndGuard
  readonly data: unknown
}

interface Running {
  readonly worker: Worker
  readonly guard: EndGuard
  /** Why it ended, as far as is known. */
  reason: string
  readonly peer: Peer<Functions & { open(): void; close(): void }>
  /** By `performance.now()`. */
  openedAt: number | null
  ended: boolean
}

/** More deaths than this in a row, each within `briefMs` of the opening, and it is not started any more. */
const maxDeaths = 5
const briefMs = 10_000
/** Doubled from death to death, so that what is in the way has some seconds to go. */
const backOffMs = 100
/** A thread that writes is not waited for longer; its database survives the end of the thread as it does that of the process. */
const usualCloseMs = 3_000

/** Starts a thread whose entry calls `serveThread`. */
export function startThread<F extends Functions>(options: ThreadOptions): Thread<F> {
  const { name, log } = options
  let current = start()
  let opened = open(current)
  let deaths = 0
  let killed = false
  let closing: Promise<void> | null = null
  const ready = opened
  ready.catch(() => undefined)

  function start(): Running {
    const { heap } = options
    const resourceLimits = heap && { maxYoungGenerationSizeMb: heap.young, maxOldGenerationSizeMb: heap.old }
    const guard = createEndGuard()
    const worker = new Worker(options.url, {
      name,
      workerData: { guard, data: options.data() } satisfies StartData,
      ...(resourceLimits && { resourceLimits }),
    })
    const channel: PeerChannel = {
      post: (message, transfer) => worker.postMessage(message, transfer),
      listen: (receive) => void worker.on('message', receive),
    }
    const running: Running = {
      worker,
      guard,
      reason: 'it ended by itself',
      peer: createPeer<Functions & { open(): void; close(): void }>(channel, options.own ?? {}),
      openedAt: null,
      ended: false,
    }
    worker.on('error', (error) => {
      running.reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    })
    worker.on('exit', (code) => {
      running.ended = true
      died(running, code === 0 || code === 1 ? running.reason : `exit code ${code}`)
    })
    return running
  }

  async function open(running: Running): Promise<void> {
    await running.peer.remote.open()
    running.openedAt = performance.now()
  }

  function died(running: Running, reason: string): void {
    running.peer.close(
      closing === null
        ? new AppError('unavailable', `${name} stopped unexpectedly and is being started again. Try again in a moment.`)
        : new AppError('closed', 'Switchhook is closing.'),
    )
    if (closing !== null || running !== current) return
    if (killed) deaths = 0
    else {
      const { openedAt } = running
      deaths = openedAt === null || performance.now() - openedAt < briefMs ? deaths + 1 : 1
      log.error(`${name} stopped unexpectedly`, { reason, deaths })
    }
    killed = false
    options.onDeath?.()
    if (deaths > maxDeaths) {
      opened = giveUp(reason)
      return
    }
    opened = restart()
    opened.catch(() => undefined)
  }

  function giveUp(reason: string): Promise<void> {
    const gone = Promise.reject(
      new AppError('unavailable', `${name} keeps stopping (${reason}). Start Switchhook again.`),
    )
    gone.catch(() => undefined)
    options.onGiveUp?.(reason)
    return gone
  }

  async function restart(): Promise<void> {
    await delay(backOffMs * 2 ** Math.max(0, deaths - 1) - backOffMs)
    if (closing !== null) throw new AppError('closed', 'Switchhook is closing.')
    const running = start()
    current = running
    try {
      await open(running)
    } catch (error) {
      // It lives and is of no use. What is in its way may pass: ending it makes it one more death, and another start.
      running.reason = messageOf(error)
      void endThread(running.worker, running.guard)
      throw error
    }
    options.onRestart?.()
  }

  async function end(): Promise<void> {
    await opened.catch(() => undefined)
    const limit = new AbortController()
    try {
      await Promise.race([
        current.peer.remote.close(),
        delay(options.closeMs ?? usualCloseMs, undefined, { signal: limit.signal }),
      ])
    } catch (error) {
      // It is dead already.
      if (!(error instanceof AppError && (error.code === 'unavailable' || error.code === 'closed'))) throw error
    } finally {
      limit.abort()
      await endThread(current.worker, current.guard)
    }
  }

  const call = async (property: string, args: never[]): Promise<unknown> => {
    if (closing !== null) throw new AppError('closed', 'Switchhook is closing.')
    await opened
    return (current.peer.remote as Remote<Functions>)[property]!(...args)
  }
  return {
    remote: new Proxy({} as Remote<F>, {
      get: (_, property) =>
        typeof property === 'string' && property !== 'then' ? (...args: never[]) => call(property, args) : undefined,
    }),
    ready,
    kill() {
      // Between a death and the next start there is nothing to end.
      if (current.ended) return
      killed = true
      void endThread(current.worker, current.guard)
    },
    close() {
      closing ??= end()
      return closing
    },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export interface ThreadService {
  readonly functions: Functions
  close(): void | Promise<void>
}

/**
 * To be called once by a thread's entry. `open` gets the data and the host's functions; what it throws makes the start fail.
 * No function is called before it has resolved.
 */
export function serveThread<D, H extends Functions = Functions>(
  open: (data: D, host: Remote<H>) => ThreadService | Promise<ThreadService>,
): void {
  const port = parentPort
  if (isMainThread || port === null) throw new Error('This file runs as a worker thread only.')
  const { guard, data } = workerData as StartData
  guardThisThread(guard)
  let service: ThreadService | null = null
  const functions: Record<string, (...args: never[]) => unknown> = {
    async open() {
      service = await open(data as D, peer.remote)
      Object.assign(functions, service.functions, { open: functions.open, close: functions.close })
    },
    close: () => service?.close(),
  }
  const channel: PeerChannel = {
    post: (message, transfer) => port.postMessage(message, transfer),
    listen: (receive) => void port.on('message', receive),
  }
  const peer = createPeer<H>(channel, functions)
}
