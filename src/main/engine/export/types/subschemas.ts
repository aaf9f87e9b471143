import type { EventSchema } from '../export-format.ts'

/** Keywords whose value is a schema, a list of them, or schemas by name. */
const single = [
  ...['items', 'contains', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'propertyNames'],
  ...['not', 'if', 'then', 'else', 'contentSchema'],
]
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const named = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']

/** A copy of a schema with each schema right within it replaced; `true` and `false` stay. */
export function mapSubschemas(schema: EventSchema, change: (inside: EventSchema) => unknown): EventSchema {
  const changed = (value: unknown) => (isObject(value) ? change(value) : value)
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (single.includes(keyword)) return [keyword, changed(value)]
      if (lists.includes(keyword) && Array.isArray(value)) return [keyword, value.map(changed)]
      if (named.includes(keyword) && isObject(value))
        return [keyword, Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, changed(inside)]))]
      return [keyword, value]
    }),
  )
}

export function isObject(value: unknown): value is EventSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
