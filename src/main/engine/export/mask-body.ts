import { decodeBody } from '../lib/decode-body.ts'
import { locate } from '../lib/json-places.ts'
import { brotliCompressSync, deflateSync, gzipSync } from '../lib/zlib.ts'
import { bodyText } from './export-format.ts'
import { applyEdits } from './pseudonymise/leaf.ts'
import { formsOf, isLong, spelledPlaces } from './secret-forms.ts'

/** Stands in for a value that is not exported. */
export const mask = '(masked)'

export interface MaskedBody {
  readonly body: Uint8Array
  /** Places in words. */
  readonly masked: readonly string[]
}

/**
 * Takes secrets out of a body: the values at `pointers`, and every known secret wherever it stands. All other bytes stay;
 * the same object comes back where nothing was found.
 */
export function maskBody(body: Uint8Array, secrets: readonly string[], pointers: readonly string[]): MaskedBody {
  const { body: without, masked } = maskPlaces(body, pointers)
  const cleared = replaceAll(without, [...new Set(secrets)])
  if (cleared === without) return { body: without, masked }
  return { body: cleared, masked: masked.length > 0 ? masked : ['the body'] }
}

/** What is decoded to be looked through. Larger ones are compression bombs. */
export const decodingLimits = { bytes: 256_000_000, compressed: 256_000_000, brotli: true }

const encoders: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => gzipSync(bytes),
  'x-gzip': (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
}

/** The same for a body with a Content-Encoding: where something has to go, what is left is encoded again. */
export function maskEncodedBody(
  body: Uint8Array,
  encoding: string | null,
  secrets: readonly string[],
  pointers: readonly string[],
): MaskedBody {
  const decoded = encoding === null ? null : decodeBody(body, encoding, decodingLimits)
  if (encoding === null || !decoded?.ok || decoded.bytes === body) return maskBody(body, secrets, pointers)
  const inside = maskBody(decoded.bytes, secrets, pointers)
  if (inside.masked.length === 0) return maskBody(body, secrets, pointers)
  return { ...inside, body: encodeBody(inside.body, encoding) }
}

/** Applies the codings of a Content-Encoding in their order. */
export function encodeBody(body: Uint8Array, encoding: string): Uint8Array {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => encoders[coding.trim()])
  return codings.reduce((bytes, encode) => encode?.(bytes) ?? bytes, body)
}

function maskPlaces(body: Uint8Array, pointers: readonly string[]): MaskedBody {
  const text = pointers.length > 0 ? bodyText(body) : null
  if (text === null) return { body, masked: [] }
  // Not parsed before, which `locate` asks for: in a text that is nearly JSON a token is found too, and a large one builds
  // no tree.
  const places = [...locate(text, pointers)].toSorted(([, one], [, other]) => one.offset - other.offset)
  if (places.length === 0) return { body, masked: [] }
  const edits = places.map(([, { offset, length }]) => ({ start: offset, end: offset + length, text: `"${mask}"` }))
  return { body: Buffer.from(applyEdits(text, edits)), masked: places.map(([pointer]) => `${pointer} in the body`) }
}

function replaceAll(body: Uint8Array, secrets: readonly string[]): Uint8Array {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const forms = secrets.flatMap(formsOf).filter(isLong)
  const hits: Hit[] = [
    ...forms.flatMap((form) => placesOf(buffer, Buffer.from(form), Buffer.from(mask))),
    ...spelledInParts(buffer, secrets),
    ...(buffer.includes(0) ? inUtf16(buffer, forms) : []),
  ]
  if (hits.length === 0) return body
  const parts: Uint8Array[] = []
  let at = 0
  for (const { start, end, by } of hits.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    // Within one that was taken out already, or overlapping it.
    if (end <= at) continue
    if (start >= at) parts.push(buffer.subarray(at, start), by)
    at = end
  }
  return Buffer.concat([...parts, buffer.subarray(at)])
}

/** `by`: the mask in the encoding of what it takes the place of. */
interface Hit {
  readonly start: number
  readonly end: number
  readonly by: Uint8Array
}

function placesOf(buffer: Buffer, needle: Buffer, by: Uint8Array): Hit[] {
  const found: Hit[] = []
  for (let at = buffer.indexOf(needle); at >= 0; at = buffer.indexOf(needle, at + needle.length))
    found.push({ start: at, end: at + needle.length, by })
  return found
}

/** UTF-16 in either order of bytes; ASCII in it has a zero in every other byte. */
function inUtf16(buffer: Buffer, forms: readonly string[]): Hit[] {
  const little = (text: string) => Buffer.from(text, 'utf16le')
  const big = (text: string) => little(text).swap16()
  const hits = forms.flatMap((form) => [little, big].flatMap((encode) => placesOf(buffer, encode(form), encode(mask))))
  // ASCII reads the same in the other order, one byte further on.
  const aligned = hits.filter(({ start }) => start % 2 === 0)
  return aligned.length > 0 ? aligned : hits
}

/** A large body is never a string as a whole. */
const partBytes = 4 * 1024 * 1024

function spelledInParts(buffer: Buffer, secrets: readonly string[]): Hit[] {
  // Of the longest spelling there are six characters for each of the secret.
  const overlap = 6 * secrets.reduce((most, { length }) => Math.max(most, length), 0)
  const found: Hit[] = []
  const by = Buffer.from(mask)
  for (let from = 0; from < buffer.length; from += partBytes) {
    const text = buffer.toString('latin1', from, from + partBytes + overlap)
    for (const { start, end } of spelledPlaces(text, secrets)) found.push({ start: from + start, end: from + end, by })
  }
  return found
}
