import { pointerTokens } from '../lib/json-places.ts'

export type SchemaObject = Readonly<Record<string, unknown>>

export function isSchemaObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The schema that local references ("#/$defs/…") lead to; the schema itself where it has none that can be followed. */
export function resolveSchema(schema: unknown, root: unknown): unknown {
  let current = schema
  for (let hops = 0; hops < 16; hops += 1) {
    const reference = isSchemaObject(current) ? current.$ref : undefined
    if (typeof reference !== 'string' || !reference.startsWith('#')) return current
    const target = atPointer(root, decodeFragment(reference.slice(1)))
    if (target === undefined) return current
    current = target
  }
  return current
}

function atPointer(root: unknown, pointer: string): unknown {
  if (pointer !== '' && !pointer.startsWith('/')) return undefined
  return pointerTokens(pointer).reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return value[Number(name)]
    return isSchemaObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }, root)
}

function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

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
