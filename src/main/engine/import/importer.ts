import type { StopSignal } from '#shared/api/contract-types.ts'
import { answerUnlessStopped, createThreadOnDemand } from '../lib/thread-on-demand.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Log } from '../ports.ts'
import type { ImportOrder, ImportStep } from './import-session.ts'
import type { createImportFunctions, ImportThreadData } from './thread.ts'

/** A thread that has nothing to do ends after this long, and gives its memory back. */
const idleMs = 15_000
/** A thread that has not answered so long after its import was cancelled is ended. */
const defaultPatienceMs = 3_000

/** What is said of an import that its user has stopped. */
export const importCancelled = 'The import was cancelled; nothing was imported.'

export interface ImportThread {
  /**
   * Step by step, each read when the one before was taken. Throws AppError where the thread ends in between, `cancelled`
   * where that is because it was stopped.
   */
  read(order: ImportOrder, stop: StopSignal): AsyncGenerator<ImportStep, void>
  /** Body files of deliveries that were read and not stored. */
  discard(names: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Reads and judges what is imported in a thread of its own, which is started when it is needed. */
export function createImportThread(
  data: ImportThreadData,
  log: Log,
  { idleAfterMs = idleMs, patienceMs = defaultPatienceMs } = {},
): ImportThread {
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
  const patience = { patienceMs, kill: thread.kill, message: importCancelled }
  return {
    async *read(order, stop) {
      const work: typeof thread.use = (use) => answerUnlessStopped(thread.use(use), stop, patience)
      const id = await work((remote) => remote.start(order))
      let ended = false
      try {
        while (!ended) {
          const step = await work((remote) => remote.next(id))
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
