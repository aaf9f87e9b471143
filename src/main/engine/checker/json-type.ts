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
