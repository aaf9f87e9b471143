import { constants, zstdCompressSync, zstdDecompressSync } from '../lib/zlib.ts'

/** An entry as it stands in the database: `head` is JSON, `body` the raw bytes. */
export interface RawEntry {
  readonly seq: number
  readonly kind: number
  readonly about: number | null
  readonly head: string
  readonly body: Uint8Array | null
}

/** With a checksum, because bytes that were changed on the disk may still decompress. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } }
/** Entry: seq (8 bytes), kind (1), size of head (4), size of body plus one, 0 for none (4). */
const indexSize = 17
/** A block is made of bodies of a few hundred kB at most; anything far above is damage. */
const maxUnpacked = 64 * 1024 * 1024

/**
 * Several entries as one compressed block. Deliveries of one provider resemble each other, so together they take a
 * fifth of the room, where each by itself would take two thirds. Layout: count, index, then all heads, then all bodies.
 */
export function packEntries(entries: readonly RawEntry[]): Buffer {
  const index = Buffer.alloc(4 + entries.length * indexSize)
  index.writeUInt32LE(entries.length, 0)
  const heads = entries.map(({ head }) => Buffer.from(head))
  entries.forEach(({ seq, kind, body }, at) => {
    const offset = 4 + at * indexSize
    index.writeDoubleLE(seq, offset)
    index.writeUInt8(kind, offset + 8)
    index.writeUInt32LE(heads[at]!.length, offset + 9)
    index.writeUInt32LE(body === null ? 0 : body.length + 1, offset + 13)
  })
  const bodies = entries.flatMap(({ body }) => (body === null ? [] : [body]))
  return zstdCompressSync(Buffer.concat([index, ...heads, ...bodies]), options)
}

/** The entries of a block, null where it is damaged. */
export function readBlock(data: Uint8Array): RawEntry[] | null {
  try {
    return unpackEntries(data)
  } catch {
    return null
  }
}

/** The entries of a block. Throws where it is damaged. */
export function unpackEntries(data: Uint8Array): RawEntry[] {
  const plain = zstdDecompressSync(data, { maxOutputLength: maxUnpacked })
  const count = plain.readUInt32LE(0)
  const sizes = Array.from({ length: count }, (_, at) => {
    const offset = 4 + at * indexSize
    return {
      seq: plain.readDoubleLE(offset),
      kind: plain.readUInt8(offset + 8),
      head: plain.readUInt32LE(offset + 9),
      body: plain.readUInt32LE(offset + 13) - 1,
    }
  })
  let headAt = 4 + count * indexSize
  let bodyAt = sizes.reduce((end, { head }) => end + head, headAt)
  return sizes.map(({ seq, kind, head, body }) => {
    const text = plain.toString('utf8', headAt, headAt + head)
    headAt += head
    const bytes = body < 0 ? null : plain.subarray(bodyAt, bodyAt + body)
    bodyAt += Math.max(0, body)
    return { seq, kind, about: null, head: text, body: bytes }
  })
}
