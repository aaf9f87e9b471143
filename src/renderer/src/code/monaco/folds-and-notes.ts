import type { editor as MonacoEditor } from 'monaco-editor/editor'
import type { CodeFold, CodeNote } from '../code-view-props.ts'

const foldingState = 'editor.contrib.folding'

/**
 * Folds lines before the view is first painted. The editor's own commands fold when its regions are computed, some 200 ms later,
 * and then the text would jump; what it restores is there at once.
 */
export function foldLines(view: MonacoEditor.ICodeEditor, folds: readonly CodeFold[]): void {
  const state = view.saveViewState()
  const usable = folds.filter(({ from, to }) => to > from)
  if (!state || usable.length === 0) return
  view.restoreViewState({
    ...state,
    contributionsState: {
      ...state.contributionsState,
      [foldingState]: {
        collapsedRegions: usable.map(({ from, to }) => ({
          startLineNumber: from,
          endLineNumber: to,
          isCollapsed: true,
        })),
      },
    },
  })
}

/** Puts words behind places of the text. Returns what takes them away. */
export function showNotes(view: MonacoEditor.ICodeEditor, notes: readonly CodeNote[]): () => void {
  const model = view.getModel()
  if (!model) return () => undefined
  const decorations = view.createDecorationsCollection(
    notes.map(({ at, text, source }) => {
      const end = model.getPositionAt(at)
      return {
        range: {
          startLineNumber: end.lineNumber,
          startColumn: Math.max(1, end.column - 1),
          endLineNumber: end.lineNumber,
          endColumn: end.column,
        },
        options: {
          after: {
            content: `\u00a0\u00a0${text}\u00a0`,
            inlineClassName: source === null ? 'code-note' : 'code-note code-note-more',
            inlineClassNameAffectsLetterSpacing: true,
          },
        },
      }
    }),
  )
  return () => decorations.clear()
}

/** The note on a line, the last one if there are several. */
export function noteAtLine(
  view: MonacoEditor.ICodeEditor,
  notes: readonly CodeNote[],
  line: number,
): CodeNote | undefined {
  const model = view.getModel()
  return notes.findLast(({ at }) => model?.getPositionAt(at).lineNumber === line)
}
