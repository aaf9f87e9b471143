import { isSchemaObject, resolveSchema } from './schema-object.ts'

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
  const shown = values
    .slice(0, listLimit)
    .map((value) => (typeof value === 'string' ? shorten(value) : showLiteral(value)))
  return values.length > listLimit ? `${shown.join(', ')} and ${values.length - listLimit} more` : shown.join(', ')
}

function describeType(type: string, schema: Readonly<Record<string, unknown>>, root: unknown): string {
  if (type === 'string' && typeof schema.format === 'string') return `${schema.format} string`
  if (type === 'array' && schema.items !== undefined) {
    const items = describeSchema(schema.items, root)
    return items === 'any value' ? 'array' : `array of ${/^\w+$/.test(items) ? `${items}s` : items}`
  }
  return type
}

function showLiteral(value: unknown): string {
  return shorten(JSON.stringify(value) ?? 'nothing')
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
