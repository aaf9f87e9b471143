import type { JsonMember, JsonTree } from './json-tree.ts'

type Members = readonly JsonMember[]
export interface KeyOrder {
  readonly words: string
  readonly of: (members: Members) => Members
}

const byKey = (a: JsonMember, b: JsonMember) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
const byKeyIgnoringCase = (a: JsonMember, b: JsonMember) =>
  a.key.toLowerCase() < b.key.toLowerCase() ? -1 : a.key.toLowerCase() > b.key.toLowerCase() ? 1 : 0

/** Every order of up to this many keys is tried. */
const permutedKeys = 6

/** Orders in which the sender may have written the keys. `known`: trees of bodies in the provider's own order. */
export function* keyOrders(tree: JsonTree, known: readonly JsonTree[]): Iterable<KeyOrder> {
  for (const other of known) yield { words: 'in the provider’s order', of: inOrderOf(other) }
  yield { words: 'sorted', of: (members) => [...members].sort(byKey) }
  yield { words: 'reversed', of: (members) => [...members].reverse() }
  yield { words: 'sorted without case', of: (members) => [...members].sort(byKeyIgnoringCase) }
  yield { words: 'sorted backwards', of: (members) => [...members].sort((a, b) => byKey(b, a)) }
  for (const object of objectsOf(tree)) {
    for (const order of rearranged(object)) {
      yield { words: 'in another order', of: (members) => (members === object ? order : members) }
    }
  }
}

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

/** Every order of a few keys; of more, each key moved to each place. */
function* rearranged(members: Members): Iterable<Members> {
  if (members.length <= permutedKeys) yield* permutations(members)
  else {
    yield [...members].sort(byKey)
    yield [...members].reverse()
    for (let from = 0; from < members.length; from++) {
      for (let to = 0; to < members.length; to++) {
        if (from === to || to === from - 1) continue
        const moved = [...members]
        moved.splice(to, 0, ...moved.splice(from, 1))
        yield moved
      }
    }
    for (let a = 0; a < members.length; a++) {
      for (let b = a + 2; b < members.length; b++) {
        const swapped = [...members]
        const [first, second] = [swapped[a], swapped[b]]
        if (first && second) swapped.splice(a, 1, second)
        if (first && second) swapped.splice(b, 1, first)
        yield swapped
      }
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
