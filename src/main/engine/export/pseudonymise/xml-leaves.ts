import { pointerTo } from '../../lib/json-places.ts'
import { decodeEntities, encodeEntities } from './encoded-pieces.ts'
import { withGaps } from './gap-leaves.ts'
import type { Leaf } from './leaf.ts'

const attribute = /(?<=[\s"'/])([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')/g

/** One that is closed; other things in angle brackets are text, such as an address of e-mail. */
const tag = /^<([/?!]?)([\p{L}_][\p{L}\p{N}_.:-]*)(?=[\s/?>])/u

/** Beginnings and ends of tags, comments and sections, with the names of elements and attributes. */
const structure =
  /<!\[CDATA\[|<[/?!]?[\p{L}_][\p{L}\p{N}_.:-]*(?=[\s/?>])|(?<![^\s=<>/"'@])[^\s=<>/"'@]+\s*=\s*(?=["'])/gu

/** Elements further inside are not told apart. */
const namedDepth = 100

interface Token {
  readonly piece: string
  readonly index: number
}

const ends: readonly (readonly [start: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<', '>'],
]

/** Tags, comments and CDATA sections as one each; everything else is text, as is what never ends. */
function* tokensOf(text: string): Generator<Token> {
  let at = 0
  while (at < text.length) {
    const [, end = ''] = ends.find(([start]) => text.startsWith(start, at)) ?? []
    const closing = end === '' ? text.indexOf('<', at) : text.indexOf(end, at)
    const next = closing === -1 ? text.length : closing + end.length
    yield { piece: text.slice(at, next), index: at }
    at = next
  }
}

/** Texts and attributes of an XML document, by the names of the elements around them. Whatever is not well-formed is read as far as it goes. */
export function xmlLeaves(text: string): readonly Leaf[] {
  const leaves: Leaf[] = []
  const path: string[] = []
  const siblings = new Map<string, string>()
  const add = (steps: readonly string[], value: string, start: number, end: number, write: Leaf['encode']) => {
    const place = steps.reduce(pointerTo, '')
    if (value.trim() !== '')
      leaves.push({ place, path: steps, value, start, end, what: 'text', siblings, encode: write })
  }
  /** What stands between two marks, as it is written. */
  const addInside = ({ piece, index }: Token, [start, end]: readonly [string, string]) => {
    const inside = piece.slice(start.length, piece.endsWith(end) ? -end.length : undefined)
    const from = index + start.length
    add(path.slice(0, namedDepth), inside, from, from + inside.length, (value) => value.replaceAll(end, ''))
  }
  const addAttributes = ({ piece, index }: Token, name: string) => {
    for (const { 0: pair, 1: key = '', 2: quoted = '', index: at } of piece.matchAll(attribute)) {
      const start = index + at + pair.length - quoted.length + 1
      const steps = [...path.slice(0, namedDepth), name, key]
      add(steps, decodeEntities(quoted.slice(1, -1)), start, start + quoted.length - 2, encodeEntities)
    }
  }
  for (const token of tokensOf(text)) {
    const { piece, index } = token
    const marks = ends.find(([start]) => start !== '<' && piece.startsWith(start))
    const [, mark = '', name] = (piece.endsWith('>') && tag.exec(piece)) || []
    if (marks !== undefined) addInside(token, marks)
    else if (name === undefined)
      add(path.slice(0, namedDepth), decodeEntities(piece), index, index + piece.length, encodeEntities)
    else if (mark === '/') path.pop()
    else {
      siblings.set(name, '')
      addAttributes(token, name)
      if (mark === '' && !piece.endsWith('/>')) path.push(name)
    }
  }
  return withGaps(text, leaves, structure)
}
