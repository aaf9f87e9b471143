import { readFileSync } from 'node:fs'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import { Zip, type ZipInputFile } from 'fflate'
import { AppError } from '#shared/api/errors.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import type { ExportFile, ExportItem } from './export-format.ts'
import { bytesOf, joinPieces, type Pieces } from './pieces.ts'
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
  readonly base64: string
}

/** Its Base64 has to fit into one string (2^29 characters) with room for the message around it. */
const resultLimit = 320_000_000

/** Renders deliveries in a format; several files become one zip. */
export function renderExport({ format: id, generator, items }: ExportOrder): RenderedExport {
  const format = exportFormats.get(id)
  if (!format) throw new AppError('not-found', `There is no export format "${id}".`)
  const files = format.render(
    items.map((item) => ({ ...item, body: bytesOfBody(item.body) })),
    generator,
  )
  const { name, mediaType, content } = bundle(files, format.extension === 'zip')
  const bytes = joinPieces(content, resultLimit, () => {
    throw new AppError(
      'bad-input',
      `This export would be larger than ${formatBytes(resultLimit)}. Choose fewer deliveries or another format.`,
    )
  })
  return { name, mediaType, base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') }
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
