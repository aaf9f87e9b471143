import { readFileSync } from 'node:fs'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import { Zip, type ZipInputFile } from 'fflate'
import { AppError } from '#shared/api/errors.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import type { ExportFile, ExportItem } from './export-format.ts'
import { bytesOf, type Pieces } from './pieces.ts'
import { exportFormats } from './registry.ts'

export interface ExportOrder {
  readonly format: string
  /** "switchhook 0.1.0" */
  readonly generator: string
  readonly items: readonly (Omit<ExportItem, 'body'> & { readonly body: CapturedBody })[]
}

export interface RenderedExport {
  readonly name: string
  readonly mediaType: string
  /** Base64 of the file in pieces, each of which is decoded by itself. */
  readonly pieces: Generator<string, void>
}

/** Renders deliveries in a format; several files become one zip. The file is made while its pieces are taken. */
export function renderExport({ format: id, generator, items }: ExportOrder): RenderedExport {
  const format = exportFormats.get(id)
  if (!format) throw new AppError('not-found', `There is no export format "${id}".`)
  const files = format.render(
    items.map((item) => ({ ...item, body: bytesOfBody(item.body) })),
    generator,
  )
  const { name, mediaType, content } = bundle(files, format.extension === 'zip')
  return { name, mediaType, pieces: base64Pieces(content) }
}

/** Whole triples of bytes, so that none ends in padding but the last. */
const pieceBytes = 144 * 1024

function* base64Pieces(content: Pieces): Generator<string, void> {
  let rest: Uint8Array = new Uint8Array(0)
  for (const piece of content) {
    const bytes = bytesOf(piece)
    const all = rest.byteLength === 0 ? bytes : Buffer.concat([rest, bytes])
    const buffer = Buffer.from(all.buffer, all.byteOffset, all.byteLength)
    let at = 0
    for (; buffer.length - at >= pieceBytes; at += pieceBytes) yield buffer.toString('base64', at, at + pieceBytes)
    rest = buffer.subarray(at)
  }
  // At least one, which names the file.
  yield Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength).toString('base64')
}

function bytesOfBody(body: CapturedBody): Uint8Array {
  if (body.kind === 'memory') return body.bytes
  try {
    return readFileSync(body.path)
  } catch (cause) {
    throw new AppError('unavailable', 'The body of a delivery cannot be read from the data folder.', [], { cause })
  }
}

/** Zip entries carry local time without a zone; this one is the same bytes everywhere. */
const entryTime = new Date(1980, 0, 1)

/** One file stays what it is unless a zip was promised; several become one zip, the same bytes for the same files. */
export function bundle(files: readonly ExportFile[], alwaysZip = false): ExportFile {
  const [first] = files
  if (first !== undefined && files.length === 1 && !alwaysZip) return first
  return { name: zipName(files), mediaType: 'application/zip', content: { [Symbol.iterator]: () => zipped(files) } }
}

function* zipped(files: readonly ExportFile[]): Generator<Uint8Array> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  for (const { name, content } of files) {
    const entry: ZipInputFile = { filename: name, mtime: entryTime, compression: deflate, size: 0, crc: 0 }
    zip.add(entry)
    for (const block of blocksOf(content)) {
      entry.size += block.byteLength
      entry.crc = crc32(block, entry.crc)
      entry.ondata?.(null, deflateRawSync(block, { finishFlush: constants.Z_SYNC_FLUSH }), false)
      yield* ready.splice(0)
    }
    entry.ondata?.(null, deflateRawSync(''), true)
  }
  zip.end()
  yield* ready
}

/** Compression method of zip. */
const deflate = 8
/** Each block is compressed by itself, ten times as fast as a stream in JavaScript: 1 MiB costs next to nothing in size. */
const blockBytes = 1024 * 1024

function* blocksOf(content: Pieces): Generator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let size = 0
  for (const piece of content) {
    const bytes = bytesOf(piece)
    waiting.push(bytes)
    size += bytes.byteLength
    if (size < blockBytes) continue
    yield Buffer.concat(waiting, size)
    waiting = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(waiting, size)
}

function zipName(files: readonly ExportFile[]): string {
  const stem = files[0]?.name.replace(/\.[^.]+$/, '') ?? ''
  if (stem !== '' && files.every(({ name }) => name.startsWith(`${stem}.`))) return `${stem}.zip`
  return `switchhook-${files.length}-files.zip`
}
