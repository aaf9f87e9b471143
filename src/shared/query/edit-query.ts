import type { Span } from './query.ts'
import { fieldStart, splitTerms } from './split-terms.ts'

/** A term as it is written: `formatTerm({ field: 'type', value: 'call ended', negated: true })` is `-type:"call ended"`. */
export function formatTerm(term: {
  readonly field: string | null
  readonly value: string
  readonly negated?: boolean
  /** Keeps the quotes of a value that would read the same without them. */
  readonly quoted?: boolean
}): string {
  const { field, value, negated = false, quoted = false } = term
  const written = quoted || needsQuotes(value, field === null) ? quote(value) : value
  return `${negated ? '-' : ''}${field === null ? '' : `${field}:`}${written}`
}

/** The text without what stands in `span`, and without the whitespace that it leaves. */
export function removeTerm(text: string, span: Span): string {
  const before = text.slice(0, span.start).trimEnd()
  // Its end stays: a quote that is open may hold whitespace.
  const after = text.slice(span.end).trimStart()
  return after === '' ? before : `${before} ${after}`.trimStart()
}

/** The text with `written` (a formatted term) at its end, unless the same term stands in it already. */
export function addTerm(text: string, written: string): string {
  if (splitTerms(text).some(({ span }) => text.slice(span.start, span.end) === written)) return text
  const before = closeQuote(closeNot(text)).trim()
  return before === '' ? written : `${before} ${written}`
}

/** The text with `written` in place of what stands in `span`. */
export function replaceTerm(text: string, span: Span, written: string): string {
  return text.slice(0, span.start) + written + text.slice(span.end)
}

/** A "not" at the end is a word, and would turn round what is added. */
function closeNot(text: string): string {
  const last = splitTerms(text).at(-1)
  if (last === undefined || last.field !== null || last.quoted || !/^not$/i.test(last.value)) return text
  return text.slice(0, last.valueSpan.start) + quote(last.value)
}

/** An open quote at the end would swallow what is added. */
function closeQuote(text: string): string {
  const closings = ['', '"', '\\"']
  return closings.map((closing) => text + closing).find(isClosed) ?? text
}

/** Is what follows a term of its own? */
function isClosed(text: string): boolean {
  const last = splitTerms(`${text} x`).at(-1)
  return last !== undefined && last.span.start === text.length + 1 && !last.negated
}

function needsQuotes(value: string, isText: boolean): boolean {
  if (value === '' || /[\s"\0]/.test(value)) return true
  // "https://" is text.
  if (!isText) return value.startsWith('//')
  const field = fieldStart.exec(value)?.[0]
  return /^-/.test(value) || /^not$/i.test(value) || (field !== undefined && !value.startsWith('//', field.length))
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}
