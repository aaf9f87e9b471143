import type { EventSchema } from '../export-format.ts'

/** What was seen at one place of the samples. */
interface Seen {
  readonly types: Set<string>
  objects: number
  readonly members: Map<string, { readonly seen: Seen; times: number }>
  items: Seen | null
}

/**
 * A JSON Schema that the samples fit: types, members that all of them have, and items of lists taken together. Values are
 * not listed, since nobody said that there are no others.
 */
export function inferSchema(samples: readonly unknown[]): EventSchema {
  const root = nothingSeen()
  for (const sample of samples) look(root, sample)
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schemaOf(root) }
}

const nothingSeen = (): Seen => ({ types: new Set(), objects: 0, members: new Map(), items: null })

function look(seen: Seen, value: unknown): void {
  seen.types.add(typeOf(value))
  if (Array.isArray(value)) {
    seen.items ??= nothingSeen()
    for (const item of value) look(seen.items, item)
  } else if (typeof value === 'object' && value !== null) {
    seen.objects += 1
    for (const [name, inside] of Object.entries(value)) {
      const member = seen.members.get(name) ?? { seen: nothingSeen(), times: 0 }
      member.times += 1
      seen.members.set(name, member)
      look(member.seen, inside)
    }
  }
}

/** A number beyond what JavaScript counts exactly is not called an integer: readers that check this would refuse it. */
function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number'
  return typeof value
}

function schemaOf({ types, objects, members, items }: Seen): EventSchema {
  const named = [...types].filter((type) => type !== 'integer' || !types.has('number'))
  const required = [...members].filter(([, { times }]) => times === objects).map(([name]) => name)
  return {
    ...(named.length > 0 && { type: named.length === 1 ? named[0] : named }),
    ...(objects > 0 && {
      properties: Object.fromEntries([...members].map(([name, { seen }]) => [name, schemaOf(seen)])),
    }),
    ...(required.length > 0 && { required }),
    ...(items !== null && items.types.size > 0 && { items: schemaOf(items) }),
  }
}
