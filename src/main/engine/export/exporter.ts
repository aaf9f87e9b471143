import { AppError } from '#shared/api/errors.ts'
import { startThread, type Thread } from '../lib/thread.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Log } from '../ports.ts'
import type { ExportOrder, RenderedExport } from './render.ts'

/** A thread that has nothing to do ends after this long, and gives its memory back. */
const idleMs = 15_000

type Functions = { readonly render: (order: ExportOrder) => RenderedExport }

export interface ExportThread {
  /** One at a time. Rejects with the AppError of what cannot be exported. */
  render(order: ExportOrder): Promise<RenderedExport>
  close(): Promise<void>
}

/** Renders exports in a thread of its own, which is started when the first one is asked for. */
export function createExportThread(log: Log, idleAfterMs = idleMs): ExportThread {
  let thread: Thread<Functions> | null = null
  let closing: Promise<void> = Promise.resolve()
  let asked = 0
  let timer: NodeJS.Timeout | undefined
  let closed = false

  async function end(): Promise<void> {
    clearTimeout(timer)
    const ending = thread
    thread = null
    closing = Promise.all([closing, ending?.close()]).then(() => undefined)
    await closing
  }

  return {
    async render(order) {
      if (closed) throw new AppError('closed', 'Switchhook is closing.')
      clearTimeout(timer)
      asked += 1
      thread ??= startThread<Functions>({
        url: workerUrl(new URL('./thread.ts', import.meta.url), 'exporter'),
        name: 'the export thread',
        data: () => null,
        log,
      })
      try {
        return await thread.remote.render(order)
      } finally {
        asked -= 1
        if (asked === 0 && !closed) {
          timer = setTimeout(
            () =>
              void end().catch((error: unknown) => log.warn('the export thread did not end', { error: String(error) })),
            idleAfterMs,
          )
          timer.unref()
        }
      }
    },
    async close() {
      closed = true
      await end()
    },
  }
}
