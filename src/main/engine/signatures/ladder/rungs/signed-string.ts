import type { HeaderPair } from '#shared/model/headers.ts'
import { schemeRefs } from '../../judge.ts'
import { signedStringWords } from '../../lib/message-params.ts'
import { rawBytes, withoutQuery } from '../../lib/request-parts.ts'
import { parseTemplate, type TemplatePiece } from '../../lib/template.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { permutations } from '../json-spellings.ts'
import { changed, resolved, type Subject, templated } from '../subject.ts'

const title = 'Other signed strings'

/** The right parts in another order, with other separators, or other parts. */
export const signedString: Rung = {
  title,
  *candidates(subject) {
    const from = templated(subject)
    const base = from && resolved(from)
    if (!from || !base) return
    const params = base.params as Readonly<Record<string, unknown>>
    const own = String(params.signed)
    const others = subject.input.packs
      .flatMap(({ signature }) => schemeRefs({ signature, recipe: null }))
      .flatMap((ref) => (typeof ref.params.signed === 'string' ? [ref.params.signed] : []))
    const documented = subject.by.scheme.describe(subject.by.params, subject.request).signedString
    for (const signed of signedTemplates({ own, others, params, headers: subject.request.headers })) {
      const words = signedStringWords(signed)
      yield {
        cause: 'signed-string',
        tried: words,
        sentence: `The sender signed ${words}, where the scheme signs ${documented}.`,
        proof: `Over ${words}`,
        advice: 'Make the sender build the signed string as documented, or set it here to what the sender signs.',
        by: { scheme: base.scheme, params: { ...params, signed } },
        fix: () => {
          const other = changed(subject, { signed }, from)
          return other && { kind: 'recipe', recipe: other.ref, text: `Take ${words} as the signed string` }
        },
      }
    }
  },
}

/** Schemes that sign form values: the values in the order sent, with marks between them, or encoded. */
export const formString: Rung = {
  title,
  *candidates(subject) {
    const from = templated(subject)
    const by = from && changed(subject, { signed: '{body}' }, from)?.by
    if (!from || !by || !subject.parts.has('form')) return
    const nonce = nonceOf(subject)
    for (const [words, form] of forms(Buffer.from(subject.request.body).toString('utf8'))) {
      for (const start of starts(subject.request.publicUrl)) {
        for (const end of nonce ? [`.${nonce}`, nonce, ''] : [''])
          yield candidate(subject, by, words, start + form + end)
      }
    }
  },
}

function candidate(subject: Subject, by: NonNullable<Candidate['by']>, words: string, text: string): Candidate {
  return {
    cause: 'signed-string',
    tried: words,
    sentence: `The sender signed the form values ${words}.`,
    proof: `Over them ${words}`,
    advice: 'Make the sender sort the form values by name and join each name with its value.',
    by,
    request: { ...subject.request, body: Buffer.from(text) },
  }
}

function nonceOf({ by, request }: Subject): string {
  const { nonceHeader = '' } = by.params as { nonceHeader?: string }
  return request.headers.find(([name]) => name.toLowerCase() === nonceHeader.toLowerCase())?.[1] ?? ''
}

const starts = (url: string) => {
  const text = rawBytes(url).toString('utf8')
  return [text, `${text}?`, `${text}.`, withoutQuery(text), `${withoutQuery(text)}?`, '']
}

type Pair = readonly [name: string, value: string]

function* forms(body: string): Iterable<readonly [words: string, form: string]> {
  const sent: Pair[] = [...new URLSearchParams(body)]
  const sorted = [...sent].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const joined = (pairs: readonly Pair[], inner: string, outer: string) =>
    pairs.map((pair) => pair.join(inner)).join(outer)
  yield ['in the order sent', joined(sent, '', '')]
  yield ['sorted, repeated ones kept', joined(sorted, '', '')]
  yield ['with = and &, sorted', joined(sorted, '=', '&')]
  yield ['with = and &, in the order sent', joined(sent, '=', '&')]
  yield [
    'encoded and sorted',
    new URLSearchParams(sorted.map(([name, value]): [string, string] => [name, value])).toString(),
  ]
  yield ['without their names', sorted.map(([, value]) => value).join('')]
  yield ['without their names, in the order sent', sent.map(([, value]) => value).join('')]
}

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
function signedTemplates(material: Material): string[] {
  const found = new Set([...rearranged(material.own), ...assembled(material), ...material.others])
  found.delete(material.own)
  found.delete('')
  return [...found]
}

/** The documented string with its parts in another order, one left out, other separators, without filters. */
function* rearranged(own: string): Iterable<string> {
  const pieces = parseTemplate(own)
  const parts = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [written(piece)]))
  const plain = own.replace(/(\|[a-z0-9-]+)+\}/g, '}')
  yield plain
  for (const text of [own, plain]) {
    yield text.replaceAll('{secret}|', '').replaceAll('{secret}', '')
    for (const other of ['|md5|hex', '|sha256|base64', '|sha256|hex', '|md5', ''])
      yield text.replace('|md5|base64', other)
    for (const [index] of pieces.entries())
      yield pieces.map((piece, at) => (at === index ? '' : written(piece))).join('')
  }
  for (const [index] of parts.entries()) {
    const rest = parts.filter((_, at) => at !== index)
    for (const separator of separators.slice(0, 5)) yield rest.join(separator)
  }
  if (parts.length > 1 && parts.length <= 4) {
    for (const order of permutations(parts)) for (const separator of separators) yield order.join(separator)
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
  const knows = (name: string, placeholder: string) =>
    params[name] || String(params.format ?? '').includes(placeholder) ? [placeholder] : []
  const times = [
    ...knows('timestampHeader', '{timestamp}'),
    ...(params.timestampPointer ? ['{timestamp}'] : []),
    ...named(/time|date|-ts$/i, /^[\w:. +-]{8,40}$/),
  ]
  const ids = [...knows('idHeader', '{id}'), ...named(/(^|[-_])id$|delivery|event/i, /^[\w:.-]{3,100}$/)]
  const nonces = [...knows('nonceHeader', '{nonce}'), ...named(/nonce/i, /^\S{4,100}$/)]
  return [times.slice(0, perKind), ids.slice(0, perKind), nonces.slice(0, 1)]
}
