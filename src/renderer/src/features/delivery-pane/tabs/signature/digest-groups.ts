/** A piece of a digest: a group of eight characters, cut where the first difference stands. */
export interface DigestPiece {
  readonly text: string
  readonly differs: boolean
}

/** A digest in groups of eight; the character at `firstDifference` is a piece of its own. */
export function digestGroups(value: string, firstDifference: number | null): readonly (readonly DigestPiece[])[] {
  const groups: DigestPiece[][] = []
  for (let at = 0; at < value.length; at += 8) {
    const group = value.slice(at, at + 8)
    const mark = firstDifference === null ? -1 : firstDifference - at
    groups.push(mark >= 0 && mark < group.length ? splitAt(group, mark) : [{ text: group, differs: false }])
  }
  return groups
}

const splitAt = (group: string, mark: number): DigestPiece[] =>
  [
    { text: group.slice(0, mark), differs: false },
    { text: group.charAt(mark), differs: true },
    { text: group.slice(mark + 1), differs: false },
  ].filter(({ text }) => text !== '')
