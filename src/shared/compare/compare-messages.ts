import type { CompareRules } from '../model/compare-rules.ts'
import type { HeaderPair } from '../model/header-pair.ts'
import { comparedLimit, compareJson, compareTrees, type JsonDifference } from './compare-json.ts'
import type { JsonValue } from './json-tree.ts'

/** An answer, or a delivery, as far as it is compared. */
export interface ComparedMessage {
  /** Null: there is none, as with a delivery. */
  readonly status: number | null
  readonly headers: readonly HeaderPair[]
  /** Null where the body is not text. */
  readonly text: string | null
  /** Equal for equal bodies; tells bodies apart that are not text. */
  readonly digest: string
  /** Of the whole body; `text` may hold less of it. */
  readonly size: number
  readonly isCut: boolean
}

export interface HeaderDifference {
  readonly name: string
  /** All values of this name, one a line; null where there is none. */
  readonly left: string | null
  readonly right: string | null
}

export type BodyComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'json' | 'form'; readonly differences: readonly JsonDifference[]; readonly more: number }
  /** `line`: the first that differs, from 1. */
  | { readonly kind: 'text'; readonly line: number; readonly left: string; readonly right: string }
  /** Only that they differ is known. */
  | { readonly kind: 'differs' }

export interface Comparison {
  readonly status: { readonly left: number | null; readonly right: number | null } | null
  readonly headers: readonly HeaderDifference[]
  readonly body: BodyComparison
  /** What limits the comparison, as sentences. */
  readonly notes: readonly string[]
  /** Differences that the rules leave out. */
  readonly ignored: number
  /** Nothing differs but what is left out. */
  readonly isSame: boolean
}

/** What differs between two messages, but for what the rules leave out. */
export function compareMessages(left: ComparedMessage, right: ComparedMessage, rules: CompareRules): Comparison {
  const status = left.status === right.status ? null : { left: left.status, right: right.status }
  const allHeaders = compareHeaders(left.headers, right.headers)
  const skipped = new Set(rules.headers)
  const headers = allHeaders.filter(({ name }) => !skipped.has(name.toLowerCase()))
  const { body, notes, ignored } = compareBodies(left, right, rules.pointers)
  return {
    status,
    headers,
    body,
    notes,
    ignored: ignored + allHeaders.length - headers.length,
    isSame: status === null && headers.length === 0 && body.kind === 'same',
  }
}

/** By name, without regard to case; the order of different names means nothing (RFC 9110, 5.3). */
function compareHeaders(left: readonly HeaderPair[], right: readonly HeaderPair[]): HeaderDifference[] {
  const [from, to] = [byName(left), byName(right)]
  const keys = [...new Set([...from.keys(), ...to.keys()])]
  return keys.flatMap((key) => {
    const [one, other] = [from.get(key), to.get(key)]
    if (one?.values === other?.values) return []
    return [{ name: other?.name ?? one?.name ?? key, left: one?.values ?? null, right: other?.values ?? null }]
  })
}

function byName(headers: readonly HeaderPair[]): Map<string, { readonly name: string; readonly values: string }> {
  const found = new Map<string, { name: string; values: string }>()
  for (const [name, value] of headers) {
    const known = found.get(name.toLowerCase())
    if (known) known.values += `\n${value}`
    else found.set(name.toLowerCase(), { name, values: value })
  }
  return found
}

interface ComparedBody {
  readonly body: BodyComparison
  readonly notes: readonly string[]
  readonly ignored: number
}

function compareBodies(left: ComparedMessage, right: ComparedMessage, pointers: readonly string[]): ComparedBody {
  const plain = (body: BodyComparison, ...notes: string[]): ComparedBody => ({ body, notes, ignored: 0 })
  const isCut = left.isCut || right.isCut
  const cut = isCut ? ['Only the beginning of a body was stored: what follows is not compared.'] : []
  if (left.digest === right.digest && left.size === right.size) return plain({ kind: 'same' }, ...cut)
  if (left.text === null || right.text === null)
    return plain({ kind: 'differs' }, 'A body is not text, so it is only said whether the bytes are the same.', ...cut)
  if (Math.max(left.text.length, right.text.length) > comparedLimit)
    return plain(
      { kind: 'differs' },
      'A body is larger than 1 MiB, so it is only said whether the bytes are the same.',
      ...cut,
    )
  const structured = compareStructure(left, right, [])
  if (structured === undefined) return plain(firstLine(left.text, right.text), ...cut)
  const { kind, differences, more, note } =
    pointers.length === 0 ? structured : (compareStructure(left, right, pointers) ?? structured)
  const ignored = structured.differences.length + structured.more - differences.length - more
  const notes = [...(note === null ? [] : [note]), ...cut]
  if (differences.length > 0) return { body: { kind, differences, more }, notes, ignored: Math.max(0, ignored) }
  const layout =
    structured.differences.length === 0
      ? ['The values are the same; only whitespace, escapes or the order of names differ.']
      : []
  return { body: { kind: 'same' }, notes: [...layout, ...notes], ignored }
}

function compareStructure(
  { text: left, ...one }: ComparedMessage,
  { text: right, ...other }: ComparedMessage,
  pointers: readonly string[],
) {
  if (left === null || right === null) return undefined
  if (isForm(one.headers) && isForm(other.headers))
    return { kind: 'form' as const, ...compareTrees(formTree(left), formTree(right), pointers) }
  const compared = compareJson(left, right, pointers)
  return compared && { kind: 'json' as const, ...compared }
}

const isForm = (headers: readonly HeaderPair[]): boolean =>
  headers.some(
    ([name, value]) => name.toLowerCase() === 'content-type' && /^application\/x-www-form-urlencoded\b/i.test(value),
  )

/** A name that comes once is its value, one that comes again a list. */
function formTree(text: string): JsonValue {
  const found = new Map<string, string[]>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decoded(at < 0 ? pair : pair.slice(0, at))
    found.set(name, [...(found.get(name) ?? []), at < 0 ? '' : decoded(pair.slice(at + 1))])
  }
  return Object.fromEntries(
    [...found].map(([name, values]) => [name, values.length === 1 ? (values[0] as string) : values]),
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const lineLimit = 200

function firstLine(left: string, right: string): BodyComparison {
  const [from, to] = [left.split('\n'), right.split('\n')]
  const at = from.findIndex((line, index) => line !== to[index])
  const line = at < 0 ? from.length : at
  const shown = (text = '') => (text.length > lineLimit ? `${text.slice(0, lineLimit)}…` : text)
  return { kind: 'text', line: line + 1, left: shown(from[line]), right: shown(to[line]) }
}
