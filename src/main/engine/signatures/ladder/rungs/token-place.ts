import type { Candidate, Rung } from '../candidate.ts'
import { recipeFix } from '../candidate.ts'
import { type JsonTree, jsonTree } from '../json/json-tree.ts'
import { changed } from '../subject.ts'

/** A secret that stands in the body, but under another key. */
export const tokenPlace: Rung = {
  title: 'The token at another place in the body',
  *candidates(subject) {
    if (subject.by.scheme.id !== 'body-token') return
    const tree = jsonTree(subject.request.body)
    if (!tree) return
    const { pointer: wanted } = subject.by.params as { pointer: string }
    const held = subject.keys.filter(({ value }) => value.length >= 8)
    for (const [pointer, value] of texts(tree, '')) {
      if (!held.some((key) => key.value === value)) continue
      const other = changed(subject, { pointer })
      if (other) {
        const candidate: Candidate = {
          cause: 'header-renamed',
          tried: `the token at ${pointer}`,
          sentence: `The token stands at ${pointer} in the body, not at ${wanted}.`,
          proof: `At ${pointer}`,
          advice: `Read the token at ${pointer}, or let the sender put it at ${wanted}.`,
          by: other.by,
          fix: recipeFix(other.ref, `Read the token at ${pointer}`),
        }
        yield candidate
      }
    }
  },
}

function* texts(tree: JsonTree, at: string): Iterable<readonly [pointer: string, value: string]> {
  if (tree.kind === 'string') yield [at, JSON.parse(tree.raw) as string]
  if (tree.kind === 'array') for (const [index, item] of tree.items.entries()) yield* texts(item, `${at}/${index}`)
  if (tree.kind !== 'object') return
  for (const { key, value } of tree.members) {
    const name = (JSON.parse(key) as string).replaceAll('~', '~0').replaceAll('/', '~1')
    yield* texts(value, `${at}/${name}`)
  }
}
