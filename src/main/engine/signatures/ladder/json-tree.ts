import { type Node, parseTree } from 'jsonc-parser'

/** A JSON text taken apart, every string and number in its own spelling. */
export type JsonTree =
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'string' | 'number' | 'word'; readonly raw: string }
export interface JsonMember {
  /** With its quotes. */
  readonly key: string
  readonly value: JsonTree
}

/** Larger bodies are not rewritten: each spelling would take too long. */
const sizeLimit = 1024 * 1024
/** Nested deeper, nothing is a payload; the parser is recursive. */
const depthLimit = 200

/** Null where the bytes are not JSON, or too large or deep to be rewritten. */
export function jsonTree(body: Uint8Array): JsonTree | null {
  const known = trees.get(body)
  if (known) return known.tree
  const tree = parse(body)
  trees.set(body, { tree })
  return tree
}

/** Several rungs ask for the tree of one body; bodies are never changed in place. */
const trees = new WeakMap<Uint8Array, { readonly tree: JsonTree | null }>()

function parse(body: Uint8Array): JsonTree | null {
  if (body.length === 0 || body.length > sizeLimit) return null
  const text = Buffer.from(body)
    .toString('utf8')
    .replace(/^\ufeff/, '')
  if (depthOf(text) > depthLimit || !isJson(text)) return null
  const root = parseTree(text)
  return root ? toTree(root, text) : null
}

/** Upper bound: brackets inside strings count too. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > deepest) deepest = depth
  }
  return deepest
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function toTree(node: Node, text: string): JsonTree {
  const { type, children = [] } = node
  if (type === 'array') return { kind: 'array', items: children.map((child) => toTree(child, text)) }
  const raw = text.slice(node.offset, node.offset + node.length)
  if (type !== 'object') return { kind: type === 'string' || type === 'number' ? type : 'word', raw }
  return {
    kind: 'object',
    members: children.flatMap(({ children: [key, value] = [] }) =>
      key && value ? [{ key: text.slice(key.offset, key.offset + key.length), value: toTree(value, text) }] : [],
    ),
  }
}

/** How a library sets the whitespace of JSON. */
export interface JsonLayout {
  /** e.g. "with an indent of 2" */
  readonly words: string
  /** Null: on one line. */
  readonly indent: string | null
  readonly comma: string
  readonly colon: string
  readonly newline: string
}

/** How it writes the rest. */
interface JsonSpelling {
  readonly text?: ((raw: string) => string) | undefined
  readonly number?: ((raw: string) => string) | undefined
  readonly order?: ((members: readonly JsonMember[]) => readonly JsonMember[]) | undefined
}

const oneLine = (words: string, comma: string, colon: string): JsonLayout => ({
  words,
  indent: null,
  comma,
  colon,
  newline: '',
})
const indented = (words: string, indent: string, newline = '\n', colon = ': '): JsonLayout => ({
  words,
  indent,
  comma: ',',
  colon,
  newline,
})

export const compact = oneLine('minified', ',', ':')
/** The layouts of `JSON.stringify`, Python's `json.dumps`, PHP, Ruby, Go and Jackson. */
export const layouts: readonly JsonLayout[] = [
  compact,
  oneLine('with a space after each comma and colon', ', ', ': '),
  indented('with an indent of 2', '  '),
  indented('with an indent of 4', '    '),
  indented('with tabs', '\t'),
  oneLine('with a space after each colon', ',', ': '),
  oneLine('with a space after each comma', ', ', ':'),
  indented('with an indent of 2 and CR LF', '  ', '\r\n'),
  indented('with an indent of 4 and CR LF', '    ', '\r\n'),
  indented('with an indent of 3', '   '),
  indented('with an indent of 1', ' '),
  indented('with an indent of 2 and a space before each colon', '  ', '\n', ' : '),
]

type WriteList = (open: string, close: string, parts: readonly string[], depth: number) => string

/** Objects and arrays of a layout, from their written parts. */
export function listWriter({ comma, newline, indent }: JsonLayout): WriteList {
  return (open, close, parts, depth) => {
    if (parts.length === 0) return open + close
    if (indent === null) return open + parts.join(comma) + close
    const lead = newline + indent.repeat(depth + 1)
    return `${open}${lead}${parts.join(comma + lead)}${newline}${indent.repeat(depth)}${close}`
  }
}

/** The value as JSON text. */
export function writeJson(tree: JsonTree, layout: JsonLayout, spelling: JsonSpelling = {}): string {
  const { text = same, number = same, order = sameOrder } = spelling
  const { colon } = layout
  const list = listWriter(layout)
  const write = (value: JsonTree, depth: number): string => {
    switch (value.kind) {
      case 'object': {
        const members = order(value.members).map(({ key, value: of }) => text(key) + colon + write(of, depth + 1))
        return list('{', '}', members, depth)
      }
      case 'array':
        return list(
          '[',
          ']',
          value.items.map((item) => write(item, depth + 1)),
          depth,
        )
      case 'string':
        return text(value.raw)
      default:
        return value.kind === 'number' ? number(value.raw) : value.raw
    }
  }
  return write(tree, 0)
}

const same = (raw: string) => raw
const sameOrder = (members: readonly JsonMember[]) => members

/** In valid JSON text: every string, and every number outside of strings. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

/** The JSON text with strings and numbers spelt otherwise and everything else in place. */
export const respellInPlace = (json: string, { text = same, number = same }: JsonSpelling): string =>
  json.replace(tokens, (token) => (token.startsWith('"') ? text(token) : number(token)))

/** Layouts in which most senders write. */
const common = layouts.slice(0, 4)

/** The layout that a JSON text has; null where it is none of the known ones. */
const layoutOf = (json: string, tree: JsonTree): JsonLayout | null =>
  layouts.find((layout) => writeJson(tree, layout) === json.trimEnd()) ?? null

/** A spelling in the layout that came, then in the usual ones. */
export function* respelt(json: string, tree: JsonTree, spelling: JsonSpelling): Iterable<string> {
  yield respellInPlace(json, spelling)
  for (const layout of common) yield writeJson(tree, layout, spelling)
}

/** The same in another order of keys: in the layout that came, else minified. */
export function* reordered(json: string, tree: JsonTree, order: JsonSpelling['order']): Iterable<string> {
  const layout = layoutOf(json, tree)
  const end = json.slice(json.trimEnd().length)
  yield writeJson(tree, layout ?? compact, { order }) + end
  if (layout !== compact) yield writeJson(tree, compact, { order })
}
