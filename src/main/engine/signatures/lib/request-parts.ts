import { firstHeader } from '#shared/model/headers.ts'
import { pairsOf } from '../../lib/form.ts'
import { type Failure, fail, type SchemeRequest } from '../signature-scheme.ts'

/** Larger bodies are not taken apart; no provider that signs single values of a body comes near. */
const parseLimit = 8 * 1024 * 1024

/**
 * Bytes of a text that came over the wire: header values and request targets hold one char per byte. Anything beyond
 * latin1 was put together elsewhere (a URL typed by the user) and is UTF-8.
 */
export function rawBytes(text: string): Buffer {
  return Buffer.from(text, /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1')
}

export type Pairs = readonly (readonly [name: string, value: string])[]

export function mediaType(request: SchemeRequest): string {
  return (firstHeader(request.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

export const isForm = (request: SchemeRequest): boolean => mediaType(request) === 'application/x-www-form-urlencoded'

/** Set where values of the body are signed and the body is too large to be taken apart: nothing can be said of it then. */
export const tooLargeToRead = ({ body }: SchemeRequest): Failure | null =>
  body.length > parseLimit ? fail('check-stopped', 'values of the body are signed, and it is larger than 8 MiB') : null

/** Decoded pairs of a form body in the order sent; none where the body is something else. */
export function formPairs(request: SchemeRequest): Pairs {
  if (!isForm(request) || request.body.length > parseLimit) return []
  return [...pairsOf(Buffer.from(request.body).toString('utf8'))]
}

/** Name and value of each pair run together, sorted by name; repeated values of a name once and sorted (Twilio's rule). */
export function sortedForm(pairs: Pairs): string {
  const values = new Map<string, Set<string>>()
  for (const [name, value] of pairs) {
    const known = values.get(name)
    if (known) known.add(value)
    else values.set(name, new Set([value]))
  }
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value))
    .join('')
}

class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

/** Numbers keep their source text: "12.50" and 20-digit ids would change through a JavaScript number. */
const keepNumbers: Reviver = (_key, value, context) =>
  typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value

/** Text of the first of the JSON pointers ("/a,/b/c") that leads to a text, number or boolean; undefined where none does. */
export function jsonValueText(body: Uint8Array, pointers: string): string | undefined {
  if (body.length > parseLimit) return undefined
  const root = parsed(body)
  for (const pointer of pointers.split(',')) {
    const value = at(root, pointer)
    if (typeof value === 'string') return value
    if (typeof value === 'boolean') return String(value)
    if (value instanceof NumberText) return value.text
  }
  return undefined
}

/** A scheme may read several values of one body; bodies are never changed in place. */
const trees = new WeakMap<Uint8Array, { readonly root: unknown }>()

function parsed(body: Uint8Array): unknown {
  const known = trees.get(body)
  if (known) return known.root
  const root = parse(body)
  trees.set(body, { root })
  return root
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'), keepNumbers as never)
  } catch {
    return undefined
  }
}

function at(root: unknown, pointer: string): unknown {
  let value = root
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** Parts of a URL as written: the parser of `URL` would normalise what the provider has signed. */
export function pathAndQuery(url: string): string {
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}

export function queryOf(url: string): string {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1).replace(/#.*$/s, '')
}

export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '')

/** Decoded value of the first query parameter of that name. */
export const queryValue = (url: string, name: string): string | undefined =>
  new URLSearchParams(queryOf(url)).get(name) ?? undefined

const hostAndPort = /^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(?:\[[^\]]*\]|[^/?#:]*))(:\d*)?/i

export const withoutPort = (url: string): string => url.replace(hostAndPort, '$1')

/** The URL with the standard port of its scheme, where it has none. */
export const withPort = (url: string): string =>
  url.replace(
    hostAndPort,
    (_, host: string, port?: string) => host + (port ?? (/^https:/i.test(host) ? ':443' : ':80')),
  )
