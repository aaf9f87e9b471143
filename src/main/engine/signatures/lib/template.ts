import { createHash } from 'node:crypto'
import { firstHeader } from '#shared/model/headers.ts'
import type { SchemeRequest } from '../signature-scheme.ts'
import { formPairs, jsonValueText, pathAndQuery, queryValue, rawBytes, sortedForm } from './request-parts.ts'

/** Values that stand beside the body, as sent. */
export interface MessageValues {
  readonly timestamp?: string | undefined
  readonly id?: string | undefined
  readonly nonce?: string | undefined
}

export interface Placeholder {
  readonly kind: string
  /** Header or query name, or JSON pointers; "" where the kind takes none. */
  readonly argument: string
  /** May be absent or empty, and stands for nothing then, without filters. */
  readonly optional: boolean
  readonly filters: readonly string[]
}
export type TemplatePiece = string | Placeholder

export interface RenderedPart {
  readonly name: string
  readonly bytes: Uint8Array
}

const plainKinds: Readonly<Record<string, string>> = {
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
const kindsWithArgument = ['header', 'query', 'json']
const placeholderPattern =
  /\{(?<kind>[a-z]+)(?::(?<argument>[^{}|?]+))?(?<optional>\?)?(?<filters>(?:\|[a-z0-9-]+)*)\}/g

const cache = new Map<string, readonly TemplatePiece[]>()

/** Pieces of a template such as "{timestamp}.{body}". Throws on an unknown part or filter. */
export function parseTemplate(template: string): readonly TemplatePiece[] {
  const known = cache.get(template)
  if (known) return known
  const pieces: TemplatePiece[] = []
  let end = 0
  for (const match of template.matchAll(placeholderPattern)) {
    if (match.index > end) pieces.push(template.slice(end, match.index))
    end = match.index + match[0].length
    pieces.push(parsePlaceholder(match))
  }
  if (end < template.length) pieces.push(template.slice(end))
  const stray = pieces.find((piece) => typeof piece === 'string' && /[{}]/.test(piece))
  if (stray) throw new Error(`“${String(stray)}” is not a part that can be signed`)
  if (cache.size > 500) cache.clear()
  cache.set(template, pieces)
  return pieces
}

function parsePlaceholder(match: RegExpExecArray): Placeholder {
  const { kind = '', argument = '', optional, filters = '' } = match.groups ?? {}
  const known = argument ? kindsWithArgument.includes(kind) : Object.hasOwn(plainKinds, kind)
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

export const placeholdersOf = (template: string): Placeholder[] =>
  parseTemplate(template).filter((piece) => typeof piece !== 'string')

/** The signed string in parts, or the first part that the request does not have. */
export function renderTemplate(
  template: string,
  request: SchemeRequest,
  values: MessageValues,
  secret: Uint8Array,
): { readonly parts: readonly RenderedPart[] } | { readonly missing: Placeholder } {
  const parts: RenderedPart[] = []
  for (const piece of parseTemplate(template)) {
    if (typeof piece === 'string') {
      parts.push({ name: 'text', bytes: Buffer.from(piece) })
      continue
    }
    const found = placeholderBytes(piece, request, values, secret)
    const absent = piece.optional && !found?.length
    if (found === undefined && !absent) return { missing: piece }
    const bytes = absent || found === undefined ? empty : filtered(found, piece.filters)
    parts.push({ name: placeholderWords(piece), bytes })
  }
  return { parts }
}

const empty = Buffer.alloc(0)
const filtered = (bytes: Buffer, filters: readonly string[]): Buffer =>
  filters.reduce((left, name) => templateFilters[name]?.(left) ?? left, bytes)

function placeholderBytes(
  placeholder: Placeholder,
  request: SchemeRequest,
  values: MessageValues,
  secret: Uint8Array,
): Buffer | undefined {
  switch (placeholder.kind) {
    case 'body':
      return Buffer.from(request.body.buffer, request.body.byteOffset, request.body.length)
    case 'secret':
      return Buffer.from(secret)
    case 'form':
      return Buffer.from(sortedForm(formPairs(request)))
    case 'json':
      return bytesOf(jsonValueText(request.body, placeholder.argument), 'utf8')
    default:
      return bytesOf(wireText(placeholder, request, values), 'wire')
  }
}

function wireText(placeholder: Placeholder, request: SchemeRequest, values: MessageValues): string | undefined {
  switch (placeholder.kind) {
    case 'method':
      return request.method
    case 'url':
      return request.publicUrl
    case 'target':
      return pathAndQuery(request.publicUrl)
    case 'path':
      return pathAndQuery(request.publicUrl).split('?', 1)[0]
    case 'header':
      return firstHeader(request.headers, placeholder.argument)
    case 'query':
      return queryValue(request.publicUrl, placeholder.argument)
    default:
      return values[placeholder.kind as keyof MessageValues]
  }
}

const bytesOf = (text: string | undefined, encoding: 'utf8' | 'wire'): Buffer | undefined =>
  text === undefined ? undefined : encoding === 'utf8' ? Buffer.from(text) : rawBytes(text)

/** e.g. "raw body", "header Content-Type", "value at /call_id". */
export function placeholderWords({ kind, argument }: Placeholder): string {
  if (kind === 'json') return `value at ${argument.replaceAll(',', ' or ')}`
  return plainKinds[kind] ?? `${kind === 'query' ? 'query value' : kind} ${argument}`
}

type Filter = (bytes: Buffer) => Buffer

const onText =
  (change: (text: string) => string): Filter =>
  (bytes) =>
    rawBytes(change(bytes.toString('latin1')))

const hashed =
  (algorithm: string): Filter =>
  (bytes) =>
    createHash(algorithm).update(bytes).digest()

/** What can be done to a part of the signed string before it is signed. */
export const templateFilters: Readonly<Record<string, Filter>> = {
  lower: onText((text) => text.toLowerCase()),
  upper: onText((text) => text.toUpperCase()),
  trim: onText((text) => text.trim()),
  urlencode: (bytes) => Buffer.from(encodeURIComponent(bytes.toString('utf8').toWellFormed())),
  'no-query': onText((text) => text.split('?', 1)[0] ?? ''),
  /** https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
  'decode-reserved': onText((text) =>
    text.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    ),
  ),
  md5: hashed('md5'),
  sha1: hashed('sha1'),
  sha256: hashed('sha256'),
  sha512: hashed('sha512'),
  hex: (bytes) => Buffer.from(bytes.toString('hex')),
  base64: (bytes) => Buffer.from(bytes.toString('base64')),
}

/** The same in words, for the description of the signed string. */
export const filterWords: Readonly<Record<string, string>> = {
  lower: 'lower-case',
  upper: 'upper-case',
  trim: 'trimmed',
  urlencode: 'URL-encoded',
  'no-query': 'without query',
  'decode-reserved': 'punctuation decoded',
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
  hex: 'hex',
  base64: 'Base64',
}
