import { looksBinary, readText } from '../../../../code/read-bytes.ts'
import { formatXml } from '../../../../code/xml-text.ts'

export type PayloadView = 'formatted' | 'received' | 'form' | 'parts' | 'xml' | 'text' | 'raw' | 'hex'

/** What a body is, and in which ways it can be seen; the first one is shown unless the user chose another. */
export interface PayloadKind {
  readonly kind: 'empty' | 'json' | 'form' | 'multipart' | 'xml' | 'text' | 'binary'
  readonly views: readonly PayloadView[]
}

/** Judges by the bytes; the media type decides only what bytes alone cannot tell (a form, JSON that is broken). */
export function payloadKind(bytes: Uint8Array, mediaType: string): PayloadKind {
  if (bytes.length === 0) return { kind: 'empty', views: [] }
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
  // A part may be a picture.
  if (type === 'multipart/form-data') return { kind: 'multipart', views: ['parts', 'raw', 'hex'] }
  if (looksBinary(bytes)) return { kind: 'binary', views: ['hex', 'raw'] }
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form', views: ['form', 'raw', 'hex'] }
  if (/[/+]json$/.test(type) || isJson(bytes)) return { kind: 'json', views: ['formatted', 'received', 'raw', 'hex'] }
  if (isXml(bytes)) return { kind: 'xml', views: ['xml', 'text', 'raw', 'hex'] }
  return { kind: 'text', views: ['text', 'raw', 'hex'] }
}

function isJson(bytes: Uint8Array): boolean {
  const { text } = readText(bytes)
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isXml(bytes: Uint8Array): boolean {
  const { text } = readText(bytes)
  return /^\s*</.test(text) && formatXml(text) !== null
}
