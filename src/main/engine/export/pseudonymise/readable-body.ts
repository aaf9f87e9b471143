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
  const asLatin1 = (text: string) => written(Buffer.from(text, 'latin1'))
  if (essence.startsWith('multipart/')) {
    const text = Buffer.from(decoded.bytes).toString('latin1')
    const parts = multipartLeaves(text, firstHeader(headers, 'content-type') ?? '')
    return parts && { text, ...parts, bytesOf: asLatin1 }
  }
  const utf8 = bodyText(decoded.bytes)
  if (utf8 === null) {
    if (!/^(?:iso-8859-1|latin1|windows-1252|us-ascii)$/.test(type?.charset ?? '')) return null
    const text = Buffer.from(decoded.bytes).toString('latin1')
    return { text, leaves: leavesOf(text, essence), opaque: [], bytesOf: asLatin1 }
  }
  const claims = jwt.exec(utf8)
  if (claims !== null) return jwtBody(claims, written)
  return {
    text: utf8,
    leaves: leavesOf(utf8, essence),
    opaque: [],
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

/** The claims of a token that is the whole body; its signature is made again by whoever signs. */
function jwtBody([, header, claims = '']: RegExpExecArray, written: (bytes: Uint8Array) => Uint8Array): ReadableBody {
  const text = Buffer.from(claims, 'base64url').toString('utf8')
  const bytesOf = (fresh: string) => written(Buffer.from(`${header}.${Buffer.from(fresh).toString('base64url')}.`))
  return { text, leaves: jsonLeaves(text), opaque: [], bytesOf }
}
