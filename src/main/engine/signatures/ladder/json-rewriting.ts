import { type NumberSpelling, numberChoices, numberGroups, textProfiles } from './json-profiles.ts'
import { compact, type JsonLayout, type JsonMember, type JsonTree, layouts, listWriter } from './json-tree.ts'

/** The body as its sender may have written it, and in what that differs from what came. */
export interface Rewriting {
  readonly body: string
  readonly words: string
  readonly differs: { readonly text: boolean; readonly numbers: boolean; readonly order: boolean }
}

/** Of longer bodies only the likeliest writings are tried. */
const thoroughSize = 32 * 1024
const likelyNumbers = 8
const mostVariants = 40_000

/**
 * Every way in which a usual serialiser would have written the value that came: decoded once, then written by each profile.
 * Bounded by a number of variants, each of which takes one pass over the body.
 */
export function* rewritings(json: string, tree: JsonTree, known: readonly JsonTree[]): Iterable<Rewriting> {
  let left = json.length <= thoroughSize ? mostVariants : mostVariants / 100
  const texts = distinctTexts(decodedStrings(tree))
  for (const values of valuesOf(json, tree, known)) {
    for (const { words, spelt, differs: text } of texts) {
      const differs = { text, numbers: values.spelling.differs, order: values.tree !== tree }
      for (const layout of layoutsFor(json)) {
        const written = write(values.tree, layout, spelt, values.spelling.of)
        for (const body of [written, `${written}\n`]) {
          if (left-- <= 0) return
          yield { body, words, differs }
        }
      }
    }
  }
}

type Spelling = ReturnType<typeof distinctNumbers>[number]

/** The value in each order and with each spelling of its numbers, the likeliest first. */
function* valuesOf(
  json: string,
  tree: JsonTree,
  known: readonly JsonTree[],
): Iterable<{ readonly tree: JsonTree; readonly spelling: Spelling }> {
  const numbers = distinctNumbers(tree)
  const thorough = json.length <= thoroughSize
  const orders = [tree, ...ordersOf(tree, thorough ? known : [])]
  const rounds = thorough ? [numbers.slice(0, likelyNumbers), numbers.slice(likelyNumbers)] : [numbers.slice(0, 1)]
  for (const spellings of rounds)
    for (const ordered of orders) for (const spelling of spellings) yield { tree: ordered, spelling }
}

/** The layouts of senders: on one line in most cases; what came in lines may have been indented by another. */
const layoutsFor = (json: string): readonly JsonLayout[] =>
  json.trim().includes('\n') ? layouts.slice(0, 5) : layouts.slice(0, 2)

/** Pairs of a string as it came and its value. */
function decodedStrings(tree: JsonTree): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const add = (raw: string) => {
    if (!found.has(raw)) found.set(raw, JSON.parse(raw) as string)
  }
  const queue: JsonTree[] = [tree]
  for (const value of queue) {
    if (value.kind === 'string') add(value.raw)
    else if (value.kind === 'array') for (const item of value.items) queue.push(item)
    else if (value.kind === 'object')
      for (const member of value.members) {
        add(member.key)
        queue.push(member.value)
      }
  }
  return found
}

type Spelt = ReadonlyMap<string, string>

/** What the profiles make of the strings, each result once. */
function distinctTexts(
  strings: ReadonlyMap<string, string>,
): { readonly words: string; readonly spelt: Spelt; readonly differs: boolean }[] {
  const seen = new Set<string>()
  return textProfiles.flatMap(({ words, of }) => {
    const spelt = new Map([...strings].map(([raw, text]) => [raw, of(text)]))
    const key = [...spelt.values()].join('\n')
    if (seen.has(key)) return []
    seen.add(key)
    return [{ words, spelt, differs: [...spelt].some(([raw, text]) => raw !== text) }]
  })
}

function distinctNumbers(tree: JsonTree): { readonly of: NumberSpelling; readonly differs: boolean }[] {
  const groups = numberGroups(tree)
  const seen = new Set<string>()
  const found: { readonly of: NumberSpelling; readonly differs: boolean }[] = []
  for (const of of numberChoices(groups)) {
    const spelt = groups.flatMap(({ key, raws }) => raws.slice(0, 1000).map((raw) => [raw, of(raw, key)] as const))
    const name = spelt.map(([, text]) => text).join(' ')
    if (seen.has(name)) continue
    seen.add(name)
    found.push({ of, differs: spelt.some(([raw, text]) => raw !== text) })
  }
  return found
}

function write(tree: JsonTree, layout: JsonLayout, texts: Spelt, number: NumberSpelling): string {
  const { colon } = layout
  const list = listWriter(layout)
  const of = (value: JsonTree, key: string, depth: number): string => {
    switch (value.kind) {
      case 'object': {
        const members = value.members.map(
          (member) => (texts.get(member.key) ?? member.key) + colon + of(member.value, member.key, depth + 1),
        )
        return list('{', '}', members, depth)
      }
      case 'array': {
        const items = value.items.map((item) => of(item, key, depth + 1))
        return list('[', ']', items, depth)
      }
      case 'string':
        return texts.get(value.raw) ?? value.raw
      default:
        return value.kind === 'number' ? number(value.raw, key) : value.raw
    }
  }
  return of(tree, '', 0)
}

/** So many samples of the provider are taken as models of its order. */
const models = 6

/** The value in the order of each sample that is most like it, then with its keys sorted. */
function ordersOf(tree: JsonTree, known: readonly JsonTree[]): JsonTree[] {
  const own = pathsOf(tree)
  const likest = known
    .map((sample) => ({ sample, shared: [...pathsOf(sample)].filter((path) => own.has(path)).length }))
    .sort((a, b) => b.shared - a.shared)
    .slice(0, models)
    .map(({ sample }) => ordered(tree, [sample, ...known]))
  const found = [...likest, sorted(tree)]
  const seen = new Set([shapeOf(tree)])
  return found.filter((one) => {
    const shape = shapeOf(one)
    const isNew = !seen.has(shape)
    seen.add(shape)
    return isNew
  })
}

/** Keys in their order; values only where they hold keys. */
const shapeOf = (tree: JsonTree): string => write(tree, compact, new Map(), () => '0')

function pathsOf(tree: JsonTree, at = '', found = new Set<string>()): Set<string> {
  if (tree.kind === 'array') for (const item of tree.items) pathsOf(item, `${at}/*`, found)
  if (tree.kind === 'object')
    for (const { key, value } of tree.members) {
      found.add(`${at}/${key}`)
      pathsOf(value, `${at}/${key}`, found)
    }
  return found
}

/** In the order of the models at the same place; keys that none has stay behind their neighbours. */
function ordered(tree: JsonTree, places: readonly JsonTree[]): JsonTree {
  if (tree.kind === 'array') {
    const items = places.flatMap((place) => (place.kind === 'array' ? place.items : []))
    return { kind: 'array', items: tree.items.map((item) => ordered(item, items)) }
  }
  if (tree.kind !== 'object') return tree
  const objects = places.flatMap((place) => (place.kind === 'object' ? [place.members] : []))
  const rank = new Map<string, number>()
  for (const members of objects) for (const { key } of members) if (!rank.has(key)) rank.set(key, rank.size)
  let last = -1
  const ranked = tree.members.map((member) => {
    last = rank.get(member.key) ?? last
    return [last, member] as const
  })
  const members = ranked
    .sort(([a], [b]) => a - b)
    .map(([, { key, value }]) => {
      const below = objects.flatMap((list) => list.filter((member) => member.key === key).map((member) => member.value))
      return { key, value: ordered(value, below) }
    })
  return { kind: 'object', members }
}

function sorted(tree: JsonTree): JsonTree {
  if (tree.kind === 'array') return { kind: 'array', items: tree.items.map(sorted) }
  if (tree.kind !== 'object') return tree
  const byKey = (a: JsonMember, b: JsonMember) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  const members = tree.members.map(({ key, value }) => ({ key, value: sorted(value) })).sort(byKey)
  return { kind: 'object', members }
}
