import { type Leaf, noSiblings } from './leaf.ts'

/** A text without structure. */
export const plainLeaf = (value: string, start: number, place = ''): Leaf => ({
  place,
  path: [],
  value,
  start,
  end: start + value.length,
  what: 'text',
  siblings: noSiblings,
  encode: String,
})

/**
 * The leaves of a text, and what stands between them where it is more than structure: comments, and whatever its reader
 * did not understand. `structure`: with the flag `g`.
 */
export function withGaps(text: string, leaves: readonly Leaf[], structure: RegExp): readonly Leaf[] {
  const gaps: Leaf[] = []
  const addGap = (start: number, end: number) => {
    const piece = text.slice(start, end)
    if (/[\p{L}\p{N}@]/u.test(piece.replaceAll(structure, ' '))) gaps.push(plainLeaf(piece, start))
  }
  let at = 0
  for (const { start, end } of leaves.toSorted((one, other) => one.start - other.start)) {
    if (start > at) addGap(at, start)
    at = Math.max(at, end)
  }
  addGap(at, text.length)
  return gaps.length === 0 ? leaves : [...leaves, ...gaps]
}
