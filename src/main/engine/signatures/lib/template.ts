import { firstHeader } from '#shared/model/headers.ts'
import type { SchemeRequest } from '../signature-scheme.ts'
import { formPairs, sortedForm } from './form.ts'
import { jsonValueText } from './json-value.ts'
import { rawBytes } from './raw-bytes.ts'
import { templateFilters } from './template-filters.ts'
import { pathAndQuery, queryValue } from './url-parts.ts'

/** Values that stand beside the body, as sent. */
export interface MessageValues {
  readonly timestamp?: string | undefined
  readonly id?: string | undefined
  readonly nonce?: string | undefined
}

export interface Hole {
  readonly kind: string
  /** Header or query name, or JSON pointers; "" where the kind takes none. */
  readonly argument: string
  /** May be absent or empty, and stands for nothing then, without filters. */
  readonly optional: boolean
  readonly filters: readonly string[]
}
export type TemplatePiece = string | Hole

export interface RenderedPart {
  readonly name: string
  readonly bytes: Uint8Array
}

const plainHoles: Readonly<Record<string, string>> = {
  body: 'raw body',
  timestamp: 'timestamp',
  id: 'message id',
  nonce: 'nonce',
  secret: 'secret',
  method: 'method',
  url: 'URL',
  target: 'path and query',
  path: 'path',
  form: 'form values',
}
const holesWithArgument = ['header', 'query', 'json']
const holePattern = /\{(?<kind>[a-z]+)(?::(?<argument>[^{}|?]+))?(?<optional>\?)?(?<filters>(?:\|[a-z0-9-]+)*)\}/g

const cache = new Map<string, readonly TemplatePiece[]>()

/** Pieces of a template such as "{timestamp}.{body}". Throws on an unknown part or filter. */
export function parseTemplate(template: string): readonly TemplatePiece[] {
  const known = cache.get(template)
  if (known) return known
  const pieces: TemplatePiece[] = []
  let end = 0
  for (const match of template.matchAll(holePattern)) {
    if (match.index > end) pieces.push(template.slice(end, match.index))
    end = match.index + match[0].length
    pieces.push(parseHole(match))
  }
  if (end < template.length) pieces.push(template.slice(end))
  const stray = pieces.find((piece) => typeof piece === 'string' && /[{}]/.test(piece))
  if (stray) throw new Error(`“${String(stray)}” is not a part that can be signed`)
  if (cache.size > 500) cache.clear()
  cache.set(template, pieces)
  return pieces
}

function parseHole(match: RegExpExecArray): Hole {
  const { kind = '', argument = '', optional, filters = '' } = match.groups ?? {}
  const known = argument ? holesWithArgument.includes(kind) : Object.hasOwn(plainHoles, kind)
  if (!known) throw new Error(`${match[0]} is not a part that can be signed`)
  if (kind === 'json' && !argument.split(',').every((pointer) => pointer.startsWith('/'))) {
    throw new Error(`${match[0]} needs JSON pointers such as /call_id`)
  }
  const names = filters.split('|').slice(1)
  const unknown = names.find((name) => !Object.hasOwn(templateFilters, name))
  if (unknown) throw new Error(`“${unknown}” is not a filter`)
  return { kind, argument, optional: optional === '?', filters: names }
}

/** For zod: undefined where the template is well-formed, else what is wrong. */
export function templateProblem(template: string): string | undefined {
  try {
    parseTemplate(template)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export const holesOf = (template: string): Hole[] =>
  parseTemplate(template).filter((piece): piece is Hole => typeof piece !== 'string')

/** The signed string in parts, or the first part that the request does not have. */
export function renderTemplate(
  template: string,
  request: SchemeRequest,
  values: MessageValues,
  secret: Uint8Array,
): { readonly parts: readonly RenderedPart[] } | { readonly missing: Hole } {
  const parts: RenderedPart[] = []
  for (const piece of parseTemplate(template)) {
    if (typeof piece === 'string') {
      parts.push({ name: 'text', bytes: Buffer.from(piece) })
      continue
    }
    const found = holeBytes(piece, request, values, secret)
    const absent = piece.optional && !found?.length
    if (found === undefined && !absent) return { missing: piece }
    const bytes = absent ? Buffer.alloc(0) : filtered(found ?? Buffer.alloc(0), piece.filters)
    parts.push({ name: holeWords(piece), bytes })
  }
  return { parts }
}

const filtered = (bytes: Buffer, filters: readonly string[]): Buffer =>
  filters.reduce((left, name) => templateFilters[name]?.(left) ?? left, bytes)

function holeBytes(hole: Hole, request: SchemeRequest, values: MessageValues, secret: Uint8Array): Buffer | undefined {
  switch (hole.kind) {
    case 'body':
      return Buffer.from(request.body.buffer, request.body.byteOffset, request.body.length)
    case 'secret':
      return Buffer.from(secret)
    case 'form':
      return Buffer.from(sortedForm(formPairs(request)))
    case 'json':
      return bytesOf(jsonValueText(request.body, hole.argument), 'utf8')
    default:
      return bytesOf(wireText(hole, request, values), 'wire')
  }
}

function wireText(hole: Hole, request: SchemeRequest, values: MessageValues): string | undefined {
  switch (hole.kind) {
    case 'method':
      return request.method
    case 'url':
      return request.publicUrl
    case 'target':
      return pathAndQuery(request.publicUrl)
    case 'path':
      return pathAndQuery(request.publicUrl).split('?', 1)[0]
    case 'header':
      return firstHeader(request.headers, hole.argument)
    case 'query':
      return queryValue(request.publicUrl, hole.argument)
    default:
      return values[hole.kind as keyof MessageValues]
  }
}

const bytesOf = (text: string | undefined, encoding: 'utf8' | 'wire'): Buffer | undefined =>
  text === undefined ? undefined : encoding === 'utf8' ? Buffer.from(text) : rawBytes(text)

/** e.g. "raw body", "header Content-Type", "value at /call_id". */
export function holeWords({ kind, argument }: Hole): string {
  if (kind === 'json') return `value at ${argument.replaceAll(',', ' or ')}`
  return plainHoles[kind] ?? `${kind === 'query' ? 'query value' : kind} ${argument}`
}
