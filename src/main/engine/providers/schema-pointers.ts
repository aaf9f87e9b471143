import { pointerTo } from '../lib/json-places.ts'

/** A place that a schema names, with the values that it allows where there is a list of them. */
export interface SchemaPointer {
  readonly pointer: string
  readonly values: readonly string[]
}

type SchemaObject = Readonly<Record<string, unknown>>

const limits = { depth: 8, pointers: 400, values: 30 }

/** Places of the values (not of objects and lists) that a JSON Schema names; of a list, those of its first item. */
export function schemaPointers(root: unknown): SchemaPointer[] {
  const found = new Map<string, Set<string>>()

  function walk(schema: unknown, pointer: string, depth: number): void {
    if (!isObject(schema) || depth > limits.depth || found.size >= limits.pointers) return
    const members = membersOf(schema, pointer)
    for (const [inside, place] of [...members, ...sameValue(root, schema, pointer)]) walk(inside, place, depth + 1)
    if (pointer === '' || members.length > 0) return
    const values = found.get(pointer) ?? new Set()
    for (const value of allowed(schema)) if (values.size < limits.values) values.add(value)
    found.set(pointer, values)
  }

  walk(root, '', 0)
  return [...found].map(([pointer, values]) => ({ pointer, values: [...values] }))
}

type Inside = readonly [schema: unknown, pointer: string]

/** Schemas of what is in an object or a list, with their places. */
function membersOf({ properties, items, prefixItems }: SchemaObject, pointer: string): Inside[] {
  return [
    ...Object.entries(isObject(properties) ? properties : {}).map(
      ([name, inside]): Inside => [inside, pointerTo(pointer, name)],
    ),
    ...(items === undefined ? [] : [[items, `${pointer}/0`] as const]),
    ...(Array.isArray(prefixItems) ? prefixItems : []).map((inside, index): Inside => [inside, `${pointer}/${index}`]),
  ]
}

/** Other schemas of the same value. */
function sameValue(root: unknown, schema: SchemaObject, pointer: string): Inside[] {
  const { $ref: ref } = schema
  const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? schema[keyword] : [],
  )
  const referred = typeof ref === 'string' && ref.startsWith('#/') ? [definition(root, ref)] : []
  return [...lists, schema.then, schema.else, ...referred].map((inside) => [inside, pointer])
}

/** Values as they are searched for: texts, and numbers and words as JSON writes them. */
function allowed({ enum: list, const: only }: SchemaObject): string[] {
  const all = [...(Array.isArray(list) ? list : []), ...(only === undefined ? [] : [only])] as unknown[]
  return all.flatMap((value) =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? [] : [String(value)],
  )
}

function definition(root: unknown, ref: string): unknown {
  let value = root
  for (const name of ref.slice(2).split('/')) value = isObject(value) ? value[name] : undefined
  return value
}

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
