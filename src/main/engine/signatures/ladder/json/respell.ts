import type { JsonTree } from './json-tree.ts'
import { compact, type JsonLayout, type JsonSpelling, layouts, writeJson } from './write-json.ts'

/** In valid JSON text: every string, and every number outside of strings. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

/** The JSON text with strings and numbers spelt otherwise and everything else in place. */
export const respellInPlace = (json: string, { text = same, number = same }: JsonSpelling): string =>
  json.replace(tokens, (token) => (token.startsWith('"') ? text(token) : number(token)))

const same = (raw: string) => raw

/** Layouts in which most senders write. */
const common = layouts.slice(0, 4)

/** The layout that a JSON text has; null where it is none of the known ones. */
export const layoutOf = (json: string, tree: JsonTree): JsonLayout | null =>
  layouts.find((layout) => writeJson(tree, layout) === json.trimEnd()) ?? null

/** A spelling in the layout that came, then in the usual ones. */
export function* respelt(json: string, tree: JsonTree, spelling: JsonSpelling): Iterable<string> {
  yield respellInPlace(json, spelling)
  for (const layout of common) yield writeJson(tree, layout, spelling)
}

/** The same in another order of keys: in the layout that came, else minified. */
export function* reordered(json: string, tree: JsonTree, order: JsonSpelling['order']): Iterable<string> {
  const layout = layoutOf(json, tree)
  const end = /\s*$/.exec(json)?.[0] ?? ''
  yield writeJson(tree, layout ?? compact, { order }) + end
  if (layout !== compact) yield writeJson(tree, compact, { order })
}
