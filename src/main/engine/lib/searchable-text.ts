import { TextDecoder } from 'node:util'
import type { CapturedRequest, Summary } from '#shared/model/delivery.ts'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from './zlib.ts'

/** Bytes of a body that are looked at, as they came and decoded. */
export const decodedLimit = 256 * 1024

/** Longer words are searched by their first characters: nobody types the rest of a digest. */
const wordLimit = 24

/**
 * The text of a delivery in which words are searched: summary line, the user's note, path as sent and as it reads, header values, and the
 * body decoded, with escapes resolved and long encoded runs (recordings, images) left out.
 */
export function searchableText(
  request: CapturedRequest,
  summary: Summary,
  body: Uint8Array,
  note: string | null = null,
): string {
  const { who, text, headline, detail } = summary
  const line = [headline, detail, who, text, note].filter((part) => part !== null).join(' ')
  const values = request.headers.map(([, value]) => value).join('\n')
  return cutLongWords(
    withoutDiacritics(`${line}\n${pathText(request.target)}\n${values}\n${bodyText(body, request.headers)}`),
  )
}

/**
 * Shortens words to what the index holds of them, and leaves encoded runs out; to be applied to what is searched as well.
 * A loop, because regular expressions for it took longer than the indexing.
 */
export function cutLongWords(text: string): string {
  let cut = ''
  let copied = 0
  let word = 0
  let run = 0
  const end = text.length
  for (let at = 0; at <= end; at++) {
    const kind = at === end ? 0 : (characters[text.charCodeAt(at)] ?? 0)
    if (kind === 0) {
      if (at - run > encodedRun) {
        cut += text.slice(copied, Math.max(run, copied))
        copied = at
      } else if (at - word > wordLimit) {
        cut += text.slice(copied, word + wordLimit)
        copied = at
      }
      run = at + 1
      word = at + 1
    } else if (kind === 1) {
      if (at - word > wordLimit && at - run <= encodedRun) {
        cut += text.slice(copied, word + wordLimit)
        copied = at
      }
      word = at + 1
    }
  }
  return copied === 0 ? text : cut + text.slice(copied)
}

/** Longer runs of letters, digits and what encodings use besides are recordings and images. */
const encodedRun = 512
/** 2: letter or digit, 1: part of an encoded run only, 0: neither, also beyond ASCII. */
const characters = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[A-Za-z0-9]/.test(character) ? 2 : /[+/_=-]/.test(character) ? 1 : 0
})

/**
 * Words as the index compares them, in order: lower case, without diacritics; whatever is neither letter nor digit
 * separates. The same rules as FTS5's `unicode61`, for telling on the text itself whether words stand side by side.
 */
export function wordsOf(text: string): string[] {
  return (
    withoutDiacritics(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{Co}]+/gu) ?? []
  )
}

/** As `unicode61` does it, which knows fewer letters: both sides of a search go through this. Other marks separate words. */
function withoutDiacritics(text: string): string {
  if (isAscii(text)) return text
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
  return /^[\x00-\x7f]*$/.test(text)
}

function bodyText(bytes: Uint8Array, headers: readonly HeaderPair[]): string {
  const mediaType = firstHeader(headers, 'content-type') ?? ''
  const text = decodedText(bytes, headers)
  return isBinary(text) ? '' : resolveEscapes(text, mediaType)
}

/** The beginning of a body as text, decompressed. */
export function decodedText(bytes: Uint8Array, headers: readonly HeaderPair[]): string {
  const plain = decodeContent(bytes, firstHeader(headers, 'content-encoding')).subarray(0, decodedLimit)
  return decodeText(plain, firstHeader(headers, 'content-type') ?? '')
}

/** Recordings and the like hold no words, but thousands of things that look like some: their index would outgrow them. */
function isBinary(text: string): boolean {
  const sample = text.slice(0, 2000)
  if (sample.length < 200) return false
  return (sample.match(/[\p{Cc}\uFFFD]/gu)?.filter((one) => !/[\t\n\r]/.test(one)).length ?? 0) > sample.length / 10
}

function pathText(target: string): string {
  const decoded = decodeForm(target)
  return decoded === target ? target : `${target} ${decoded}`
}

type Decompress = (bytes: Uint8Array, options: { maxOutputLength: number; finishFlush: number }) => Uint8Array

const zlibEnd = { maxOutputLength: 4 * decodedLimit, finishFlush: constants.Z_SYNC_FLUSH }
const brotliEnd = { maxOutputLength: 4 * decodedLimit, finishFlush: constants.BROTLI_OPERATION_FLUSH }

function decodeContent(bytes: Uint8Array, encoding: string | undefined): Uint8Array {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return decompressStart(bytes, gunzipSync, zlibEnd)
    case 'deflate':
      return decompressStart(bytes, isZlib(bytes) ? inflateSync : inflateRawSync, zlibEnd)
    case 'br':
      return decompressStart(bytes, brotliDecompressSync, brotliEnd)
    default:
      return bytes
  }
}

/** "deflate" means zlib (RFC 9110, 8.4.1.2), but some senders leave its two-byte header out. */
function isZlib(bytes: Uint8Array): boolean {
  return bytes.length > 1 && (bytes[0]! & 0x0f) === 8 && ((bytes[0]! << 8) | bytes[1]!) % 31 === 0
}

/** What the beginning of the data gives: ever less of it, until that is within bounds. Nothing where it is damaged. */
function decompressStart(bytes: Uint8Array, decompress: Decompress, end: typeof zlibEnd): Uint8Array {
  for (let length = bytes.length; length > 0; length = Math.floor(length / 8)) {
    try {
      return decompress(bytes.subarray(0, length), end)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')) break
    }
  }
  return new Uint8Array()
}

function decodeText(bytes: Uint8Array, mediaType: string): string {
  const charset = /charset="?([\w.:-]+)/i.exec(mediaType)?.[1]?.toLowerCase() ?? 'utf-8'
  if (charset !== 'utf-8' && charset !== 'utf8') {
    try {
      return new TextDecoder(charset).decode(bytes)
    } catch {
      // A charset that nobody knows.
    }
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

const escapes: Readonly<Record<string, string>> = { b: ' ', f: ' ', n: ' ', r: ' ', t: ' ' }

function resolveEscapes(text: string, mediaType: string): string {
  // A name and its value are words of their own, also where the value is left out as an encoded run.
  if (/x-www-form-urlencoded/i.test(mediaType)) return decodeForm(text.replaceAll('=', ' '))
  // "café" may be sent as "caf\u00e9". Whether it says it is JSON or not: nothing else has a use for a backslash.
  if (!text.includes('\\')) return text
  if (!/json/i.test(mediaType) && !/^\s*[[{"]/.test(text)) return text
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex: string | undefined, char: string | undefined) =>
    hex === undefined ? (escapes[char!] ?? char!) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function decodeForm(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
}
