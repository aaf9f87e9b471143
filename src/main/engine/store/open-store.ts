import { workerUrl } from '../lib/worker-url.ts'
import type { Clock, Log } from '../ports.ts'
import { createStore } from './create-store.ts'
import { acquireDataDirLock, type DataDirLock } from './data-dir-lock.ts'
import { keepIndex } from './index-keeper.ts'
import type { IndexerCalls } from './indexer/indexer.ts'
import type { ReaderCalls } from './reader/store-reader.ts'
import type { Store } from './store.ts'
import { type StorePaths, storePaths } from './store-paths.ts'
import { runWorker, type WorkerCalls } from './workers/run-worker.ts'
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
  const workers = runWorkers(storePaths(options.dataDir), options.log)
  const { writer, indexer, reader } = workers
  try {
    // In this order: the writer makes the main database, the indexer makes the index, the reader opens both.
    await writer.start()
    await indexer.start()
    await reader.start()
  } catch (error) {
    await Promise.allSettled([writer.close(), indexer.close(), reader.close()])
    ownLock?.release()
    throw error
  }
  const index = keepIndex({
    indexer,
    log: options.log,
    onForgotten: (position) => writer.call('forgetRemovals', [position]),
    async withoutReaders(repair) {
      await reader.call('detachSearch', [])
      await repair()
      await reader.call('attachSearch', [])
    },
  })
  index.nudge()
  return createStore({ ...workers, index, clock: options.clock, release: () => ownLock?.release() })
}

function runWorkers(data: StorePaths, log: Log) {
  const run = <C extends WorkerCalls>(url: URL, name: string) =>
    runWorker<C>(url, { name, data, onDeath: (reason) => log.error(`The ${name} stopped`, { reason }) })
  return {
    writer: run<WriterCalls>(
      workerUrl(new URL('./workers/writer.ts', import.meta.url), 'store-writer'),
      'store writer',
    ),
    indexer: run<IndexerCalls>(
      workerUrl(new URL('./workers/indexer.ts', import.meta.url), 'store-indexer'),
      'search indexer',
    ),
    reader: run<ReaderCalls>(
      workerUrl(new URL('./workers/reader.ts', import.meta.url), 'store-reader'),
      'store reader',
    ),
  }
}
