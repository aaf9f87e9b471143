import { createThreadOnDemand } from '../lib/thread-on-demand.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Log } from '../ports.ts'
import type { ImportOrder, ImportStep } from './import-session.ts'
import type { createImportFunctions, ImportThreadData } from './thread.ts'

/** A thread that has nothing to do ends after this long, and gives its memory back. */
const idleMs = 15_000

export interface ImportThread {
  /** Step by step, each read when the one before was taken. Throws AppError where the thread ends in between. */
  read(order: ImportOrder): AsyncGenerator<ImportStep, void>
  /** Body files of deliveries that were read and not stored. */
  discard(names: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Reads and judges what is imported in a thread of its own, which is started when it is needed. */
export function createImportThread(data: ImportThreadData, log: Log, idleAfterMs = idleMs): ImportThread {
  const thread = createThreadOnDemand<ReturnType<typeof createImportFunctions>>(
    {
      url: workerUrl(new URL('./thread.ts', import.meta.url), 'importer'),
      name: 'the import thread',
      data: () => data,
      heap: { young: 48, old: 1024 },
      closeMs: 500,
      log,
    },
    idleAfterMs,
  )
  return {
    async *read(order) {
      const id = await thread.use((remote) => remote.start(order))
      let ended = false
      try {
        while (!ended) {
          const step = await thread.use((remote) => remote.next(id))
          ended = step.ended
          yield step
        }
      } finally {
        if (!ended) await thread.use((remote) => remote.stop(id)).catch(() => undefined)
      }
    },
    discard: (names) => thread.use((remote) => remote.discard(names)),
    close: thread.close,
  }
}
