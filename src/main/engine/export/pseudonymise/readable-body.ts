import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { decodeBody } from '../../lib/decode-body.ts'
import { isJsonType, mediaTypeOf } from '../../lib/media-type.ts'
import { bodyText } from '../export-format.ts'
import { decodingLimits, encodeBody } from '../mask-body.ts'
import { formLeaves } from './form-leaves.ts'
import { plainLeaf } from './gap-leaves.ts'
import { jsonLeaves } from './json-leaves.ts'
import type { Leaf } from './leaf.ts'
import { multipartLeaves, type OpaquePart } from './multipart-leaves.ts'
import { xmlLeaves } from './xml-leaves.ts'

/** A body that can be read and written again. */
export interface ReadableBody {
  readonly text: string
  readonly leaves: readonly Leaf[]
  readonly opaque: readonly OpaquePart[]
  /** It came compressed; what compresses may have written more into it than the body, such as the name of a file. */
  readonly isEncoded: boolean
  /** The bytes of a text that took the place of this one. */
  bytesOf(text: string): Uint8Array
}

const jwt = /^\s*(eyJ[\w-]+)\.([\w-]+)\.([\w-]*)\s*$/

/** Null where the body is not text: then nobody can tell what is in it. */
export function readBody(body: Uint8Array, headers: readonly HeaderPair[]): ReadableBody | null {
  const encoding = firstHeader(headers, 'content-encoding') ?? null
  const decoded = decodeBody(body, encoding, decodingLimits)
  if (!decoded.ok) return null
  const type = mediaTypeOf(headers)
  const essence = type?.essence ?? ''
  const written = (bytes: Uint8Array) => (encoding === null ? bytes : encodeBody(bytes, encoding))
  const isEncoded = decoded.bytes !== body
  const asLatin1 = (text: string) => written(Buffer.from(text, 'latin1'))
  if (essence.startsWith('multipart/')) {
    const text = Buffer.from(decoded.bytes).toString('latin1')
    const parts = multipartLeaves(text, firstHeader(headers, 'content-type') ?? '')
    return parts && { text, ...parts, isEncoded, bytesOf: asLatin1 }
  }
  const utf8 = bodyText(decoded.bytes)
  if (utf8 === null) {
    if (!/^(?:iso-8859-1|latin1|windows-1252|us-ascii)$/.test(type?.charset ?? '')) return null
    const text = Buffer.from(decoded.bytes).toString('latin1')
    return { text, leaves: leavesOf(text, essence), opaque: [], isEncoded, bytesOf: asLatin1 }
  }
  const claims = jwt.exec(utf8)
  if (claims !== null) return { ...jwtBody(claims, written), isEncoded }
  return {
    text: utf8,
    leaves: leavesOf(utf8, essence),
    opaque: [],
    isEncoded,
    bytesOf: (text) => written(Buffer.from(text)),
  }
}

function leavesOf(text: string, essence: string): readonly Leaf[] {
  if (text.trim() === '') return []
  // Some senders call a form JSON.
  const isForm = essence === 'application/x-www-form-urlencoded' || (isJsonType(essence) && looksLikeForm.test(text))
  if (isForm) return formLeaves(text)
  if (/[/+]xml$/.test(essence) || /^\s*<[?!a-z]/i.test(text)) return xmlLeaves(text)
  if (isJsonType(essence) || /^\s*[[{]/.test(text)) return jsonLeaves(text)
  return [plainLeaf(text, 0)]
}

const looksLikeForm = /^[^\s=&"'{}[\],:]+(?:\[[^\s=&"'{}[\],:]*\])*=\S*$/

/** Header and claims of a token that is the whole body; its signature is made again by whoever signs. */
function jwtBody(
  [, ...parts]: RegExpExecArray,
  written: (bytes: Uint8Array) => Uint8Array,
): Omit<ReadableBody, 'isEncoded'> {
  const [header = '', claims = ''] = parts.map((part) => Buffer.from(part, 'base64url').toString('utf8'))
  const text = header.replaceAll(between, '') + between + claims
  const bytesOf = (fresh: string) => {
    const at = fresh.indexOf(between)
    const [head, rest] = [fresh.slice(0, at), fresh.slice(at + 1)].map((one) => Buffer.from(one).toString('base64url'))
    return written(Buffer.from(`${head}.${rest}.`))
  }
  return { text, leaves: jsonLeaves(text), opaque: [], bytesOf }
}

/** In no JSON. */
const between = '\0'
