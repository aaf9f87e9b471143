import type { SafePreview } from '#shared/api/safe-exports.ts'
import { serveThread } from '../lib/thread.ts'
import { type PreviewOrder, previewSafe } from './pseudonymise/preview.ts'
import { type ExportOrder, type RenderedExport, renderExport } from './render.ts'

/** Pieces that are handed over at a time: about 1 MiB. */
const piecesAtOnce = 6

/** One export at a time; the next one gives up whatever is left of it. */
export function createExportFunctions() {
  let current: RenderedExport | null = null
  return {
    start(order: ExportOrder): Pick<RenderedExport, 'name' | 'mediaType'> {
      current = null
      current = renderExport(order)
      return { name: current.name, mediaType: current.mediaType }
    },
    drop() {
      current = null
    },
    preview: (order: PreviewOrder): SafePreview => previewSafe(order),
    /** The next pieces of its file; none where it is complete. */
    read(): string[] {
      const pieces: string[] = []
      while (current !== null && pieces.length < piecesAtOnce) {
        const { value, done } = current.pieces.next()
        if (done) current = null
        else pieces.push(value)
      }
      return pieces
    },
  }
}

serveThread(() => ({ functions: createExportFunctions(), close: () => undefined }))
