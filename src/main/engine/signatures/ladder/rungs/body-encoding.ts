import {
  brotliDecompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
} from '../../../lib/zlib.ts'
import { bodyAdvice } from '../advice.ts'
import { type BodyVariant, bodyCandidates, type Rung } from '../candidate.ts'
import { signsBody } from '../subject.ts'

const title = 'Charset and compression of the body'

const bom = Buffer.from([0xef, 0xbb, 0xbf])
const sizeLimit = 1024 * 1024
const charset = { cause: 'body-charset', advice: bodyAdvice.charset } as const

/** Bytes that were decoded and encoded again in another charset. */
export const bodyCharset: Rung = {
  title,
  *candidates(subject) {
    if (signsBody(subject)) yield* bodyCandidates(subject, charsetVariants(subject.request.body))
  },
}

function* charsetVariants(bytes: Uint8Array): Iterable<BodyVariant> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const marked = body.subarray(0, 3).equals(bom)
  yield marked
    ? {
        ...charset,
        tried: 'without the byte order mark',
        sentence: 'A byte order mark was put before the body after it was signed.',
        proof: 'Without it',
        body: body.subarray(3),
      }
    : {
        ...charset,
        tried: 'with a byte order mark',
        sentence: 'The byte order mark before the body was lost after it was signed.',
        proof: 'With it',
        body: Buffer.concat([bom, body]),
      }
  if (body.length > sizeLimit) return
  for (const [tried, other] of encodings(body)) {
    if (other)
      yield {
        ...charset,
        tried,
        sentence: 'The body was written in another charset after it was signed.',
        proof: `Taken ${tried},`,
        body: other,
      }
  }
  yield* base64(body)
}

function* encodings(body: Buffer): Iterable<readonly [tried: string, body: Buffer | null]> {
  const text = body.toString('utf8')
  const isUtf8 = Buffer.from(text).equals(body)
  if (isUtf8 && /[^\0-\x7f]/.test(text)) {
    yield ['in Latin-1', /[^\0-\xff]/.test(text) ? null : Buffer.from(text, 'latin1')]
    yield ['in Windows-1252', windows1252(text)]
    yield ['with composed characters (NFC)', Buffer.from(text.normalize('NFC'))]
    yield ['with decomposed characters (NFD)', Buffer.from(text.normalize('NFD'))]
  }
  if (body.some((byte) => byte > 0x7f)) {
    yield ['as UTF-8 of its Latin-1 characters', Buffer.from(body.toString('latin1'))]
    yield ['as UTF-8 of its Windows-1252 characters', Buffer.from(new TextDecoder('windows-1252').decode(body))]
  }
  if (isUtf8) {
    const wide = Buffer.from(text, 'utf16le')
    yield ['in UTF-16 (little endian)', wide]
    yield ['in UTF-16 with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])]
    yield ['in UTF-16 (big endian)', Buffer.from(wide).swap16()]
    yield [
      'in UTF-16 (big endian) with a byte order mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]),
    ]
  }
  if (body.length % 2 === 0 && body.includes(0)) {
    yield ['as UTF-8 of its UTF-16 characters', Buffer.from(body.toString('utf16le').replace(/^\ufeff/, ''))]
    yield [
      'as UTF-8 of its UTF-16 characters',
      Buffer.from(
        Buffer.from(body)
          .swap16()
          .toString('utf16le')
          .replace(/^\ufeff/, ''),
      ),
    ]
  }
}

/** Characters that Windows-1252 has where Latin-1 has control characters, by code. */
const windowsCodes = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index))].map(
    (char, index) => [char, 0x80 + index],
  ),
)

function windows1252(text: string): Buffer | null {
  const codes = [...text].map((char) => windowsCodes.get(char) ?? char.charCodeAt(0))
  return codes.every((code) => code < 256) && [...text].some((char) => windowsCodes.has(char))
    ? Buffer.from(codes)
    : null
}

function* base64(body: Buffer): Iterable<BodyVariant> {
  const text = body.toString('latin1').trim()
  if (text.length >= 8 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    const sentence = 'The body was written in Base64 after it was signed.'
    yield { ...charset, tried: 'decoded from Base64', sentence, proof: 'Decoded,', body: Buffer.from(text, 'base64') }
  }
  const sentence = 'The body was decoded from Base64 after it was signed.'
  yield { ...charset, tried: 'in Base64', sentence, proof: 'In Base64', body: body.toString('base64') }
}

const compression = { cause: 'body-compressed' } as const
const outputLimit = 4 * 1024 * 1024
const inputLimit = 256 * 1024

/** The signature was made before compressing, or a proxy has decompressed what was signed. */
export const bodyCompressed: Rung = {
  title,
  *candidates(subject) {
    if (signsBody(subject)) yield* bodyCandidates(subject, compressionVariants(subject.request.body))
  },
}

function* compressionVariants(body: Uint8Array): Iterable<BodyVariant> {
  yield* decompressed(body)
  yield* compressed(body)
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
        ...compression,
        tried: `decompressed from ${name}`,
        sentence: `The body was compressed with ${name} after it was signed.`,
        proof: 'Decompressed,',
        advice: bodyAdvice.compressed,
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
    ...compression,
    tried: `compressed with ${name}`,
    sentence: `The body was decompressed on the way; its ${name} bytes are what was signed.`,
    proof: 'Compressed again,',
    advice: bodyAdvice.decompressed,
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
