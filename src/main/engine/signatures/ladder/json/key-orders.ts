import type { JsonMember, JsonTree } from './json-tree.ts'

type Members = readonly JsonMember[]
export interface KeyOrder {
  readonly words: string
  readonly of: (members: Members) => Members
}

const byKey = (a: JsonMember, b: JsonMember) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
const byKeyIgnoringCase = (a: JsonMember, b: JsonMember) =>
  a.key.toLowerCase() < b.key.toLowerCase() ? -1 : a.key.toLowerCase() > b.key.toLowerCase() ? 1 : 0

/** Every order of all objects is tried up to this many. */
const orderLimit = 3000

/** Orders that libraries make; `known`: trees of bodies in the provider's own order. */
export function* usualOrders(known: readonly JsonTree[]): Iterable<KeyOrder> {
  for (const other of known) yield { words: 'in the provider’s order', of: inOrderOf(other) }
  yield { words: 'sorted', of: (members) => [...members].sort(byKey) }
  yield { words: 'reversed', of: (members) => [...members].reverse() }
  yield { words: 'sorted without case', of: (members) => [...members].sort(byKeyIgnoringCase) }
  yield { words: 'sorted backwards', of: (members) => [...members].sort((a, b) => byKey(b, a)) }
}

/** Every order of small objects, one object at a time and then all together; of large ones, one or two keys moved. */
export function* allOrders(tree: JsonTree): Iterable<KeyOrder> {
  const objects = objectsOf(tree)
  const words = 'in another order'
  for (const object of objects) {
    for (const order of rearranged(object)) yield { words, of: (members) => (members === object ? order : members) }
  }
  const count = objects.reduce((product, { length }) => product * factorial(length), 1)
  if (objects.length < 2 || count > orderLimit) return
  for (const chosen of choices(objects)) yield { words, of: (members) => chosen.get(members) ?? members }
}

/** One order for each object, in all combinations. */
function* choices([first, ...rest]: readonly Members[]): Iterable<ReadonlyMap<Members, Members>> {
  if (!first) yield new Map()
  else
    for (const others of choices(rest))
      for (const order of permutations(first)) yield new Map([...others, [first, order]])
}

const factorial = (count: number): number =>
  count < 2 ? 1 : count > 12 ? Number.POSITIVE_INFINITY : count * factorial(count - 1)

/** Keys as they follow each other in another body, wherever they stand in it; unknown ones stay behind their neighbours. */
function inOrderOf(other: JsonTree): KeyOrder['of'] {
  const rank = new Map<string, number>()
  for (const members of objectsOf(other)) {
    for (const { key } of members) if (!rank.has(key)) rank.set(key, rank.size)
  }
  return (members) => {
    let last = -1
    const ranked = members.map((member) => {
      last = rank.get(member.key) ?? last
      return [last, member] as const
    })
    return ranked.sort(([a], [b]) => a - b).map(([, member]) => member)
  }
}

/** Objects with several keys, outermost first. */
function objectsOf(tree: JsonTree): Members[] {
  const found: Members[] = []
  const queue: JsonTree[] = [tree]
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (next.kind === 'array') queue.push(...next.items)
    if (next.kind !== 'object') continue
    if (next.members.length > 1) found.push(next.members)
    queue.push(...next.members.map(({ value }) => value))
  }
  return found
}

/** Every order of this many keys is tried. */
const permutedKeys = 6
/** Of more keys than this only the usual orders are tried. */
const movedKeys = 60

function* rearranged(members: Members): Iterable<Members> {
  yield [...members].sort(byKey)
  yield [...members].reverse()
  if (members.length <= permutedKeys) yield* permutations(members)
  else if (members.length <= movedKeys) yield* shifted(members)
}

/** One key moved, or two swapped. */
function* shifted(members: Members): Iterable<Members> {
  for (const from of members.keys()) {
    for (const to of members.keys()) {
      if (from === to) continue
      const moved = [...members]
      moved.splice(to, 0, ...moved.splice(from, 1))
      yield moved
      if (to > from) yield members.map((member, at) => members[at === from ? to : at === to ? from : at] ?? member)
    }
  }
}

export function* permutations<T>(items: readonly T[]): Iterable<readonly T[]> {
  if (items.length < 2) yield items
  for (let index = 0; index < items.length && items.length > 1; index++) {
    const item = items[index] as T
    const rest = [...items.slice(0, index), ...items.slice(index + 1)]
    for (const others of permutations(rest)) yield [item, ...others]
  }
}
