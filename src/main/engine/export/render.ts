import { readFileSync } from 'node:fs'
import { AppError } from '#shared/api/errors.ts'
import type { RenderOptions } from '#shared/model/export-options.ts'
import type { SafeOptions } from '#shared/model/safe-export.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import type { ExportFile, ExportItem } from './export-format.ts'
import { createItemNames, maskItems } from './mask-items.ts'
import { bytesOf, type Pieces } from './pieces.ts'
import { pseudonymise } from './pseudonymise/pseudonymise.ts'
import { exportFormatNamed } from './registry.ts'
import { createZip } from './zip.ts'

export interface ExportOrder {
  readonly format: string
  /** "switchhook 0.1.0" */
  readonly generator: string
  readonly options?: RenderOptions | undefined
  readonly safe?: SafeOptions | undefined
  /** How many deliveries there will be. */
  readonly total: number
  /** Each file by itself instead of one zip. */
  readonly separate?: boolean | undefined
}

export type OrderedItem = Omit<ExportItem, 'body'> & { readonly body: CapturedBody }

/** A piece of a file, which is decoded by itself. A new name begins a new file. */
export interface RenderedPiece {
  readonly name: string
  readonly mediaType: string
  readonly base64: string
}

/** An export in the making. Nothing of it is made before it is taken. */
export interface Rendering {
  /** Takes more deliveries. All that can be made of them by now is to be taken before the next call. */
  add(items: readonly OrderedItem[]): PieceIterator
  /** There are no more: the rest. */
  finish(): PieceIterator
}

export type PieceIterator = IteratorObject<RenderedPiece, void>
const none = (): PieceIterator => [].values()

/**
 * Does this export hold all its deliveries until the last one is there? Otherwise it holds those that were added last.
 * Personal data is replaced over all of them, so that one person stays one person. Throws AppError `not-found`.
 */
export function holdsAll({ format, safe, total }: Pick<ExportOrder, 'format' | 'safe' | 'total'>): boolean {
  return total <= 1 || safe !== undefined || exportFormatNamed(format).oneByOne !== true
}

/** Renders deliveries in a format. Throws AppError: `not-found` for one that does not exist, `bad-input` where no file comes of it. */
export function startRendering(order: ExportOrder): Rendering {
  const format = exportFormatNamed(order.format)
  const { generator, options = {}, safe, separate = false, total } = order
  const render = (items: readonly OrderedItem[], nameOf = createItemNames()): readonly ExportFile[] => {
    const masked = maskItems(
      items.map((item) => ({ ...item, body: bytesOfBody(item.body) })),
      nameOf,
    )
    return format.render(safe ? pseudonymise(masked, safe).items : masked, generator, options)
  }
  if (holdsAll(order)) {
    const held: OrderedItem[] = []
    return {
      add(items) {
        held.push(...items)
        return none()
      },
      *finish() {
        const files = render(held)
        if (files.length === 0)
          throw new AppError('bad-input', `${format.name}: there is nothing in these deliveries to make a file of.`)
        yield* separate ? files.values().flatMap(piecesOf) : piecesOf(bundle(files, format.extension === 'zip'))
      },
    }
  }
  const nameOf = createItemNames()
  if (separate)
    return {
      *add(items) {
        // One at a time: a body may be as large as all others.
        for (const item of items) for (const file of render([item], nameOf)) yield* piecesOf(file)
      },
      finish: none,
    }
  const zip = createZip()
  const zipFile = { name: `switchhook-${total}-deliveries.zip`, mediaType: 'application/zip' }
  const pieces = createPieces(zipFile)
  return {
    *add(items) {
      for (const item of items)
        for (const file of render([item], nameOf)) for (const bytes of zip.add(file)) yield* pieces.take(bytes)
    },
    *finish() {
      for (const bytes of zip.end()) yield* pieces.take(bytes)
      yield pieces.rest()
    },
  }
}

function* piecesOf({ name, mediaType, content }: ExportFile): Generator<RenderedPiece, void> {
  const pieces = createPieces({ name, mediaType })
  for (const piece of content) yield* pieces.take(bytesOf(piece))
  yield pieces.rest()
}

const pieceBytes = 144 * 1024

/** Cuts what comes into pieces of one size. */
function createPieces(file: Pick<RenderedPiece, 'name' | 'mediaType'>) {
  // Put together once there is enough: a zip comes in many small parts.
  let waiting: Uint8Array[] = []
  let size = 0
  const pieceOf = (bytes: Uint8Array): RenderedPiece => ({
    ...file,
    base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  })
  return {
    *take(bytes: Uint8Array): Generator<RenderedPiece, void> {
      waiting.push(bytes)
      size += bytes.byteLength
      if (size < pieceBytes) return
      const all = waiting.length === 1 ? bytes : Buffer.concat(waiting, size)
      let at = 0
      for (; all.byteLength - at >= pieceBytes; at += pieceBytes) yield pieceOf(all.subarray(at, at + pieceBytes))
      waiting = [all.subarray(at)]
      size = all.byteLength - at
    },
    /** May be empty: an empty file has a name, too. */
    rest: (): RenderedPiece => pieceOf(Buffer.concat(waiting, size)),
  }
}

export function bytesOfBody(body: CapturedBody): Uint8Array {
  if (body.kind === 'memory') return body.bytes
  try {
    return readFileSync(body.path)
  } catch (cause) {
    throw new AppError('unavailable', 'The body of a delivery cannot be read from the data folder.', [], { cause })
  }
}

/** One file stays what it is unless a zip was promised; several become one zip, the same bytes for the same files. */
export function bundle(files: readonly ExportFile[], alwaysZip = false): ExportFile {
  const [first] = files
  if (first !== undefined && files.length === 1 && !alwaysZip) return first
  return { name: zipName(files), mediaType: 'application/zip', content: zipped(files) }
}

function zipped(files: readonly ExportFile[]): Pieces {
  return {
    *[Symbol.iterator]() {
      const zip = createZip()
      for (const file of files) yield* zip.add(file)
      yield* zip.end()
    },
  }
}

function zipName(files: readonly ExportFile[]): string {
  const stem = files[0]?.name.replace(/\.[^.]+$/, '') ?? ''
  if (stem !== '' && files.every(({ name }) => name.startsWith(`${stem}.`))) return `${stem}.zip`
  return `switchhook-${files.length}-files.zip`
}
