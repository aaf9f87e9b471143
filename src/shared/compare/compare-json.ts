import { create, type Delta } from 'jsondiffpatch'
import { withoutIgnored } from './ignore.ts'
import { isList, isNumber, type JsonValue, kindOf, parseTree, pointerStep, writeTree } from './json-tree.ts'

export type DifferenceKind =
  | 'added'
  | 'removed'
  | 'changed'
  /** The same number, written in another way: 12.5 and 12.50. */
  | 'respelled'
  | 'moved'

export interface JsonDifference {
  /** In the right document; of what was removed, in the left one. "" is the whole document. */
  readonly pointer: string
  readonly kind: DifferenceKind
  /** As JSON, numbers as they were written, shortened; null where there is nothing on that side. Of a move: its pointers. */
  readonly left: string | null
  readonly right: string | null
  /** Is the shape another, not only a value? */
  readonly isStructural: boolean
}

export interface JsonComparison {
  readonly differences: readonly JsonDifference[]
  /** Differences beyond these that are not listed. */
  readonly more: number
  /** How arrays were compared, where that is not item by item. */
  readonly note: string | null
}

/** Characters of a text up to which its structure is compared. */
export const comparedLimit = 1024 * 1024
const listedLimit = 500
/** Matching the items of two arrays takes time by the product of their lengths. */
const matchedItems = 400
/** So much of it in all arrays together: about a tenth of a second. */
const matchedPairs = 10 * matchedItems ** 2

/** Undefined where one of the texts is not JSON. Neither may be longer than `comparedLimit`. */
export function compareJson(left: string, right: string, ignored: readonly string[] = []): JsonComparison | undefined {
  const from = parseTree(left)
  const to = parseTree(right)
  if (from === undefined || to === undefined) return undefined
  return compareTrees(from, to, ignored)
}

export function compareTrees(from: JsonValue, to: JsonValue, ignored: readonly string[] = []): JsonComparison {
  const [one, other] = [withoutIgnored(from, ignored), withoutIgnored(to, ignored)]
  const byPlace = pairsToMatch(one) > matchedPairs || pairsToMatch(other) > matchedPairs
  const [a, b] = byPlace ? [withPlaces(one), withPlaces(other)] : [one, other]
  const found: JsonDifference[] = []
  try {
    walk(patcher.diff(a, b), '', found)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    found.push(difference('', 'changed', one, other))
    return { differences: found, more: 0, note: 'The documents are nested too deep to be compared member by member.' }
  }
  return {
    differences: found.slice(0, listedLimit),
    more: Math.max(0, found.length - listedLimit),
    note: byPlace ? 'There are too many items in arrays to match them, so they are compared by their places.' : null,
  }
}

/** Names that identify an item of an array, the strongest first. */
const idNames = ['id', '_id', 'uuid', 'guid', 'sid', 'event_id', 'eventId', 'key', 'slug', 'code', 'name'] as const

const patcher = create({
  objectHash: (item) => hashOf(item as JsonValue),
  arrays: { detectMove: true, includeValueOnMove: false },
  cloneDiffValues: false,
})

function hashOf(item: JsonValue): string {
  if (item === null || typeof item !== 'object' || isList(item)) return writeTree(item)
  const members = item as { readonly [name: string]: JsonValue }
  const name = idNames.find((each) => Object.hasOwn(members, each) && typeof members[each] === 'string')
  return name === undefined ? writeTree(item) : `${name} ${members[name] as string}`
}

/** Deltas hold the values themselves: `[new]`, `[old, new]`, `[old, 0, 0]`, and `['', to, 3]` for a move. */
type Leaf = readonly [JsonValue, (JsonValue | number)?, number?]
const isLeaf = (delta: Delta): boolean => Array.isArray(delta)
const isMove = (delta: Delta): boolean => Array.isArray(delta) && delta[2] === 3
const isAdded = (delta: Delta): boolean => Array.isArray(delta) && delta.length === 1

function walk(delta: Delta, pointer: string, found: JsonDifference[]): void {
  if (delta === undefined) return
  if (isLeaf(delta)) found.push(leaf(delta as unknown as Leaf, pointer))
  else if ((delta as { _t?: unknown })._t === 'a') walkItems(delta as Readonly<Record<string, Delta>>, pointer, found)
  else for (const [name, part] of Object.entries(delta)) walk(part as Delta, pointer + pointerStep(name), found)
}

function leaf(delta: Leaf, pointer: string): JsonDifference {
  if (delta.length === 1) return difference(pointer, 'added', undefined, delta[0])
  if (delta.length === 3) return difference(pointer, 'removed', delta[0], undefined)
  const [left, right] = delta as unknown as readonly [JsonValue, JsonValue]
  return difference(pointer, isRespelled(left, right) ? 'respelled' : 'changed', left, right)
}

/** Places of the right array; those with a `_` before them, of the left one. */
function walkItems(delta: Readonly<Record<string, Delta>>, pointer: string, found: JsonDifference[]): void {
  for (const [key, part] of Object.entries(delta).sort(([a], [b]) => placeOf(a) - placeOf(b))) {
    if (key === '_t') continue
    const place = placeOf(key)
    const at = pointer + pointerStep(place)
    const gone = delta[`_${place}`]
    // What stands in a removed item's place is that item, changed.
    const isReplaced = isAdded(delta[place]) && gone !== undefined && !isMove(gone)
    if (isMove(part)) {
      const to = pointer + pointerStep((part as unknown as readonly [unknown, number])[1])
      found.push({ pointer: to, kind: 'moved', left: at, right: to, isStructural: true })
    } else if (!isReplaced) walk(part, at, found)
    else if (!key.startsWith('_')) {
      const [before] = gone as unknown as Leaf
      const [after] = part as unknown as Leaf
      walk(patcher.diff(before, after), at, found)
    }
  }
}

const placeOf = (key: string): number => Number(key.replace('_', ''))

const isRespelled = (left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
  isNumber(left) && isNumber(right) && sameNumber(left.slice(1), right.slice(1))

/** By their digits: as numbers, long ids that differ would be the same. */
function sameNumber(left: string, right: string): boolean {
  const digits = (text: string) => {
    const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
    const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
    const all = (whole + fraction).replace(/^0+/, '')
    const significant = all.replace(/0+$/, '')
    const scale = significant === '' ? 0 : Number(exponent) - fraction.length + (all.length - significant.length)
    return `${text.startsWith('-') && significant !== '' ? '-' : ''}${significant}e${scale}`
  }
  return digits(left) === digits(right)
}

function difference(
  pointer: string,
  kind: DifferenceKind,
  left: JsonValue | undefined,
  right: JsonValue | undefined,
): JsonDifference {
  const isStructural = left === undefined || right === undefined || kindOf(left) !== kindOf(right)
  return { pointer, kind, left: shown(left), right: shown(right), isStructural }
}

const shownLimit = 400

function shown(value: JsonValue | undefined): string | null {
  if (value === undefined) return null
  const text = writeTree(value)
  return text.length > shownLimit
    ? `${text.slice(0, shownLimit)}… (${text.length.toLocaleString('en')} characters)`
    : text
}

/** How many pairs of items there are to look at where arrays are matched; beyond any bound with one long array. */
function pairsToMatch(value: JsonValue): number {
  if (value === null || typeof value !== 'object') return 0
  if (!isList(value)) return Object.values(value).reduce<number>((sum, member) => sum + pairsToMatch(member), 0)
  if (value.length > matchedItems) return Number.POSITIVE_INFINITY
  return value.reduce<number>((sum, item) => sum + pairsToMatch(item), value.length ** 2)
}

/** Arrays as objects whose names are the places: then nothing has to be matched, and the pointers are the same. */
function withPlaces(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withPlaces(member)]))
}
