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
      if (typeof value === 'string') return value.charCodeAt(0) <= 1 ? stringMark + value : value
      return isRecord(value) && Object.hasOwn(value, protoName) ? withSafeName(value) : value
    })
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const protoName = '__proto__'
/** Whoever copies members by assignment would lose one of that name. */
const safeProtoName = `${stringMark}${protoName}`

const withSafeName = (value: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [name === protoName ? safeProtoName : name, member]))

const shownName = (name: string): string => (name === safeProtoName ? protoName : name)

/** A string that stands for a number. */
export type NumberText = string & { readonly __number: true }

export const isNumber = (value: JsonValue | undefined): value is NumberText =>
  typeof value === 'string' && value.startsWith(numberMark)

/** Source text of a number. */
export const numberText = (value: NumberText): string => value.slice(numberMark.length)

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
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(shownName(name))}: ${writeTree(member)}`,
  )
  return `{${members.join(', ')}}`
}

export const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

/** One step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: string | number): string =>
  `/${shownName(String(name)).replaceAll('~', '~0').replaceAll('/', '~1')}`
