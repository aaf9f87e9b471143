import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { Remote } from './peer.ts'
import { startThread, type Thread, type ThreadOptions } from './thread.ts'

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>

interface HeldThread<F> {
  readonly remote: Remote<F>
  release(): void
}

/** A thread that is started when it is needed, and ends when it has had nothing to do for a while. */
export interface ThreadOnDemand<F> {
  /** The thread lives at least as long as `work` takes. Throws AppError `closed` after `close`. */
  use<T>(work: (remote: Remote<F>) => Promise<T>): Promise<T>
  /** For work of several calls: the thread lives until `release` is called, once. Throws AppError `closed` after `close`. */
  hold(): HeldThread<F>
  close(): Promise<void>
  /** Ends the thread in the middle of whatever it does, for all who use it; these get AppError `unavailable`. */
  kill(): void
}

interface Patience {
  /** The thread has so long to answer once it is told to stop. */
  readonly patienceMs: number
  readonly kill: () => void
  /** What is said of work that was ended so. */
  readonly message: string
}

/** A thread's answer. The thread is killed where that does not come soon after `stop`: AppError `cancelled` then. */
export async function answerUnlessStopped<T>(
  answer: Promise<T>,
  stop: StopSignal | undefined,
  { patienceMs, kill, message }: Patience,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let isKilled = false
  const wait = () => {
    timer = setTimeout(() => {
      isKilled = true
      kill()
    }, patienceMs)
  }
  if (stop?.aborted) wait()
  else stop?.addEventListener('abort', wait, { once: true })
  try {
    return await answer
  } catch (error) {
    throw isKilled ? new AppError('cancelled', message) : error
  } finally {
    clearTimeout(timer)
    stop?.removeEventListener('abort', wait)
  }
}

export function createThreadOnDemand<F extends Functions>(
  options: ThreadOptions,
  idleAfterMs: number,
): ThreadOnDemand<F> {
  const { log, name } = options
  let thread: Thread<F> | null = null
  let closing: Promise<void> = Promise.resolve()
  let users = 0
  let timer: NodeJS.Timeout | undefined
  let closed = false

  async function end(): Promise<void> {
    clearTimeout(timer)
    const ending = thread
    thread = null
    closing = Promise.all([closing, ending?.close()]).then(() => undefined)
    await closing
  }

  function release(): void {
    users -= 1
    if (users > 0 || closed) return
    const give = () => void end().catch((error: unknown) => log.warn(`${name} did not end`, { error: String(error) }))
    timer = setTimeout(give, idleAfterMs)
    timer.unref()
  }

  function hold(): HeldThread<F> {
    if (closed) throw new AppError('closed', 'Switchhook is closing.')
    clearTimeout(timer)
    thread ??= startThread<F>(options)
    users += 1
    return { remote: thread.remote, release }
  }

  return {
    async use(work) {
      const { remote } = hold()
      try {
        return await work(remote)
      } finally {
        release()
      }
    },
    hold,
    async close() {
      closed = true
      await end()
    },
    kill() {
      thread?.kill()
    },
  }
}
