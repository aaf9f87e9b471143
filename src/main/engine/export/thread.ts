import { AppError } from '#shared/api/errors.ts'
import type { SafePreview } from '#shared/api/safe-exports.ts'
import { serveThread } from '../lib/thread.ts'
import { type PreviewOrder, previewSafe } from './pseudonymise/preview.ts'
import {
  type ExportOrder,
  type OrderedItem,
  type PieceIterator,
  type RenderedPiece,
  type Rendering,
  startRendering,
} from './render.ts'

/** Bytes of Base64 that are handed over at a time: about 1 MiB, and so many pieces of small files. */
const atOnce = { length: 1024 * 1024, pieces: 256 }

interface Running {
  readonly rendering: Rendering
  pieces: PieceIterator
}

/** Exports by the numbers that the asking side gives them. */
export function createExportFunctions() {
  const running = new Map<number, Running>()

  /** Throws AppError `unavailable` for one that this thread knows nothing of: it died and was started again. */
  function open(id: number): Running {
    const found = running.get(id)
    if (!found) throw new AppError('unavailable', 'The export was broken off. Try again.')
    return found
  }

  /** What is there by now, a part at a time; none where more has to be added. */
  function read(id: number): RenderedPiece[] {
    const found: RenderedPiece[] = []
    const { pieces } = open(id)
    for (let length = 0; length < atOnce.length && found.length < atOnce.pieces; ) {
      const { value, done } = pieces.next()
      if (done) break
      found.push(value)
      length += value.base64.length
    }
    return found
  }

  function change(id: number, begin: (rendering: Rendering) => PieceIterator): RenderedPiece[] {
    const one = open(id)
    one.pieces = begin(one.rendering)
    return read(id)
  }

  return {
    start(id: number, order: ExportOrder): void {
      const rendering = startRendering(order)
      running.set(id, { rendering, pieces: rendering.add([]) })
    },
    add: (id: number, items: readonly OrderedItem[]) => change(id, (rendering) => rendering.add(items)),
    finish: (id: number) => change(id, (rendering) => rendering.finish()),
    read,
    drop: (id: number) => void running.delete(id),
    preview: (order: PreviewOrder): SafePreview => previewSafe(order),
  }
}

serveThread(() => ({ functions: createExportFunctions(), close: () => undefined }))
