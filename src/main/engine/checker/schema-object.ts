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
