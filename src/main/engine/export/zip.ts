import { Zip, type ZipInputFile } from 'fflate'
import { AppError } from '#shared/api/errors.ts'
import { constants, crc32, deflateRawSync } from '../lib/zlib.ts'
import type { ExportFile } from './export-format.ts'
import { bytesOf, type Pieces } from './pieces.ts'

/** A zip that grows file by file; its bytes come as it does, the same for the same files. */
export interface ZipWriter {
  /** Throws AppError `bad-input` where the format has no room for one more. */
  add(file: ExportFile): Generator<Uint8Array, void>
  end(): Generator<Uint8Array, void>
}

/** Of the zip format without its 64-bit extension, which not every program reads. */
const maximum = { files: 65_535, bytes: 0xffff_ffff }
/** Zip entries carry local time without a zone; this one is the same bytes everywhere. */
const entryTime = new Date(1980, 0, 1)
/** Compression method of zip. */
const deflate = 8
/** Each block is compressed by itself, ten times as fast as a stream in JavaScript: 1 MiB costs next to nothing in size. */
const blockBytes = 1024 * 1024

export function createZip(limits = maximum): ZipWriter {
  const ready: Uint8Array[] = []
  let files = 0
  let size = 0
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    size += chunk.byteLength
    if (size > limits.bytes) throw tooMuch('4 GB')
    ready.push(chunk)
  })
  return {
    *add({ name, content }) {
      files += 1
      if (files > limits.files) throw tooMuch(`${maximum.files.toLocaleString('en')} files`)
      const entry: ZipInputFile = { filename: name, mtime: entryTime, compression: deflate, size: 0, crc: 0 }
      zip.add(entry)
      for (const block of blocksOf(content)) {
        entry.size += block.byteLength
        entry.crc = crc32(block, entry.crc)
        entry.ondata?.(null, deflateRawSync(block, { finishFlush: constants.Z_SYNC_FLUSH }), false)
        yield* ready.splice(0)
      }
      entry.ondata?.(null, deflateRawSync(''), true)
      yield* ready.splice(0)
    },
    *end() {
      zip.end()
      yield* ready.splice(0)
    },
  }
}

const tooMuch = (bound: string): AppError =>
  new AppError('bad-input', `A zip holds at most ${bound}. Export into a folder, or choose fewer deliveries.`)

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
