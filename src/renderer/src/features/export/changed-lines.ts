/** A line of a text before and after, where the layout stays. */
export interface LinePair {
  /** 1-based. */
  readonly number: number
  readonly before: string
  readonly after: string
  readonly isChanged: boolean
}

/** Lines without a change, between others. */
export interface LineGap {
  readonly from: number
  readonly count: number
}

/** Lines that are shown around a change. */
const context = 1

/** Lines of two versions side by side, unchanged stretches left out. Null where the layout did not stay. */
export function changedLines(before: string, after: string): (LinePair | LineGap)[] | null {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  if (old.length !== fresh.length) return null
  const isChanged = (at: number) => old[at] !== undefined && old[at] !== fresh[at]
  const isShown = (at: number) => {
    for (let near = at - context; near <= at + context; near += 1) if (isChanged(near)) return true
    return false
  }
  const lines: (LinePair | LineGap)[] = []
  for (let at = 0; at < old.length; at += 1) {
    const last = lines.at(-1)
    if (isShown(at)) lines.push({ number: at + 1, before: old[at]!, after: fresh[at]!, isChanged: isChanged(at) })
    else if (last && 'from' in last) lines[lines.length - 1] = { from: last.from, count: last.count + 1 }
    else lines.push({ from: at + 1, count: 1 })
  }
  return lines
}

export interface MarkedLine {
  readonly start: string
  readonly middle: string
  readonly end: string
}

/** What two versions of a line have in common at their ends, and what is between. */
export function markedLines(before: string, after: string): readonly [MarkedLine, MarkedLine] {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const cut = (text: string): MarkedLine => ({
    start: text.slice(0, start),
    middle: text.slice(start, text.length - end),
    end: text.slice(text.length - end),
  })
  return [cut(before), cut(after)]
}
