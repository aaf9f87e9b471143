/** Bodies above this size are not parsed for single values; no provider that signs such values comes near. */
const parseLimit = 8 * 1024 * 1024

class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

/** Numbers keep their source text: "12.50" and 20-digit ids would change through a JavaScript number. */
const keepNumbers: Reviver = (_key, value, context) =>
  typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value

/** Text of the first of the JSON pointers ("/a,/b/c") that leads to a text, number or boolean; undefined where none does. */
export function jsonValueText(body: Uint8Array, pointers: string): string | undefined {
  if (body.length > parseLimit) return undefined
  const root = parsed(body)
  for (const pointer of pointers.split(',')) {
    const value = at(root, pointer)
    if (typeof value === 'string') return value
    if (typeof value === 'boolean') return String(value)
    if (value instanceof NumberText) return value.text
  }
  return undefined
}

/** A scheme may read several values of one body; bodies are never changed in place. */
const trees = new WeakMap<Uint8Array, { readonly root: unknown }>()

function parsed(body: Uint8Array): unknown {
  const known = trees.get(body)
  if (known) return known.root
  const root = parse(body)
  trees.set(body, { root })
  return root
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'), keepNumbers as never)
  } catch {
    return undefined
  }
}

function at(root: unknown, pointer: string): unknown {
  let value = root
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
