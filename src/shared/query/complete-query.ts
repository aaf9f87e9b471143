import { type PathVocabulary, type Suggestion, suggestPaths, suggestStored } from './complete-path.ts'
import { formatTerm } from './edit-query.ts'
import { type FieldInfo, fields, findField } from './fields.ts'
import type { Span } from './query.ts'
import { splitTerms } from './split-terms.ts'

/** What exists in this installation, for the fields whose values are not a fixed list. */
export interface QueryVocabulary extends PathVocabulary {
  readonly types: readonly string[]
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  readonly endpoints: readonly { readonly id: string; readonly name: string }[]
}

export type { Suggestion }

export interface Completion {
  readonly span: Span
  readonly suggestions: readonly Suggestion[]
}

const shown = 12

/** What can be typed at `caret`: names of fields, or values of the field that it stands in. */
export function completeQuery(text: string, caret: number, vocabulary: QueryVocabulary): Completion {
  const before = splitTerms(text.slice(0, caret)).at(-1)
  const typed = before !== undefined && before.span.end === caret ? before : null
  if (typed === null) return { span: { start: caret, end: caret }, suggestions: fieldSuggestions('', vocabulary) }
  const { valueSpan, value, quoted } = typed
  const whole = splitTerms(text).find(({ span }) => span.start === typed.span.start)
  if (typed.field === null) {
    // A dash alone begins a term that is turned round.
    const start = value === '-' ? caret : valueSpan.start
    const end = Math.max(caret, (whole?.field === null ? whole.valueSpan : whole?.fieldSpan)?.end ?? caret)
    return { span: { start, end }, suggestions: quoted ? [] : fieldSuggestions(value === '-' ? '' : value, vocabulary) }
  }
  const end = Math.max(caret, whole?.valueSpan.end ?? caret)
  const field = findField(typed.field)
  return {
    span: { start: valueSpan.start, end: text[end] === ' ' ? end + 1 : end },
    suggestions:
      field === undefined
        ? storedSuggestions(typed.field, value, vocabulary)
        : valueSuggestions(field, value, vocabulary),
  }
}

function fieldSuggestions(typed: string, vocabulary: QueryVocabulary): Suggestion[] {
  const start = typed.toLowerCase()
  const named = fields
    .filter(({ name, aliases }) => [name, ...aliases].some((known) => known.startsWith(start)))
    .map(({ name, about }) => ({ insert: `${name}:`, label: `${name}:`, about }))
  const all = [...named, ...suggestPaths(typed, vocabulary)]
  return start === '' ? all : all.slice(0, shown)
}

function storedSuggestions(field: string, typed: string, vocabulary: QueryVocabulary): Suggestion[] {
  if (!/^(header|body)\../i.test(field)) return []
  return suggestStored(field, vocabulary)
    .filter((value) => value.toLowerCase().startsWith(typed.toLowerCase()))
    .slice(0, shown)
    .map((value) => ({
      insert: `${value === '*' ? value : formatValue(value)} `,
      label: value,
      about: value === '*' ? 'anything' : null,
    }))
}

interface Value {
  readonly value: string
  readonly about: string | null
}

function valueSuggestions(field: FieldInfo, typed: string, vocabulary: QueryVocabulary): Suggestion[] {
  const wanted = typed.toLowerCase()
  const fits = ({ value, about }: Value) =>
    value.toLowerCase().includes(wanted) || (about?.toLowerCase().includes(wanted) ?? false)
  const starts = ({ value }: Value) => Number(value.toLowerCase().startsWith(wanted))
  return [...valuesOf(field, vocabulary), ...field.values.map((value) => ({ value, about: null }))]
    .filter(fits)
    .sort((a, b) => starts(b) - starts(a))
    .slice(0, shown)
    .map(({ value, about }) => ({ insert: `${formatValue(value)} `, label: value, about }))
}

function valuesOf(field: FieldInfo, { types, providers, endpoints }: QueryVocabulary): Value[] {
  if (field.name === 'type') return types.map((value) => ({ value, about: null }))
  if (field.name === 'provider') return providers.map(({ id, name }) => ({ value: id, about: name }))
  if (field.name === 'endpoint') return endpoints.map(({ name }) => ({ value: name, about: null }))
  return []
}

/** Quoted where whitespace asks for it; a value in a list is never a pattern. */
function formatValue(value: string): string {
  return formatTerm({ field: '', value, quoted: value.includes('*') }).slice(1)
}
