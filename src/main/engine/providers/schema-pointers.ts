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
    const named = { ...properties(schema.properties) }
    for (const [name, inside] of Object.entries(named)) walk(inside, pointerTo(pointer, name), depth + 1)
    if (schema.items !== undefined) walk(schema.items, `${pointer}/0`, depth + 1)
    if (Array.isArray(schema.prefixItems))
      schema.prefixItems.forEach((inside, index) => {
        walk(inside, `${pointer}/${index}`, depth + 1)
      })
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const)
      if (Array.isArray(schema[keyword])) for (const inside of schema[keyword]) walk(inside, pointer, depth + 1)
    for (const keyword of ['then', 'else'] as const) walk(schema[keyword], pointer, depth + 1)
    if (typeof schema.$ref === 'string' && schema.$ref.startsWith('#/'))
      walk(definition(root, schema.$ref), pointer, depth + 1)
    const isContainer = Object.keys(named).length > 0 || schema.items !== undefined
    if (pointer === '' || isContainer) return
    const values = found.get(pointer) ?? new Set()
    for (const value of allowed(schema)) if (values.size < limits.values) values.add(value)
    found.set(pointer, values)
  }

  walk(root, '', 0)
  return [...found].map(([pointer, values]) => ({ pointer, values: [...values] }))
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

const properties = (value: unknown): SchemaObject => (isObject(value) ? value : {})

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
