import type { CodeFold } from './code-view-props.ts'

/** As many as the code view takes. */
const most = 5000

interface Region extends CodeFold {
  readonly depth: number
}

/**
 * What can be folded in a JSON text that was laid out: objects and lists of several lines, without the line of the closing bracket;
 * the outer ones where there are too many. The code view finds them as well, but going through a long text takes it too long.
 */
export function foldRegions(text: string): CodeFold[] {
  const open: number[] = []
  const found: Region[] = []
  let line = 0
  for (let start = 0; start < text.length; line++) {
    const next = text.indexOf('\n', start)
    const end = next < 0 ? text.length : next
    if (isClosing(text.charAt(firstInk(text, start)))) {
      const from = open.pop()
      if (from !== undefined && line > from) found.push({ from, to: line, depth: open.length })
    }
    if (isOpening(text.charAt(end - 1))) open.push(line + 1)
    start = end + 1
  }
  return outermost(found)
    .map(({ from, to }) => ({ from, to }))
    .sort((a, b) => a.from - b.from)
}

const isOpening = (character: string) => character === '{' || character === '['
const isClosing = (character: string) => character === '}' || character === ']'

function firstInk(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === 0x20) at++
  return at
}

/** As many levels as there is room for, and the first ones of the level below. */
function outermost(regions: readonly Region[]): readonly Region[] {
  if (regions.length <= most) return regions
  const counts: number[] = []
  for (const { depth } of regions) counts[depth] = (counts[depth] ?? 0) + 1
  let levels = 0
  let room = most
  while ((counts[levels] ?? 0) <= room) room -= counts[levels++] ?? 0
  return regions.filter(({ depth }) => depth < levels || (depth === levels && room-- > 0))
}
