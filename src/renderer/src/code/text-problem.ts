import type { Conformance } from '#shared/model/conformance.ts'

/** Where a text stops being JSON, and why. */
export interface TextProblem {
  /** As the host tells it: 1-based, in the text as received; columns count UTF-16 units. */
  readonly line: number
  readonly column: number
  readonly words: string
  /** UTF-16 offsets in the text as received. */
  readonly start: number
  readonly end: number
}

/**
 * The place that a check names, found in the text, so that the page and the verdict never speak of two places. Null where it
 * names none.
 */
export function textProblem(
  text: string,
  { reason, detail }: Pick<Conformance, 'reason' | 'detail'>,
): TextProblem | null {
  const found = reason === 'syntax-error' ? /^line (\d+), column (\d+): (.+)$/s.exec(detail ?? '') : null
  if (!found) return null
  const [line, column, words = ''] = [Number(found[1]), Number(found[2]), found[3]]
  const start = Math.min(lineStart(text, line) + column - 1, text.length)
  // At its very end there is no character to mark: then the last one is.
  return {
    line,
    column,
    words,
    start: Math.min(start, Math.max(0, text.length - 1)),
    end: Math.min(start + 1, text.length),
  }
}

/** Offset of a line, counted from 1. CR LF, LF and a lone CR end a line, as in the host's count. */
function lineStart(text: string, line: number): number {
  const breaks = /\r\n|\n|\r/g
  for (let left = line - 1; left > 0; left--) if (!breaks.exec(text)) return text.length
  return breaks.lastIndex
}
