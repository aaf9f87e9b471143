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

/** Larger bodies are not written anew: each spelling would take too long. */
const sizeLimit = 1024 * 1024
/** Nested deeper, nothing is a payload; the parser is recursive. */
const depthLimit = 200

/** Null where the bytes are not JSON, or too large or deep to be written anew. */
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
