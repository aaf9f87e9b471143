import { isSchemaObject, resolveSchema, type SchemaObject } from './schema-object.ts'

/** Recursive schemas describe fields without end: bounds on depth and on subschemas visited. */
const depthLimit = 12
const visitLimit = 20_000

const samePlace = ['allOf', 'anyOf', 'oneOf', 'then', 'else'] as const
const itemPlace = ['prefixItems', 'items', 'contains'] as const

/** All fields that a schema describes, as paths such as "data.lead.name" and "data.deals[].id". */
export function documentedFields(root: unknown): ReadonlySet<string> {
  const fields = new Set<string>()
  const waiting: { schema: unknown; path: string; depth: number }[] = [{ schema: root, path: '', depth: 0 }]
  for (let visits = 0; visits < visitLimit; visits += 1) {
    const next = waiting.pop()
    if (next === undefined) break
    const schema = resolveSchema(next.schema, root)
    if (!isSchemaObject(schema) || next.depth > depthLimit) continue
    const depth = next.depth + 1
    for (const [name, value] of properties(schema)) {
      const path = next.path === '' ? name : `${next.path}.${name}`
      fields.add(path)
      waiting.push({ schema: value, path, depth })
    }
    for (const part of parts(schema, samePlace)) waiting.push({ schema: part, path: next.path, depth })
    for (const part of parts(schema, itemPlace)) waiting.push({ schema: part, path: `${next.path}[]`, depth })
  }
  return fields
}

function properties(schema: SchemaObject): [string, unknown][] {
  return isSchemaObject(schema.properties) ? Object.entries(schema.properties) : []
}

function parts(schema: SchemaObject, keywords: readonly string[]): unknown[] {
  return keywords.flatMap((keyword) => schema[keyword] ?? [])
}
