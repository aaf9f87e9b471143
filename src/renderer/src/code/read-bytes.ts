import { type HeaderPair, headerValues } from '#shared/model/headers.ts'

/** Bytes of a base64 text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** Base64 of bytes. */
export function toBase64(bytes: Uint8Array): string {
  const piece = 0x8000
  let binary = ''
  for (let at = 0; at < bytes.length; at += piece) binary += String.fromCharCode(...bytes.subarray(at, at + piece))
  return btoa(binary)
}

/** Bytes read as UTF-8. */
export interface ReadText {
  readonly text: string
  /** A byte order mark stood before the text; it is left out of `text`. */
  readonly bom: boolean
  /** All bytes were UTF-8; if not, offsets in the text cannot be turned into byte offsets. */
  readonly exact: boolean
}

/** Reads UTF-8, putting U+FFFD for bytes that are none. */
export function readText(bytes: Uint8Array): ReadText {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const rest = bom ? bytes.subarray(3) : bytes
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rest), bom, exact: true }
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(rest), bom, exact: false }
  }
}

/** Mostly control bytes or not text at all: better shown as hex. Looks at the first 4 KiB. */
export function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096)
  if (head.length === 0) return false
  let odd = 0
  for (const byte of head) if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) odd++
  if (odd > 0 && head.includes(0)) return true
  // A cut at 4 KiB may split a character: at most three bytes of it are replaced at the end.
  const replaced = readText(head).text.split('�').length - 1
  return odd + Math.max(0, replaced - 3) > head.length * 0.1
}

/** Number of UTF-8 bytes of the text up to a UTF-16 offset. */
export function byteOffset(text: string, offset: number): number {
  let bytes = 0
  for (let i = 0; i < offset; i++) {
    const unit = text.charCodeAt(i)
    // Each half of a surrogate pair counts two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3
  }
  return bytes
}

/** A body with its Content-Encoding undone. `bytes` are those received where `codings` is empty. */
export interface DecodedContent {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Codings that were undone, outermost first, e.g. ["gzip"]. */
  readonly codings: readonly string[]
  /** Why it could not be decoded, one clause; null where all went well. */
  readonly problem: string | null
}

const formats: Record<string, CompressionFormat> = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate' }

/** Decoded bodies larger than this are not shown: a small body can unpack to gigabytes. */
const maxDecoded = 64 * 1024 * 1024

/** Undoes the content codings of a body (RFC 9110, 8.4): they are listed in the order in which they were applied. */
export async function decodeContent(
  received: Uint8Array<ArrayBuffer>,
  headers: readonly HeaderPair[],
): Promise<DecodedContent> {
  const codings = headerValues(headers, 'content-encoding')
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse()
  let bytes = received
  const undone: string[] = []
  for (const coding of codings) {
    const format = formats[coding]
    if (!format) return { bytes: received, codings: [], problem: `the content coding ${coding} cannot be decoded here` }
    const result = await inflate(bytes, format)
    if (typeof result === 'string') return { bytes: received, codings: [], problem: result }
    bytes = result
    undone.push(coding)
  }
  return { bytes, codings: undone, problem: null }
}

async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  format: CompressionFormat,
): Promise<Uint8Array<ArrayBuffer> | string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length
      if (size > maxDecoded) {
        await reader.cancel()
        return `it unpacks to more than ${maxDecoded / 1024 / 1024} MiB`
      }
      chunks.push(part.value)
    }
  } catch {
    return `the body says ${format}, but is not`
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

const bytesPerRow = 16

/** One line of a hex dump. */
interface HexRow {
  readonly offset: string
  /** Two groups of eight. */
  readonly hex: readonly [string, string]
  readonly ascii: string
}

/** Line `index` of the dump of `bytes`, whose first byte has offset `start` in the whole body. */
export function hexRow(bytes: Uint8Array, index: number, start = 0): HexRow {
  const at = index * bytesPerRow
  const row = bytes.subarray(at, at + bytesPerRow)
  const pairs = Array.from(row, (byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
  return {
    offset: (start + at).toString(16).toUpperCase().padStart(8, '0'),
    hex: [pairs.slice(0, 8).join(' '), pairs.slice(8).join(' ')],
    ascii: Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
  }
}

export const hexRowCount = (size: number): number => Math.ceil(size / bytesPerRow)
