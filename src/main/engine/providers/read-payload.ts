import type { HeaderPair } from '#shared/model/headers.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { ValueRef } from '#shared/model/provider-pack.ts'
import { decodeBody } from '../lib/decode-body.ts'
import { locate, pointerTokens } from '../lib/json-places.ts'
import { isJsonType, type MediaType, mediaTypeOf } from '../lib/media-type.ts'
import { readForm } from '../lib/read-form.ts'
import { readJwtClaims } from '../lib/read-jwt-claims.ts'

/** Bodies are read up to this size, decoded; of larger ones only headers and query are used. */
const sizeLimit = 16 * 1024 * 1024

/** What packs read of a delivery. The body is decoded and parsed when it is first asked for. */
export interface Payload {
  readonly method: string
  readonly headers: readonly HeaderPair[]
  readonly query: URLSearchParams
  readonly mediaType: MediaType | null
  /** Size of the body as received, bytes. */
  readonly size: number
  /** The JSON value, a form as an object of strings (lists where a name repeats), the claims of a JWT; else undefined. */
  value(): unknown
  /** The body's text at a JSON pointer: what `value()` can't tell, e.g. the digits of a long number. */
  sourceAt(pointer: string): string | null
}

export interface PayloadSource {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  readonly headers: readonly HeaderPair[]
}

/** Reads nothing yet; a body above 16 MiB, decoded, has no value. */
export function readPayload({ method, target, headers }: PayloadSource, body: Uint8Array): Payload {
  const mediaType = mediaTypeOf(headers)
  let parsed: { readonly value: unknown; readonly text: string } | undefined
  const parse = () => {
    parsed ??= parseBody(body, headers, mediaType)
    return parsed
  }
  return {
    method,
    headers,
    query: new URLSearchParams(target.includes('?') ? target.slice(target.indexOf('?') + 1) : ''),
    mediaType,
    size: body.length,
    value: () => parse().value,
    sourceAt(pointer) {
      const { text } = parse()
      const place = text === '' ? undefined : locate(text, [pointer]).get(pointer)
      return place === undefined ? null : text.slice(place.offset, place.offset + place.length)
    },
  }
}

/** The value at a reference, undefined where there is none. Headers and query values are strings. */
export function valueAt(payload: Payload, ref: ValueRef): unknown {
  if ('header' in ref) return firstHeader(payload.headers, ref.header)
  if ('query' in ref) return payload.query.get(ref.query) ?? undefined
  return pointerTokens(ref.body).reduce<unknown>(memberOf, payload.value())
}

/** The value at a reference as text: strings as they are, numbers as they were sent; null for anything else. */
export function textAt(payload: Payload, ref: ValueRef): string | null {
  const value = valueAt(payload, ref)
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return null
  const isExact = Number.isSafeInteger(value) || !('body' in ref)
  return isExact ? String(value) : payload.sourceAt(ref.body)
}

function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

function parseBody(body: Uint8Array, headers: readonly HeaderPair[], mediaType: MediaType | null) {
  const nothing = { value: undefined, text: '' }
  const decoded = decodeBody(body, firstHeader(headers, 'content-encoding') ?? null, sizeLimit)
  if (!decoded.ok) return nothing
  const received = decodeLeniently(decoded.bytes, mediaType?.charset ?? 'utf-8')
  if (mediaType?.essence === 'application/x-www-form-urlencoded') return { value: readForm(received), text: '' }
  const claims = readJwtClaims(received)
  const text = claims ?? received
  if (claims === null && mediaType !== null && !isJsonType(mediaType.essence) && !/^\s*[[{]/.test(text)) return nothing
  try {
    return { value: JSON.parse(text) as unknown, text }
  } catch {
    // Not JSON: conformance says so, and why.
    return nothing
  }
}

/** Facts are read as far as possible: what is no text becomes U+FFFD, an unknown charset is taken for UTF-8. */
function decodeLeniently(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault
    return new TextDecoder().decode(bytes)
  }
}
