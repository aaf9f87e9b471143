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
  /** Runs `repair` while no search has the index open. */
  readonly withoutReaders: (repair: () => Promise<void>) => Promise<void>
  readonly log: Log
}

export type IndexKeeper = ReturnType<typeof keepIndex>

/** Keeps the search index in step with the store, behind its back: its faults are logged and never reach a delivery. */
export function keepIndex({ indexer, onForgotten, withoutReaders, log }: IndexKeeperOptions) {
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let repairing: Promise<void> | null = null
  let again = false
  let stopped = false
  let complained = false
  let forgotten = 0

  const repair = (): Promise<void> => {
    if (repairing === null) {
      log.warn('The search index is damaged and is made anew')
      again = true
      repairing = withoutReaders(() => indexer.call('rebuild', [])).finally(() => {
        repairing = null
      })
    }
    return repairing
  }

  const bringUpToDate = async (): Promise<void> => {
    let mended = false
    do {
      again = false
      const { removalsThrough, damaged } = await indexer.call('catchUp', [])
      if (damaged) {
        if (mended) throw new Error('it was damaged again as soon as it was made anew')
        mended = true
        await repair()
      }
      if (removalsThrough > forgotten && !stopped) {
        forgotten = removalsThrough
        await onForgotten(removalsThrough)
      }
    } while (again && !stopped)
  }

  const run = async (): Promise<void> => {
    try {
      await bringUpToDate()
      complained = false
    } catch (error) {
      const closing = error instanceof AppError && error.code === 'closed'
      // Once, not with each delivery.
      if (!closing && !complained) log.error('The search index is not up to date', { error: String(error) })
      complained = true
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
      await repair()
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
