import { type Readable, Readable as Streams } from 'node:stream'
import { TextDecoder } from 'node:util'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { foldText } from '../search-words.ts'

/** Decoded bytes of a body that are looked at, and bytes of text that are kept of them. */
export const decodedLimit = 1024 * 1024
export const textLimit = 256 * 1024

/** The words of a body: decoded, escapes resolved, long encoded runs (recordings, images) left out, cut at 256 KiB. */
export async function bodyText(bytes: Uint8Array, headers: readonly HeaderPair[]): Promise<string> {
  const plain = await decodeContent(bytes, firstHeader(headers, 'content-encoding'))
  const mediaType = firstHeader(headers, 'content-type') ?? ''
  const text = resolveEscapes(decoderFor(mediaType).decode(plain), mediaType)
  const kept = foldText(text.replace(/[A-Za-z0-9+/_=-]{513,}/g, ' ').replace(/[\p{Cc}\uFFFD]+/gu, ' '))
  return Buffer.from(kept).subarray(0, textLimit).toString()
}

/** Path as sent and as it reads. */
export function pathText(target: string): string {
  const decoded = decodeForm(target)
  return foldText(decoded === target ? target : `${target} ${decoded}`)
}

/** Header values, one after the other. */
export function headerText(headers: readonly HeaderPair[]): string {
  return foldText(headers.map(([, value]) => value).join(' '))
}

async function decodeContent(bytes: Uint8Array, encoding: string | undefined): Promise<Uint8Array> {
  const decoder = decompressor(encoding?.trim().toLowerCase())
  if (decoder === null) return bytes.subarray(0, decodedLimit)
  return firstBytes(Streams.from([bytes]).pipe(decoder), decodedLimit)
}

function decompressor(encoding: string | undefined) {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  if (encoding === 'br') return createBrotliDecompress()
  return null
}

/** What can be decoded, up to the limit; a damaged rest is left out. */
async function firstBytes(stream: Readable, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= limit) break
    }
  } catch {
    // Not what its header says, or cut off: what came before is searched all the same.
    return Buffer.concat(chunks)
  }
  return Buffer.concat(chunks).subarray(0, limit)
}

function decoderFor(mediaType: string): TextDecoder {
  const charset = /charset="?([\w.:-]+)/i.exec(mediaType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset)
  } catch {
    // A charset that nobody knows.
    return new TextDecoder()
  }
}

const escapes: Readonly<Record<string, string>> = { b: ' ', f: ' ', n: ' ', r: ' ', t: ' ' }

function resolveEscapes(text: string, mediaType: string): string {
  if (/x-www-form-urlencoded/i.test(mediaType)) return decodeForm(text)
  if (!/json/i.test(mediaType) && !/^\s*[[{"]/.test(text)) return text
  // "café" may be sent as "caf\u00e9".
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex: string | undefined, char: string | undefined) =>
    hex === undefined ? (escapes[char!] ?? char!) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function decodeForm(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
}
