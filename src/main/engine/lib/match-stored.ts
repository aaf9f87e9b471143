import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import type { StoredCondition } from '#shared/query/query.ts'
import { pairsOf } from './form.ts'
import { locate, pointerTokens } from './json-places.ts'
import { matchesWildcards } from './wildcards.ts'

/** What of a stored request conditions on headers and bodies look at. */
export interface StoredRequest {
  readonly headers: readonly HeaderPair[]
  /** The beginning of the body, decoded; asked for only where a condition needs it. */
  readonly text: () => string
}

/** Does the request have the value that is asked for? Of a header that repeats, or a form field that does, any one counts. */
export function matchesStored(condition: StoredCondition, { headers, text }: StoredRequest): boolean {
  if (condition.kind === 'header') {
    return headers.some(([name, value]) => name.toLowerCase() === condition.name && fits(condition, value))
  }
  const isForm = /x-www-form-urlencoded/i.test(firstHeader(headers, 'content-type') ?? '')
  const found = isForm ? formValues(text(), condition.pointer) : jsonValues(text(), condition.pointer)
  return found.some((value) => (value === null ? condition.value === null : fits(condition, value)))
}

/** Letters count the same in upper and lower case, as everywhere in the search. */
function fits({ value, wildcards }: StoredCondition, found: string): boolean {
  if (value === null) return true
  return wildcards ? matchesWildcards(value, found) : found.toLowerCase() === value.toLowerCase()
}

/** Values of a form: /name, or /name/1 for the second one of that name. */
function formValues(text: string, pointer: string): string[] {
  const [name, index, ...rest] = pointerTokens(pointer)
  if (name === undefined || rest.length > 0) return []
  const values = pairsOf(text).getAll(name)
  if (index === undefined) return values
  return /^\d+$/.test(index) ? values.slice(Number(index), Number(index) + 1) : []
}

/** A value as it was sent: text without its quotes, numbers digit by digit; null for an object or a list. */
function jsonValues(text: string, pointer: string): (string | null)[] {
  if (!/^\s*[[{]/.test(text) || !mayHave(text, pointer)) return []
  const place = locate(text, [pointer]).get(pointer)
  // A value that touches the end was cut off there: what is around it would have to close after it.
  if (place === undefined || place.offset + place.length >= text.length) return []
  const source = text.slice(place.offset, place.offset + place.length)
  if (source.startsWith('{') || source.startsWith('[')) return [null]
  return [source.startsWith('"') ? readString(source) : source]
}

/** Most bodies lack the name, which is told much faster than where it stands. A name may be written with escapes. */
function mayHave(text: string, pointer: string): boolean {
  const name = pointerTokens(pointer).at(-1) ?? ''
  return /^\d+$/.test(name) || text.includes(`"${name}"`) || text.includes('\\')
}

function readString(source: string): string {
  try {
    return JSON.parse(source) as string
  } catch {
    return source.slice(1, -1)
  }
}
