/**
 * JSON values whose numbers keep their source text: `12.50` and 20-digit ids are compared and shown as they were written.
 * Numbers are strings that begin with `numberMark`; a string that begins with a mark itself is escaped by `stringMark`.
 */
export type JsonValue = null | boolean | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }

const numberMark = '\u0000'
const stringMark = '\u0001'

type Revive = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown
const parse = JSON.parse as (text: string, revive: Revive) => JsonValue

/** Undefined for a text that is not JSON, or nested too deep. */
export function parseTree(text: string): JsonValue | undefined {
  try {
    return parse(text, (_key, value, { source = '' }) => {
      if (typeof value === 'number') return numberMark + source
      return typeof value === 'string' && /^[\0\x01]/.test(value) ? stringMark + value : value
    })
  } catch {
    return undefined
  }
}

export const isNumber = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && value.startsWith(numberMark)

/** Source text of a number. */
export const numberText = (value: string): string => value.slice(numberMark.length)

export type JsonKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

export function kindOf(value: JsonValue): JsonKind {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return isNumber(value) ? 'number' : 'string'
  return Array.isArray(value) ? 'array' : 'object'
}

/** As JSON on one line, numbers as they were written. */
export function writeTree(value: JsonValue): string {
  if (typeof value === 'string')
    return isNumber(value) ? numberText(value) : JSON.stringify(value.startsWith(stringMark) ? value.slice(1) : value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isList(value)) return `[${value.map(writeTree).join(', ')}]`
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${writeTree(member)}`)
  return `{${members.join(', ')}}`
}

export const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

/** One step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
