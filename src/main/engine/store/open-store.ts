import { workerUrl } from '../lib/worker-url.ts'
import type { Clock, Log } from '../ports.ts'
import { createStore } from './create-store.ts'
import { acquireDataDirLock, type DataDirLock } from './data-dir-lock.ts'
import { keepIndex } from './index-keeper.ts'
import type { IndexerCalls } from './indexer/indexer.ts'
import type { ReaderCalls } from './reader/store-reader.ts'
import type { Store } from './store.ts'
import { asStoreFault } from './store-faults.ts'
import { storePaths } from './store-paths.ts'
import { type StartedWorker, startWorker } from './workers/start-worker.ts'
import type { WriterCalls } from './writer/store-writer.ts'

interface StoreOptions {
  readonly dataDir: string
  readonly log: Log
  readonly clock: Clock
  /** Taken by the host before; else the store takes the folder itself and gives it back when it closes. */
  readonly lock?: DataDirLock
}

/**
 * Opens the store in `dataDir`, making what is missing. Rejects with AppError `conflict` where another instance uses the
 * folder, and `unavailable` where it cannot be written, or its database is damaged or from a newer version; nothing is
 * touched then.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const ownLock = options.lock === undefined ? acquireDataDirLock(options.dataDir) : null
  const workers: StartedWorker<never>[] = []
  try {
    return await start(options, workers, () => ownLock?.release())
  } catch (error) {
    await Promise.allSettled(workers.map((worker) => worker.close()))
    ownLock?.release()
    throw asStoreFault(error, options.dataDir)
  }
}

async function start(options: StoreOptions, workers: StartedWorker<never>[], release: () => void): Promise<Store> {
  const { log } = options
  const data = storePaths(options.dataDir)
  const launch = async <C extends Readonly<Record<string, (...args: never[]) => unknown>>>(url: URL, name: string) => {
    const onDeath = (reason: string) => log.error(`The ${name} stopped`, { reason })
    const worker = await startWorker<C>(url, { name, data, onDeath })
    workers.push(worker as StartedWorker<never>)
    return worker
  }
  // In this order: the writer makes the main database, the indexer makes the index, the reader opens both.
  const writer = await launch<WriterCalls>(
    workerUrl(new URL('./workers/writer.ts', import.meta.url), 'store-writer'),
    'store writer',
  )
  const indexer = await launch<IndexerCalls>(
    workerUrl(new URL('./workers/indexer.ts', import.meta.url), 'store-indexer'),
    'search indexer',
  )
  const reader = await launch<ReaderCalls>(
    workerUrl(new URL('./workers/reader.ts', import.meta.url), 'store-reader'),
    'store reader',
  )
  const index = keepIndex({
    indexer,
    log,
    onForgotten: (position) => writer.call('forgetRemovals', [position]),
    onRebuilt: () => reader.call('attachSearch', []),
  })
  index.nudge()
  return createStore({ writer, reader, indexer, index, clock: options.clock, release })
}
