import type { editor as MonacoEditor } from 'monaco-editor/editor'
import type { CodeGhost, CodeMark } from '../code-view-props.ts'

/** Puts marks on a view's lines, and lines that are not in the text between them. Returns what takes them away. */
export function showMarks(
  view: MonacoEditor.ICodeEditor,
  marks: readonly CodeMark[],
  ghosts: readonly CodeGhost[],
): () => void {
  const model = view.getModel()
  if (!model) return () => undefined
  const decorations = view.createDecorationsCollection(
    marks.flatMap((mark) => {
      const start = model.getPositionAt(mark.start)
      const end = model.getPositionAt(mark.end)
      const line = { startLineNumber: start.lineNumber, startColumn: 1, endLineNumber: start.lineNumber, endColumn: 1 }
      // A value of several lines is underlined on its first one only.
      const endColumn = end.lineNumber === start.lineNumber ? end.column : model.getLineMaxColumn(start.lineNumber)
      return [
        {
          range: line,
          options: {
            isWholeLine: true,
            className: `code-line-${mark.tone}`,
            glyphMarginClassName: `code-glyph code-glyph-${mark.glyph} code-glyph-${mark.tone}`,
            glyphMargin: { position: 1 },
          },
        },
        {
          range: { ...line, startColumn: start.column, endColumn },
          options: { inlineClassName: `code-wavy-${mark.tone}` },
        },
      ]
    }),
  )
  const zones: string[] = []
  view.changeViewZones((accessor) => {
    for (const ghost of ghosts) {
      const line = model.getPositionAt(ghost.after).lineNumber
      zones.push(
        accessor.addZone(ghostZone(ghost, line, model.getLineContent(Math.min(line + 1, model.getLineCount())))),
      )
    }
  })
  return () => {
    decorations.clear()
    view.changeViewZones((accessor) => {
      for (const zone of zones) accessor.removeZone(zone)
    })
  }
}

function ghostZone(ghost: CodeGhost, line: number, next: string): MonacoEditor.IViewZone {
  const row = document.createElement('div')
  row.className = 'code-ghost'
  row.textContent = `${next.match(/^ */)?.[0] ?? ''}${ghost.text}`
  const margin = document.createElement('div')
  margin.className = 'code-ghost code-glyph code-glyph-missing code-glyph-warn'
  return { afterLineNumber: line, heightInLines: 1, domNode: row, marginDomNode: margin }
}
