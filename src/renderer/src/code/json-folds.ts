import type { Node } from 'jsonc-parser'
import { formatBytes, plural } from '#shared/sentences/units.ts'
import type { CodeFold, CodeNote } from './code-view-props.ts'
import type { ShownText } from './json-text.ts'

/** A list is folded at first where it has more items than this, and more text; an object is what a reader came for, as a rule. */
const manyItems = 8
const manyFields = 60
const muchText = 600

/** What is said of the folded parts, and which lines they are. */
export interface JsonFolds {
  readonly folds: readonly CodeFold[]
  readonly notes: readonly CodeNote[]
}

/**
 * Lists and objects below the top level that would push everything else out of sight, such as a transcript, and strings of which
 * only the beginning is shown: each with what is hidden ("41 turns, 2.9 kB").
 */
export function jsonFolds(
  root: Node | null,
  source: string,
  shown: Pick<ShownText, 'text' | 'shortened' | 'toShown'>,
): JsonFolds {
  const lineOf = lineCounter(shown.text)
  const folds: CodeFold[] = []
  const notes: CodeNote[] = []
  const visit = (node: Node, name: string, top: boolean) => {
    if (node.type !== 'array' && node.type !== 'object') return
    const parts = node.children ?? []
    if (!top && isLarge(node, parts.length)) {
      const start = shown.toShown(node.offset)
      folds.push({ from: lineOf(start), to: lineOf(shown.toShown(node.offset + node.length - 1)) - 1 })
      notes.push({ at: start + 1, text: sizeWords(node, name, source), source: null })
    }
    for (const part of parts) {
      if (part.type === 'property') {
        const [key, value] = part.children ?? []
        if (value) visit(value, String(key?.value ?? ''), false)
      } else visit(part, name, false)
    }
  }
  if (root) visit(root, '', true)
  for (const { source: start, end, hidden } of shown.shortened)
    notes.push({ at: end, text: `${plural(hidden, 'more character')}`, source: start })
  return { folds, notes }
}

const isLarge = ({ type, length }: Node, parts: number): boolean =>
  parts > (type === 'array' ? manyItems : manyFields) && length > muchText

const encoder = new TextEncoder()

function sizeWords(node: Node, name: string, source: string): string {
  const count = node.children?.length ?? 0
  const size = encoder.encode(source.slice(node.offset, node.offset + node.length)).length
  const parts = node.type === 'object' ? 'field' : partsCalled(name)
  return `${plural(count, parts)}, ${formatBytes(size)}`
}

/** What the parts of a list are called that is known by its name. */
function partsCalled(name: string): string {
  if (/transcript|turns|utterance/i.test(name)) return 'turn'
  return /messages$/i.test(name) ? 'message' : 'item'
}

/** Line of an offset, from 1. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}
