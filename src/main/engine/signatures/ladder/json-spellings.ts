import type { JsonMember, JsonTree } from './json-tree.ts'

/** Ways in which libraries write the characters of JSON strings; each takes the string with its quotes. */
interface Escaping {
  readonly words: string
  readonly of: (raw: string) => string
}

const unit = (char: string) => char.charCodeAt(0).toString(16).padStart(4, '0')
/** Escape sequences one by one, so that `\\u0041` (an escaped backslash before a "u") is not taken for one of a character. */
const sequences = /\\(?:u([0-9a-fA-F]{4})|(.))/gs

const map = (pattern: RegExp, of: (char: string) => string) => (raw: string) => raw.replace(pattern, of)
const unescapeUnits =
  (which: (code: number) => boolean) =>
  (raw: string): string =>
    raw.replace(sequences, (all, hex: string | undefined) => {
      if (hex === undefined) return all
      const code = Number.parseInt(hex, 16)
      return which(code) ? String.fromCharCode(code) : all
    })
const changeHex = (of: (hex: string) => string) => (raw: string) =>
  raw.replace(sequences, (all, hex: string | undefined) => (hex === undefined ? all : `\\u${of(hex)}`))

const unescapeSlashes = (raw: string) => raw.replace(sequences, (all) => (all === '\\/' ? '/' : all))
const escapeSlashes = (raw: string) => unescapeSlashes(raw).replaceAll('/', '\\/')
const unescapeNonAscii = unescapeUnits((code) => code > 0x7e)
const unescapeMarkup = unescapeUnits((code) => code > 0x1f && code < 0x7f && code !== 0x22 && code !== 0x5c)
const escapeLower = map(/[\u007f-\uffff]/g, (char) => `\\u${unit(char)}`)
const escapeUpper = map(/[\u007f-\uffff]/g, (char) => `\\u${unit(char).toUpperCase()}`)
const escapeMarkup = map(/[<>&\u2028\u2029]/g, (char) => `\\u${unit(char)}`)
const escapeMarkupUpper = map(/[<>&'\u2028\u2029]/g, (char) => `\\u${unit(char).toUpperCase()}`)
const escapeGson = map(/[<>&='\u2028\u2029]/g, (char) => `\\u${unit(char)}`)
/** `JSON.stringify` of the same value. */
const shortest = (raw: string) => JSON.stringify(JSON.parse(raw))

export const escapings: readonly Escaping[] = [
  { words: 'with / in place of \\/', of: unescapeSlashes },
  { words: 'with \\/ in place of /', of: escapeSlashes },
  { words: 'with characters in place of \\u escapes', of: unescapeNonAscii },
  { words: 'with \\u escapes in place of characters beyond ASCII', of: escapeLower },
  { words: 'with upper-case \\u escapes', of: escapeUpper },
  { words: 'with < > & in place of their escapes', of: unescapeMarkup },
  { words: 'with < > & escaped', of: escapeMarkup },
  { words: 'with < > & and apostrophes escaped', of: escapeMarkupUpper },
  { words: 'with < > & = and apostrophes escaped', of: escapeGson },
  { words: 'with \\u escapes in lower case', of: changeHex((hex) => hex.toLowerCase()) },
  { words: 'with \\u escapes in upper case', of: changeHex((hex) => hex.toUpperCase()) },
  { words: 'with as few escapes as JSON allows', of: shortest },
  { words: 'with / and characters in place of escapes', of: (raw) => unescapeSlashes(unescapeNonAscii(raw)) },
  { words: 'with / and characters beyond ASCII escaped', of: (raw) => escapeSlashes(escapeLower(raw)) },
  { words: 'with as few escapes as JSON allows, but \\/', of: (raw) => escapeSlashes(shortest(raw)) },
  { words: 'with < > & and characters beyond ASCII escaped', of: (raw) => escapeMarkup(escapeLower(shortest(raw))) },
  { words: 'with \\/ and characters, no other escapes', of: (raw) => escapeSlashes(unescapeNonAscii(raw)) },
]

interface NumberSpelling {
  readonly words: string
  readonly of: (raw: string) => string
}

const decimals = (raw: string) => /^-?\d+\.(\d+)$/.exec(raw)?.[1]?.length ?? 0
const isInteger = (raw: string) => /^-?\d+$/.test(raw)
const padded = (digits: number) => (raw: string) =>
  decimals(raw) > 0 && decimals(raw) < digits ? raw.padEnd(raw.length + digits - decimals(raw), '0') : raw
const withFraction = (fraction: string) => (raw: string) => (isInteger(raw) ? raw + fraction : raw)

/** Ways to write the same number: as it was before a parser dropped zeros, or as a parser would write it. */
export const numberSpellings: readonly NumberSpelling[] = [
  { words: 'decimals with 2 digits', of: padded(2) },
  { words: 'as JavaScript writes them', of: (raw) => JSON.stringify(Number(raw)) },
  { words: 'whole numbers with .0', of: withFraction('.0') },
  { words: 'whole numbers with .00', of: withFraction('.00') },
  { words: 'decimals and whole numbers with 2 digits', of: (raw) => withFraction('.00')(padded(2)(raw)) },
  { words: 'decimals with 3 digits', of: padded(3) },
  { words: 'decimals with 4 digits', of: padded(4) },
  { words: 'decimals with 6 digits', of: padded(6) },
  { words: 'without zeros at the end', of: withoutZeros },
  { words: 'without .0', of: (raw) => raw.replace(/\.0+$/, '') },
  { words: 'exponents written out', of: writtenOut },
  { words: 'with an exponent', of: (raw) => Number(raw).toExponential() },
  { words: 'with an exponent', of: (raw) => Number(raw).toExponential().toUpperCase().replace('E+', 'E') },
  { words: 'with an exponent', of: (raw) => Number(raw).toExponential().replace('e+', 'e') },
  {
    words: 'with an exponent',
    of: (raw) => raw.replace(/^(-?\d)(0+)$/, (_, first, zeros) => `${first}.0E${zeros.length}`),
  },
  { words: 'exponents in upper case', of: (raw) => raw.toUpperCase() },
  { words: 'exponents in lower case', of: (raw) => raw.toLowerCase() },
]

/** By hand: a pattern would take quadratic time over a long run of zeros. */
function withoutZeros(raw: string): string {
  if (!raw.includes('.')) return raw
  let end = raw.length
  while (raw[end - 1] === '0') end--
  return raw.slice(0, raw[end - 1] === '.' ? end - 1 : end)
}

function writtenOut(raw: string): string {
  if (!/e/i.test(raw)) return raw
  const value = Number(raw)
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : raw
}

/** Numbers of a tree as written, each spelling once. */
export function numbersOf(tree: JsonTree): string[] {
  const found = new Set<string>()
  const walk = (value: JsonTree): void => {
    if (value.kind === 'object') for (const member of value.members) walk(member.value)
    else if (value.kind === 'array') value.items.forEach(walk)
    else if (value.kind === 'number') found.add(value.raw)
  }
  walk(tree)
  return [...found]
}

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

/** Of more objects than this, the others keep their order. */
const arrangedObjects = 40

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
  const all = objectsOf(tree)
  const objects = all.slice(0, arrangedObjects)
  const words = 'in another order'
  for (const object of objects) {
    for (const order of rearranged(object)) yield { words, of: (members) => (members === object ? order : members) }
  }
  const count = objects.reduce((product, { length }) => product * factorial(length), 1)
  if (all.length < 2 || all.length > objects.length || count > orderLimit) return
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
  // Grows while it is read; spreading a long list into a call would overflow the stack.
  for (const next of queue) {
    if (next.kind === 'array') for (const item of next.items) queue.push(item)
    if (next.kind !== 'object') continue
    if (next.members.length > 1) found.push(next.members)
    for (const { value } of next.members) queue.push(value)
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
