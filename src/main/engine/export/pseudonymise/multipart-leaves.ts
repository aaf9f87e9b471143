import { pointerTo } from '../../lib/json-places.ts'
import { bodyText } from '../export-format.ts'
import type { Leaf } from './leaf.ts'

/** What cannot be looked into, or is not needed: a part that is not text, and what surrounds the parts. */
export interface OpaquePart {
  readonly place: string
  readonly start: number
  readonly end: number
  /** The character in place of each of its bytes. */
  readonly fill: '\0' | ' '
}

export interface MultipartLeaves {
  readonly leaves: readonly Leaf[]
  readonly opaque: readonly OpaquePart[]
}

const utf8 = (latin1: string): string | null => bodyText(Buffer.from(latin1, 'latin1'))
const encode = (value: string): string => Buffer.from(value).toString('latin1')

/** The delimiter at the beginning of a line, with what ends the line before it (RFC 2046, 5.1.1). */
function delimiterOf(contentType: string): RegExp | null {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s"]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  return boundary === undefined
    ? null
    : new RegExp(`(?:^|\\r?\\n)--${boundary.replaceAll(/[^\w ]/g, String.raw`\$&`)}(--)?[ \\t]*(?=\\r?\\n|$)`, 'g')
}

/**
 * Text parts of a multipart form, and the names of its fields and files (RFC 7578). `text` holds one character per byte.
 * Everything else is opaque: what stands before, between and after the parts, and whatever their heads say besides. Null
 * where the body is not divided by the boundary of its type.
 */
export function multipartLeaves(text: string, contentType: string): MultipartLeaves | null {
  const delimiter = delimiterOf(contentType)
  const marks = delimiter === null ? [] : [...text.matchAll(delimiter)]
  if (marks.length === 0) return null
  const leaves: Leaf[] = []
  const opaque: OpaquePart[] = []
  const siblings = new Map<string, string>()
  hide('', 0, marks[0]!.index, ' ')
  for (const [at, { 0: mark, 1: closing, index }] of marks.entries()) {
    const start = index + mark.length
    const end = marks[at + 1]?.index ?? text.length
    if (closing === undefined) readPart(text.slice(start, end), start)
    else hide('', start, end, ' ')
  }
  return { leaves, opaque }

  function hide(place: string, start: number, end: number, fill: OpaquePart['fill']): void {
    if (text.slice(start, end).trim() !== '') opaque.push({ place, start, end, fill })
  }

  function readPart(part: string, offset: number): void {
    const gap = /\r?\n\r?\n/.exec(part)
    // Cut off in its head.
    if (gap === null) {
      hide('', offset, offset + part.length, ' ')
      return
    }
    const head = part.slice(0, gap.index)
    const { name, isText } = readHead(head, offset)
    const place = pointerTo('', name)
    const start = offset + gap.index + gap[0].length
    const body = part.slice(gap.index + gap[0].length)
    if (!isText || !leaf([name], place, body, start)) hide(place, start, start + body.length, '\0')
  }

  function readHead(head: string, offset: number): { readonly name: string; readonly isText: boolean } {
    let name = ''
    let isText = true
    // A line that begins with a space goes on with the one before.
    for (const { 0: line, index } of head.matchAll(/[^\r\n]+(?:\r?\n[ \t][^\r\n]*)*/g)) {
      const [start = '', field = '', value = ''] = /^([!-9;-~]+):[ \t]*([^;\s]*)/.exec(line) ?? []
      const known = knownFields.get(field.toLowerCase())
      const at = offset + index
      if (known === undefined || !known.value.test(value)) {
        hide('', at + start.length - value.length, at + line.length, ' ')
        if (known !== undefined) isText = false
        continue
      }
      if (known === knownFields.get('content-type')) isText &&= value === '' || /^text\/|json/i.test(value)
      if (known === knownFields.get('content-transfer-encoding')) isText &&= /^(?:7bit|8bit|binary)$/i.test(value)
      name = readParameters(line, start.length, at, known.parameters) ?? name
    }
    return { name, isText }
  }

  /** The field's name, where they tell it. Parameters that are not known are blanked. */
  function readParameters(line: string, from: number, offset: number, known: RegExp): string | null {
    const found = [...line.slice(from).matchAll(parameter)].map(
      ({ 0: all, 1: key = '', 2: quoted, 3: plain, index }) => {
        const raw = quoted ?? plain ?? ''
        const end = offset + from + index + all.length - (quoted === undefined ? 0 : 1)
        return { key: key.toLowerCase(), raw, start: end - raw.length, end, all, at: offset + from + index }
      },
    )
    const name = found.find(({ key }) => key === 'name' && known.test('name'))
    const field = name === undefined ? null : (utf8(name.raw) ?? '')
    if (name !== undefined && field !== null) {
      siblings.set(field, '')
      leaf([field], pointerTo('', field), name.raw, name.start, 'name')
    }
    let at = offset + from
    for (const { key, raw, start, end, all, at: begin } of found) {
      hide('', at, begin, ' ')
      at = begin + all.length
      if (!known.test(key)) hide('', begin, at, ' ')
      else if (key === 'filename') {
        const place = `${pointerTo('', field ?? '')}/filename`
        if (!leaf([field ?? '', 'filename'], place, raw, start)) hide(place, start, end, ' ')
      }
    }
    hide('', at, offset + line.length, ' ')
    return field
  }

  function leaf(
    path: readonly string[],
    place: string,
    raw: string,
    start: number,
    what: Leaf['what'] = 'text',
  ): boolean {
    const value = utf8(raw)
    if (value === null) return false
    const isInHead = what === 'name' || path.at(-1) === 'filename'
    const write = isInHead ? (fresh: string) => encode(fresh.replaceAll(/["\r\n;]/g, '')) : encode
    if (value !== '') leaves.push({ place, path, value, start, end: start + raw.length, what, siblings, encode: write })
    return true
  }
}

const parameter = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;"]*[^;"\s])?)/g

/** What stays of the head of a part: the beginning of these fields, and of what follows it these parameters. */
const knownFields: ReadonlyMap<string, { readonly value: RegExp; readonly parameters: RegExp }> = new Map([
  ['content-disposition', { value: /^(?:form-data|attachment|inline|file)$/i, parameters: /^(?:file)?name$/ }],
  ['content-type', { value: /^[\w!#$&^.+-]*(?:\/[\w!#$&^.+-]*)?$/, parameters: /^(?:charset|boundary)$/ }],
  ['content-length', { value: /^\d*$/, parameters: /^$/ }],
  ['content-transfer-encoding', { value: /^(?:7bit|8bit|binary|base64|quoted-printable)$/i, parameters: /^$/ }],
])
