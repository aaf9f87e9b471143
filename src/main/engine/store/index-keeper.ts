import { AppError } from '#shared/api/errors.ts'
import type { Log } from '../ports.ts'
import type { IndexerCalls } from './indexer/indexer.ts'
import type { StoreWorker } from './workers/run-worker.ts'

/** Time in which changes gather before the index takes them up, so that a burst costs few transactions. */
const gatherMs = 150

interface IndexKeeperOptions {
  readonly indexer: StoreWorker<IndexerCalls>
  /** The index no longer needs to be told of removals up to this position. */
  readonly onForgotten: (position: number) => Promise<void>
  /** The index was made anew and has to be opened again. */
  readonly onRebuilt: () => Promise<void>
  readonly log: Log
}

export type IndexKeeper = ReturnType<typeof keepIndex>

/** Keeps the search index in step with the store, behind its back: its faults are logged and never reach a delivery. */
export function keepIndex({ indexer, onForgotten, onRebuilt, log }: IndexKeeperOptions) {
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let again = false
  let stopped = false
  let forgotten = 0

  const run = async (): Promise<void> => {
    try {
      do {
        again = false
        const { removalsThrough, rebuilt } = await indexer.call('catchUp', [])
        if (rebuilt) await onRebuilt()
        if (removalsThrough > forgotten && !stopped) {
          forgotten = removalsThrough
          await onForgotten(removalsThrough)
        }
      } while (again && !stopped)
    } catch (error) {
      const closing = error instanceof AppError && error.code === 'closed'
      if (!closing) log.error('The search index could not be brought up to date', { error: String(error) })
    } finally {
      running = null
    }
  }

  const nudge = (): void => {
    if (stopped) return
    if (running !== null) {
      again = true
      return
    }
    timer ??= setTimeout(() => {
      timer = null
      running = run()
    }, gatherMs).unref()
  }

  return {
    /** Something was stored or removed. */
    nudge,
    /** After a search met a damaged index. */
    async rebuild(): Promise<void> {
      log.warn('The search index is damaged and is made anew')
      await indexer.call('rebuild', [])
      await onRebuilt()
      nudge()
    },
    async stop(): Promise<void> {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      await indexer.call('stop', [])
      await running
    },
  }
}
