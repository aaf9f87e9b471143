import { pairsOf } from '../../lib/form.ts'
import { pointerTo } from '../../lib/json-places.ts'
import type { Leaf } from './leaf.ts'

const encodeForm = (value: string): string => new URLSearchParams({ x: value }).toString().slice('x='.length)

/** Values of an urlencoded form, by JSON pointer; `user[name]` is two steps. */
export function formLeaves(text: string): Leaf[] {
  return pairLeaves(text, 0, (name) => {
    const path = [name.split('[', 1)[0] ?? name, ...[...name.matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step)]
    return { place: path.reduce(pointerTo, ''), path }
  })
}

/** Values of the query of a URL, or of its path and query, as `?name`. */
export function queryLeaves(target: string): Leaf[] {
  const mark = target.indexOf('?')
  if (mark === -1) return []
  return pairLeaves(target.slice(mark + 1), mark + 1, (name) => ({ place: `?${name}`, path: [name] }))
}

function pairLeaves(text: string, offset: number, placeOf: (name: string) => Pick<Leaf, 'place' | 'path'>): Leaf[] {
  const siblings = new Set<string>()
  const leaves: Leaf[] = []
  let at = offset
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    const [[name = '', value = ''] = []] = pairsOf(pair)
    siblings.add(name)
    const start = at + (equals === -1 ? pair.length : equals + 1)
    if (value !== '')
      leaves.push({
        ...placeOf(name),
        value,
        start,
        end: at + pair.length,
        what: 'text',
        siblings,
        encode: encodeForm,
      })
    at += pair.length + 1
  }
  return leaves
}
