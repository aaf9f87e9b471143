import {
  brotliDecompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib'
import { type BodyVariant, bodyCandidates } from '../body-variant.ts'
import type { Rung } from '../candidate.ts'
import { signsBody } from '../subject.ts'

const common = { cause: 'body-compressed' } as const
const outputLimit = 4 * 1024 * 1024
const inputLimit = 256 * 1024

/** The signature was made before compressing, or a proxy has decompressed what was signed. */
export const bodyCompressed: Rung = {
  title: 'Charset and compression of the body',
  *candidates(subject) {
    if (signsBody(subject))
      yield* bodyCandidates(subject, [...decompressed(subject.request.body), ...compressed(subject.request.body)])
  },
}

const decoders = [
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
  ['deflate', inflateRawSync],
  ['Brotli', brotliDecompressSync],
] as const

function* decompressed(body: Uint8Array): Iterable<BodyVariant> {
  const text = body[0] === 0x7b || body[0] === 0x5b
  if (text || body.length === 0 || body.length > outputLimit) return
  for (const [name, decode] of decoders) {
    const plain = tryDecode(() => decode(body, { maxOutputLength: outputLimit }))
    if (plain?.length) {
      yield {
        ...common,
        tried: `decompressed from ${name}`,
        sentence: `The body was compressed with ${name} after it was signed.`,
        proof: 'Decompressed,',
        advice: 'Verify over the decompressed body, or switch the compression of requests off at the sender.',
        body: plain,
      }
    }
  }
}

/** Throws on anything that is not in that format, and on what grows beyond the limit. */
function tryDecode(decode: () => Buffer): Buffer | null {
  try {
    return decode()
  } catch {
    return null
  }
}

/** Operating systems that libraries name in the header: Unix, unknown, FAT, macOS, NTFS (RFC 1952, 2.3.1). */
const systems = [3, 255, 0, 19, 10, 11]

function* compressed(body: Uint8Array): Iterable<BodyVariant> {
  if (body.length === 0 || body.length > inputLimit) return
  const variant = (name: string, bytes: Uint8Array): BodyVariant => ({
    ...common,
    tried: `compressed with ${name}`,
    sentence: `The body was decompressed on the way; its ${name} bytes are what was signed.`,
    proof: 'Compressed again,',
    advice: 'Keep the bytes as the sender sent them, or let the sender sign the body before compressing.',
    body: bytes,
  })
  for (const level of [6, 9, 1]) {
    const zipped = gzipSync(body, { level })
    for (const system of systems) {
      const bytes = Buffer.from(zipped)
      bytes[9] = system
      yield variant('gzip', bytes)
    }
    yield variant('deflate', deflateSync(body, { level }))
    yield variant('deflate', deflateRawSync(body, { level }))
  }
}
