import { decodeBody } from '../lib/decode-body.ts'
import { isJsonType, type MediaType } from '../lib/media-type.ts'
import { lineIndex } from './line-index.ts'
import { syntaxFault } from './syntax-fault.ts'

/** Bodies are decoded up to this size for a check. */
const decodedLimit = 128 * 1024 * 1024

export type JsonReading =
  | { readonly ok: true; readonly text: string; readonly value: unknown }
  | {
      readonly ok: false
      readonly reason: 'body-empty' | 'syntax-error' | 'not-json-media-type'
      readonly detail: string | null
    }

/** Reads a body as JSON. A body under another media type is read too where it begins like an object or an array. */
export function readJson(body: Uint8Array, mediaType: MediaType | null, contentEncoding: string | null): JsonReading {
  if (body.length === 0) return { ok: false, reason: 'body-empty', detail: null }
  const named = mediaType === null || isJsonType(mediaType.essence)
  const refuse = (detail: string): JsonReading =>
    named
      ? { ok: false, reason: 'syntax-error', detail }
      : { ok: false, reason: 'not-json-media-type', detail: mediaType.essence || 'an empty content type' }

  const decoded = decodeBody(body, contentEncoding, decodedLimit)
  if (!decoded.ok) return refuse(decoded.detail)
  const text = decodeText(decoded.bytes, mediaType?.charset ?? null)
  if (!text.ok) return refuse(text.detail)
  if (!named && !/^\s*[[{]/.test(text.text)) return refuse('')
  if (text.text.trim() === '') return refuse('there is nothing but blanks')
  try {
    return { ok: true, text: text.text, value: JSON.parse(text.text) }
  } catch (fault) {
    return refuse(syntaxFault(text.text, fault))
  }
}

type Text = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly detail: string }

/** A byte order mark is dropped. JSON is UTF-8 (RFC 8259, 8.1) unless the sender says otherwise. */
function decodeText(bytes: Uint8Array, charset: string | null): Text {
  try {
    return { ok: true, text: new TextDecoder(charset ?? 'utf-8', { fatal: true }).decode(bytes) }
  } catch (fault) {
    if (fault instanceof RangeError) return { ok: false, detail: `the charset "${charset}" is not known` }
    return { ok: false, detail: invalidBytes(bytes, charset) }
  }
}

function invalidBytes(bytes: Uint8Array, charset: string | null): string {
  if (charset !== null && charset !== 'utf-8' && charset !== 'utf8') return `the bytes are not valid ${charset}`
  const { line, column } = lineIndex(validStart(bytes))(validStart(bytes).length)
  return `line ${line}, column ${column}: the bytes are not valid UTF-8`
}

/** The text before the first byte that is not UTF-8. */
function validStart(bytes: Uint8Array): string {
  let low = 0
  let high = bytes.length
  const decode = (end: number) =>
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true })
  while (low < high) {
    const middle = (low + high + 1) >> 1
    try {
      decode(middle)
      low = middle
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault
      high = middle - 1
    }
  }
  return decode(low)
}
