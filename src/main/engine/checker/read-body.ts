import { decodeBody } from '../lib/decode-body.ts'
import { type JsonPlace, locate } from '../lib/json-places.ts'
import { isJsonType, type MediaType } from '../lib/media-type.ts'
import { readForm } from '../lib/read-form.ts'
import { readJwtClaims } from '../lib/read-jwt-claims.ts'
import { formPlaces } from './form-places.ts'
import { lineIndex } from './line-index.ts'
import { syntaxFault } from './syntax-fault.ts'

const formType = 'application/x-www-form-urlencoded'
/** Bodies are decoded up to this size for a check. */
const decodedLimit = 128 * 1024 * 1024

export type BodyReading =
  | {
      readonly ok: true
      readonly as: 'json' | 'form' | 'jwt'
      readonly value: unknown
      /** The text that places are in: of the body as received. */
      readonly text: string
      /** Places of values in `text`, by JSON pointer. */
      readonly locate: (pointers: Iterable<string>) => ReadonlyMap<string, JsonPlace>
    }
  | {
      readonly ok: false
      readonly reason: 'body-empty' | 'syntax-error' | 'not-json-media-type'
      readonly detail: string | null
    }

/**
 * Reads a body as something that a schema can be held against: JSON (under another media type too, where it begins like an
 * object or an array), an urlencoded form as an object of strings, or the claims of a body that is a JWT.
 */
export function readBody(body: Uint8Array, mediaType: MediaType | null, contentEncoding: string | null): BodyReading {
  if (body.length === 0) return { ok: false, reason: 'body-empty', detail: null }
  const named = mediaType === null || isJsonType(mediaType.essence)
  const refuse = (detail: string): BodyReading =>
    named
      ? { ok: false, reason: 'syntax-error', detail }
      : { ok: false, reason: 'not-json-media-type', detail: mediaType.essence || 'an empty content type' }

  const decoded = decodeBody(body, contentEncoding, decodedLimit)
  if (!decoded.ok) return refuse(decoded.detail)
  const text = decodeText(decoded.bytes, mediaType?.charset ?? null)
  if (!text.ok) return refuse(text.detail)
  if (mediaType?.essence === formType)
    return { ok: true, as: 'form', value: readForm(text.text), text: text.text, locate: () => formPlaces(text.text) }
  const claims = readJwtClaims(text.text)
  if (claims !== null) return readClaims(claims, text.text) ?? refuse('the claims of the JWT are not JSON')
  if (!named && !/^\s*[[{]/.test(text.text)) return refuse('')
  if (text.text.trim() === '') return refuse('there is nothing but blanks')
  try {
    const value: unknown = JSON.parse(text.text)
    return { ok: true, as: 'json', value, text: text.text, locate: (pointers) => locate(text.text, pointers) }
  } catch (fault) {
    return refuse(syntaxFault(text.text, fault))
  }
}

/** A JWT has no places of its own: each claim is somewhere in its Base64. */
function readClaims(claims: string, text: string): BodyReading | null {
  try {
    return { ok: true, as: 'jwt', value: JSON.parse(claims), text, locate: () => new Map() }
  } catch {
    return null
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
