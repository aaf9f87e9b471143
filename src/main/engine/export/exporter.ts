import { AppError } from '#shared/api/errors.ts'
import type { SafePreview } from '#shared/api/safe-exports.ts'
import { startThread, type Thread } from '../lib/thread.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Log } from '../ports.ts'
import type { PreviewOrder } from './pseudonymise/preview.ts'
import type { ExportOrder, RenderedExport } from './render.ts'
import type { createExportFunctions } from './thread.ts'

/** A thread that has nothing to do ends after this long, and gives its memory back. */
const idleMs = 15_000

type Functions = ReturnType<typeof createExportFunctions>

/** A piece of an export's file; its Base64 is decoded by itself. */
export type ExportPiece = Pick<RenderedExport, 'name' | 'mediaType'> & { readonly base64: string }

export interface ExportThread {
  /** One at a time, in pieces that are made as they are taken. Throws the AppError of what cannot be exported. */
  render(order: ExportOrder): AsyncGenerator<ExportPiece, void>
  /** What a safe export would hold. */
  preview(order: PreviewOrder): Promise<SafePreview>
  close(): Promise<void>
}

/** Renders exports in a thread of its own, which is started when the first one is asked for. */
export function createExportThread(log: Log, idleAfterMs = idleMs): ExportThread {
  let thread: Thread<Functions> | null = null
  let closing: Promise<void> = Promise.resolve()
  let last: Promise<void> = Promise.resolve()
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

  /** Resolves when all before have ended, with what ends this one. */
  async function turn(): Promise<() => void> {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    await before
    return resolve
  }

  function idle(): void {
    asked -= 1
    if (asked > 0 || closed) return
    timer = setTimeout(
      () => void end().catch((error: unknown) => log.warn('the export thread did not end', { error: String(error) })),
      idleAfterMs,
    )
    timer.unref()
  }

  function running(): Thread<Functions>['remote'] {
    if (closed) throw new AppError('closed', 'Switchhook is closing.')
    thread ??= startThread<Functions>({
      url: workerUrl(new URL('./thread.ts', import.meta.url), 'exporter'),
      name: 'the export thread',
      data: () => null,
      closeMs: 500,
      log,
    })
    return thread.remote
  }

  return {
    async *render(order) {
      clearTimeout(timer)
      asked += 1
      const done = await turn()
      try {
        const remote = running()
        const file = await remote.start(order)
        try {
          for (let pieces = await remote.read(); pieces.length > 0; pieces = await remote.read())
            for (const base64 of pieces) yield { ...file, base64 }
        } finally {
          // What is left of it, where the reader went away.
          if (!closed) await remote.drop()
        }
      } finally {
        done()
        idle()
      }
    },
    async preview(order) {
      clearTimeout(timer)
      asked += 1
      const done = await turn()
      try {
        return await running().preview(order)
      } finally {
        done()
        idle()
      }
    },
    async close() {
      closed = true
      await end()
    },
  }
}
