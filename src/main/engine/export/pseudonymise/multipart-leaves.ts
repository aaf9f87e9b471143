import { pointerTo } from '../../lib/json-places.ts'
import { bodyText } from '../export-format.ts'
import type { Leaf } from './leaf.ts'

/** A part that is not text, whose bytes cannot be looked into. */
export interface OpaquePart {
  readonly place: string
  readonly start: number
  readonly end: number
}

export interface MultipartLeaves {
  readonly leaves: readonly Leaf[]
  readonly opaque: readonly OpaquePart[]
}

const utf8 = (latin1: string): string | null => bodyText(Buffer.from(latin1, 'latin1'))
const encode = (value: string): string => Buffer.from(value).toString('latin1')

/**
 * Text parts of a multipart form, and the names of its files (RFC 7578). `text` holds one character per byte. Null where
 * there is no boundary.
 */
export function multipartLeaves(text: string, contentType: string): MultipartLeaves | null {
  const boundary = /;\s*boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const delimiter = `--${boundary}`
  const leaves: Leaf[] = []
  const opaque: OpaquePart[] = []
  const siblings = new Map<string, string>()
  let from = text.indexOf(delimiter)
  while (from !== -1) {
    const start = from + delimiter.length
    const next = text.indexOf(delimiter, start)
    if (next === -1) break
    readPart(text.slice(start, next), start)
    from = next
  }
  return { leaves, opaque }

  function readPart(part: string, offset: number): void {
    const gap = /\r?\n\r?\n/.exec(part)
    if (gap === null) return
    const head = part.slice(0, gap.index)
    const name = utf8(/[;\s]name="([^"]*)"/i.exec(head)?.[1] ?? '') ?? ''
    const place = pointerTo('', name)
    siblings.set(name, '')
    const file = /filename="([^"]*)"/i.exec(head)
    if (file !== null) {
      const start = offset + file.index + 'filename="'.length
      leaf([name, 'filename'], `${place}/filename`, file[1] ?? '', start)
    }
    const bodyStart = gap.index + gap[0].length
    const body = part.slice(bodyStart).replace(/\r?\n$/, '')
    if (!/content-type:\s*(?!text\/|[^\r\n]*json)/i.test(head) && leaf([name], place, body, offset + bodyStart)) return
    opaque.push({ place, start: offset + bodyStart, end: offset + bodyStart + body.length })
  }

  function leaf(path: readonly string[], place: string, raw: string, start: number): boolean {
    const value = utf8(raw)
    if (value === null) return false
    if (value !== '')
      leaves.push({ place, path, value, start, end: start + raw.length, what: 'text', siblings, encode })
    return true
  }
}
