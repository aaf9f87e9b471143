import type { languages, editor as MonacoEditor } from 'monaco-editor/editor'
import type { CodeFold } from '../code-view-props.ts'

/** So many lines are put into a view at once. It takes some 20 ms: a view looks at each line of its text. */
const linesAtOnce = 10_000
/** With the first ones the view itself is made, which takes long enough. */
const firstLines = 500

/** A text in pieces that a view can take in one after another, each with its last line break. */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  let start = 0
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines += 1
    if (lines !== firstLines && lines % linesAtOnce !== 0) continue
    pieces.push(text.slice(start, at + 1))
    start = at + 1
  }
  return lines < linesAtOnce ? [text] : [...pieces, text.slice(start)]
}

/** Puts pieces behind a model's text, and lets the page do other things in between; false where it was stopped. */
export async function appendPieces(
  model: MonacoEditor.ITextModel,
  pieces: readonly string[],
  stop: AbortSignal,
): Promise<boolean> {
  for (const text of pieces) {
    await new Promise((resolve) => setTimeout(resolve))
    if (stop.aborted) return false
    const lineNumber = model.getLineCount()
    const column = model.getLineMaxColumn(lineNumber)
    const range = { startLineNumber: lineNumber, startColumn: column, endLineNumber: lineNumber, endColumn: column }
    model.applyEdits([{ range, text }])
  }
  return true
}

const known = new WeakMap<MonacoEditor.ITextModel, readonly CodeFold[]>()

/** What can be folded in a model's text, where that was found elsewhere. */
export function knowRegions(model: MonacoEditor.ITextModel, regions: readonly CodeFold[]): void {
  known.set(model, regions)
}

/** Without regions, the view looks for them itself, by indents. */
export const foldingProvider: languages.FoldingRangeProvider = {
  provideFoldingRanges: (model) => known.get(model)?.map(({ from, to }) => ({ start: from, end: to })) ?? null,
}
