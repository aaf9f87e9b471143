import type { HeaderPair } from '#shared/model/headers.ts'
import { parseTemplate, type TemplatePiece } from '../lib/template.ts'
import { permutations } from './json/key-orders.ts'

const separators = ['.', '', ':', '|', '\n', ',', ';', '-', '_', ' ', '&', '+', '/', '\r\n']
const bodies = [
  '{body}',
  '{body|sha256|hex}',
  '{body|base64}',
  '{body|sha256|base64}',
  '{body|md5|hex}',
  '{body|md5|base64}',
  '{body|sha1|hex}',
]
const leads = ['v0:', 'v1:', 'v0.', 'v1.', 't=']

interface Material {
  /** The scheme's own template. */
  readonly own: string
  /** Templates of other providers. */
  readonly others: readonly string[]
  readonly params: Readonly<Record<string, unknown>>
  readonly headers: readonly HeaderPair[]
}

/** Strings that a sender may have signed in place of the documented one, each once. */
export function signedTemplates(material: Material): string[] {
  const found = new Set([...rearranged(material.own), ...assembled(material), ...material.others])
  found.delete(material.own)
  found.delete('')
  return [...found]
}

/** The documented string with its parts in another order, one left out, other separators, without filters. */
function* rearranged(own: string): Iterable<string> {
  const pieces = parseTemplate(own)
  const holes = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [written(piece)]))
  const plain = own.replace(/(\|[a-z0-9-]+)+\}/g, '}')
  yield plain
  for (const text of [own, plain]) {
    yield text.replaceAll('{secret}|', '').replaceAll('{secret}', '')
    for (const other of ['|md5|hex', '|sha256|base64', '|sha256|hex', '|md5', ''])
      yield text.replace('|md5|base64', other)
    for (const [index] of pieces.entries())
      yield pieces.map((piece, at) => (at === index ? '' : written(piece))).join('')
  }
  for (const [index] of holes.entries()) {
    const rest = holes.filter((_, at) => at !== index)
    for (const separator of separators.slice(0, 5)) yield rest.join(separator)
  }
  if (holes.length > 1 && holes.length <= 4) {
    for (const order of permutations(holes)) for (const separator of separators) yield order.join(separator)
  }
}

function written(piece: TemplatePiece): string {
  if (typeof piece === 'string') return piece
  const { kind, argument, optional, filters } = piece
  return `{${kind}${argument && `:${argument}`}${optional ? '?' : ''}${filters.map((name) => `|${name}`).join('')}}`
}

function* assembled({ params, headers }: Material): Iterable<string> {
  const [times, ids, nonces] = partsAt(params, headers)
  for (const body of bodies) {
    yield body
    for (const separator of separators) {
      for (const list of orders(times, ids, nonces, body)) yield list.join(separator)
    }
  }
  for (const time of times) {
    for (const lead of leads) for (const separator of [':', '.', ',', '|']) yield `${lead}${time}${separator}{body}`
    yield* ['{body}&timestamp=', 'timestamp=', 'ts='].map((text) =>
      text.startsWith('{') ? text + time : `${text}${time}{body}`,
    )
  }
  for (const base of [
    '{url}',
    '{url|no-query}',
    '{target}',
    '{path}',
    '{method}{url}',
    '{method}{path}',
    '{method}\n{path}\n',
    '{method} {url}',
  ]) {
    yield* [base, `${base}{body}`, `${base}.{body}`, `${base}\n{body}`, `{body}${base}`, `${base}{form}`, `{form}`]
    for (const value of [...times, ...nonces])
      yield* [
        `${base}{body}${value}`,
        `${value}${base}{body}`,
        `${base}${value}`,
        `${base}.${value}`,
        `${base}${value}{body}`,
        `${base}{form}.${value}`,
        `${base}?{form}.${value}`,
      ]
  }
  yield* ['{secret}{body}', '{body}{secret}', '{secret}.{body}', '{secret}|{body}']
}

function* orders(
  times: readonly string[],
  ids: readonly string[],
  nonces: readonly string[],
  body: string,
): Iterable<readonly string[]> {
  for (const time of times) {
    yield [time, body]
    yield [body, time]
    for (const other of [...ids, ...nonces]) yield* permutations([other, time, body])
  }
  for (const other of [...ids, ...nonces]) {
    yield [other, body]
    yield [body, other]
    yield [other]
    for (const time of times) yield* permutations([other, time])
  }
  for (const time of times) yield [time]
}

const perKind = 3

/** Parts that the scheme knows, and headers that look like a time or an id. */
function partsAt(
  params: Readonly<Record<string, unknown>>,
  headers: readonly HeaderPair[],
): [string[], string[], string[]] {
  const named = (pattern: RegExp, value: RegExp) =>
    headers
      .filter(([name, text]) => pattern.test(name) && /^[\w-]+$/.test(name) && value.test(text))
      .map(([name]) => `{header:${name}}`)
      .slice(0, perKind)
  const knows = (name: string, hole: string) =>
    params[name] || String(params.format ?? '').includes(hole) ? [hole] : []
  const times = [
    ...knows('timestampHeader', '{timestamp}'),
    ...(params.timestampPointer ? ['{timestamp}'] : []),
    ...named(/time|date|-ts$/i, /^[\w:. +-]{8,40}$/),
  ]
  const ids = [...knows('idHeader', '{id}'), ...named(/(^|[-_])id$|delivery|event/i, /^[\w:.-]{3,100}$/)]
  const nonces = [...knows('nonceHeader', '{nonce}'), ...named(/nonce/i, /^\S{4,100}$/)]
  return [times.slice(0, perKind), ids.slice(0, perKind), nonces.slice(0, 1)]
}
