import { pairsOf } from '../../lib/form.ts'
import { pointerTo } from '../../lib/json-places.ts'
import type { Leaf } from './leaf.ts'

const encodeForm = (value: string): string => new URLSearchParams({ x: value }).toString().slice('x='.length)

/** Names and values of an urlencoded form, by JSON pointer; `user[name]` is two steps. */
export function formLeaves(text: string): Leaf[] {
  return pairLeaves(text, 0, (name) => {
    const path = [name.split('[', 1)[0] ?? name, ...[...name.matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step)]
    return { place: path.reduce(pointerTo, ''), path }
  })
}

/** Names and values of the query of a URL, or of its path and query, as `?name`. */
export function queryLeaves(target: string): Leaf[] {
  const mark = target.indexOf('?')
  if (mark === -1) return []
  return pairLeaves(target.slice(mark + 1), mark + 1, (name) => ({ place: `?${name}`, path: [name] }))
}

function pairLeaves(text: string, offset: number, placeOf: (name: string) => Pick<Leaf, 'place' | 'path'>): Leaf[] {
  const siblings = new Map<string, string>()
  const leaves: Leaf[] = []
  let at = offset
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    const [[name = '', value = ''] = []] = pairsOf(pair)
    const nameEnd = at + (equals === -1 ? pair.length : equals)
    const inForm = { siblings, encode: encodeForm }
    const own = placeOf(name)
    if (name !== '')
      leaves.push({ ...own, ...inForm, value: name, start: at, end: nameEnd, what: equals === -1 ? 'text' : 'name' })
    if (equals !== -1) siblings.set(name, '')
    if (value !== '') {
      const start = nameEnd + 1
      // A number of which the plus was not encoded: it is meant as one.
      const isNumber = /^\+\d/.test(text.slice(start - offset, start - offset + 2))
      leaves.push({
        ...own,
        ...inForm,
        value: isNumber ? `+${value.slice(1)}` : value,
        start,
        end: at + pair.length,
        what: 'text',
        ...(isNumber && { encode: (fresh: string) => encodeForm(fresh).replace(/^%2B/, '+') }),
      })
    }
    at += pair.length + 1
  }
  return leaves
}
