import { isSchemaObject, resolveSchema } from './schema-object.ts'

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

export function jsonTypeOf(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object'
}

/** Does a value of this JSON type satisfy the `type` keyword of a schema? */
export function allowsType(schemaType: unknown, value: unknown): boolean {
  if (schemaType === undefined) return true
  const types = Array.isArray(schemaType) ? schemaType : [schemaType]
  const actual = jsonTypeOf(value)
  return types.some((type) => type === actual || (type === 'integer' && Number.isInteger(value)))
}

const listLimit = 8

/** What a schema accepts, in a few words: "string or null", "one of INBOUND, OUTBOUND", "array of strings". */
export function describeSchema(schema: unknown, root: unknown): string {
  const resolved = resolveSchema(schema, root)
  if (resolved === false) return 'nothing'
  if (!isSchemaObject(resolved)) return 'any value'
  if ('const' in resolved) return showLiteral(resolved.const)
  if (Array.isArray(resolved.enum)) return `one of ${describeValues(resolved.enum)}`
  const alternatives = resolved.oneOf ?? resolved.anyOf
  if (resolved.type === undefined && Array.isArray(alternatives)) {
    return [...new Set(alternatives.map((branch) => describeSchema(branch, root)))].join(' or ')
  }
  if (resolved.type === undefined) return resolved.properties === undefined ? 'any value' : 'object'
  const types = Array.isArray(resolved.type) ? resolved.type : [resolved.type]
  return types.map((type) => describeType(String(type), resolved, root)).join(' or ')
}

/** Values of an `enum` as a list, strings without quotes. */
export function describeValues(values: readonly unknown[]): string {
  const shown = values.slice(0, listLimit).map((value) => (typeof value === 'string' ? cut(value) : showLiteral(value)))
  return values.length > listLimit ? `${shown.join(', ')} and ${values.length - listLimit} more` : shown.join(', ')
}

/** A format in words. */
export function formatName(format: string): string {
  return format === 'iso-8601-time' ? 'ISO 8601 time' : format
}

function describeType(type: string, schema: Readonly<Record<string, unknown>>, root: unknown): string {
  if (type === 'string' && typeof schema.format === 'string') return `${formatName(schema.format)} string`
  if (type === 'array' && schema.items !== undefined) {
    const items = describeSchema(schema.items, root)
    return items === 'any value' ? 'array' : `array of ${/^\w+$/.test(items) ? `${items}s` : items}`
  }
  return type
}

function showLiteral(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'nothing')
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const limit = 120

/**
 * What stands in the payload, in at most 120 characters: `the string "5.5"`, `an array of 3 items`. `source` is the
 * value's own text, so that numbers are shown as they were sent.
 */
export function describeValue(value: unknown, source: string | null): string {
  switch (jsonTypeOf(value)) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(value)
    case 'number':
      return shorten(`the number ${source ?? String(value)}`)
    case 'string':
      return `the string ${quote(String(value), limit - 'the string '.length)}`
    case 'array':
      return `an array of ${count((value as readonly unknown[]).length, 'item')}`
    case 'object':
      return `an object with ${count(Object.keys(value as object).length, 'field')}`
  }
}

function count(number: number, noun: string): string {
  if (number === 0) return `no ${noun}s`
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function quote(text: string, room: number): string {
  const whole = JSON.stringify(text.slice(0, room))
  if (text.length <= room && whole.length <= room) return whole
  // Escapes make the text longer: cut what is shown, never in the middle of an escape.
  let end = Math.min(text.length, room - 3)
  while (JSON.stringify(text.slice(0, end)).length > room - 1) end -= 1
  return `${JSON.stringify(text.slice(0, end)).slice(0, -1)}…"`
}

function shorten(text: string): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}
