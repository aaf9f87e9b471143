import type { Span } from './query.ts'

/** A term before its field is looked at. */
export interface RawTerm {
  readonly span: Span
  readonly negated: boolean
  /** As written before the colon, null for free text. */
  readonly field: string | null
  readonly fieldSpan: Span
  /** Without quotes and escapes. */
  readonly value: string
  readonly valueSpan: Span
  readonly quoted: boolean
}

// NUL separates like a blank: SQLite's text search ends at it.
const blank = /[\s\0]/
/** A field's name and colon; `header.` and `body.` go on with a name or a place, which may be quoted. */
export const fieldStart =
  /^((?:header\.[\w!#$%&'*+.^`|~-]*)|(?:body\.(?:"(?:[^"\\\0]|\\[^\0])*"|[^\s\0":]*))|[A-Za-z][A-Za-z-]*):/i
/** Longer ones are text. */
const maxField = 300

/** Cuts a query into terms. An open quote reaches to the end of the text, as it does while somebody types. */
export function splitTerms(text: string): RawTerm[] {
  const terms: RawTerm[] = []
  let at = skipWhitespace(text, 0)
  while (at < text.length) {
    const term = readTerm(text, at)
    if (term.field !== null || term.value !== '') terms.push(term)
    at = skipWhitespace(text, Math.max(term.span.end, at + 1))
  }
  return terms
}

function readTerm(text: string, start: number): RawTerm {
  const { negated, at } = readNegation(text, start)
  const name = fieldStart.exec(text.slice(at, at + maxField))
  // "https://…" is something to look for, not a field.
  const isField = name !== null && !text.startsWith('//', at + name[0].length)
  const valueStart = isField ? at + name[0].length : at
  const { value, end, quoted } = readValue(text, valueStart)
  return {
    span: { start, end },
    negated,
    field: isField ? name[1]! : null,
    fieldSpan: { start: at, end: valueStart },
    value,
    valueSpan: { start: valueStart, end },
    quoted,
  }
}

/** `-term` or `not term`; either alone is a word like any other. */
function readNegation(text: string, start: number): { negated: boolean; at: number } {
  const next = text[start + 1]
  if (text[start] === '-' && next !== undefined && !blank.test(next)) return { negated: true, at: start + 1 }
  if (/^not[\s\0]/i.test(text.slice(start, start + 4))) {
    const at = skipWhitespace(text, start + 4)
    if (at < text.length) {
      const dash = text[at] === '-' && at + 1 < text.length && !blank.test(text[at + 1]!)
      return { negated: !dash, at: dash ? at + 1 : at }
    }
  }
  return { negated: false, at: start }
}

function readValue(text: string, start: number): { value: string; end: number; quoted: boolean } {
  if (text[start] !== '"') {
    let end = start
    while (end < text.length && !blank.test(text[end]!)) end += 1
    return { value: text.slice(start, end), end, quoted: false }
  }
  let value = ''
  let at = start + 1
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && at + 1 < text.length) at += 1
    value += text[at] === '\0' ? ' ' : text[at]
    at += 1
  }
  return { value, end: Math.min(at + 1, text.length), quoted: true }
}

function skipWhitespace(text: string, from: number): number {
  let at = from
  while (at < text.length && blank.test(text[at]!)) at += 1
  return at
}
