import type { editor as MonacoEditor } from 'monaco-editor/editor'
import { useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { CodeGhost, CodeMark, CodeViewProps } from '../code-view-props.ts'
import { foldLines, noteAtLine, showNotes } from './folds-and-notes.ts'
import { appendPieces, knowRegions, piecesOf } from './long-text.ts'
import { editor, readOnlyOptions } from './monaco.ts'

/** Monaco as a read-only view. Loaded on demand: use `CodeView`. */
export default function CodeEditor(props: CodeViewProps) {
  const { text, language = 'json', label, marks, ghosts, notes, reveal, onCursor, wrap = false, ref } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<editor.IStandaloneCodeEditor | null>(null)
  const cursor = useRef(onCursor)
  cursor.current = onCursor
  const latest = useRef(props)
  latest.current = props
  // Where the reader was when a shortened text was asked for: the view is made again with it.
  const place = useRef<MonacoEditor.ICodeEditorViewState | null>(null)
  const [first = '', ...rest] = useMemo(() => piecesOf(text), [text])
  const [filled, setFilled] = useState<string | null>(null)
  const isWhole = rest.length === 0 || filled === text

  useEffect(() => {
    if (!host.current) return
    const stop = new AbortController()
    const model = editor.createModel(first, language === 'json' ? 'payload-json' : 'plaintext')
    model.setEOL(editor.EndOfLineSequence.LF)
    const { scan } = latest.current
    if (scan) knowRegions(model, scan.regions)
    const made = editor.create(host.current, {
      ...readOnlyOptions,
      model,
      ariaLabel: label,
      glyphMargin: marks !== undefined,
      wordWrap: wrap ? 'on' : 'off',
      // It would send the whole text to a worker, line by line, to look for them.
      ...(scan?.hasInvisible === false && {
        unicodeHighlight: { ...readOnlyOptions.unicodeHighlight, invisibleCharacters: false },
      }),
    })
    const begin = () => {
      if (place.current) {
        made.restoreViewState(place.current)
        made.focus()
      } else foldLines(made, latest.current.folds ?? [])
      place.current = null
      view.current = made
    }
    const choose = (line: number): boolean => {
      const note = noteAtLine(made, latest.current.notes ?? [], line)
      if (note?.source === null || note?.source === undefined || !latest.current.onNote) return false
      place.current = made.saveViewState()
      latest.current.onNote(note.source)
      return true
    }
    const clicks = made.onMouseDown(({ target }) => {
      if (target.element?.classList.contains('code-note') && target.position) choose(target.position.lineNumber)
    })
    const enters = made.onKeyDown(({ browserEvent }) => {
      if (browserEvent.key !== 'Enter' || browserEvent.ctrlKey || browserEvent.metaKey || isFinding(browserEvent))
        return
      if (!choose(made.getPosition()?.lineNumber ?? 0)) made.trigger('keyboard', 'editor.toggleFold', null)
      browserEvent.preventDefault()
    })
    const moves = made.onDidChangeCursorPosition(({ position }) => cursor.current?.(model.getOffsetAt(position)))
    const box = host.current
    const keys = made.onKeyDown(({ browserEvent }) => passOn(browserEvent, box))
    if (rest.length === 0) begin()
    else {
      setFilled(null)
      void appendPieces(model, rest, stop.signal).then((done) => {
        if (!done) return
        begin()
        setFilled(text)
      })
    }
    return () => {
      stop.abort()
      view.current = null
      clicks.dispose()
      enters.dispose()
      moves.dispose()
      keys.dispose()
      made.dispose()
      model.dispose()
    }
  }, [text, language, label, wrap, marks !== undefined])

  useEffect(() => {
    if (!view.current || !marks) return
    return showMarks(view.current, marks, ghosts ?? [])
  }, [marks, ghosts, text, isWhole])

  useEffect(() => {
    if (view.current && notes) return showNotes(view.current, notes)
  }, [notes, text, wrap, isWhole])

  useEffect(() => {
    const model = view.current?.getModel()
    if (!model || !reveal) return
    const position = model.getPositionAt(reveal.start)
    view.current?.setPosition(position)
    view.current?.revealPositionInCenterIfOutsideViewport(position)
  }, [reveal, text, isWhole])

  useImperativeHandle(ref, () => {
    const run = (action: string) => {
      view.current?.focus()
      view.current?.trigger('menu', action, null)
    }
    return {
      find: () => run('actions.find'),
      foldAll: () => run('editor.foldLevel2'),
      unfoldAll: () => run('editor.unfoldAll'),
    }
  }, [])

  return (
    // Until it has all of its text it would show lines that are about to be folded.
    <div aria-busy={!isWhole} className={`h-full min-h-0 min-w-0 ${isWhole ? '' : 'pointer-events-none opacity-0'}`}>
      <div ref={host} className="h-full" />
    </div>
  )
}

/** The find widget is a part of the editor; Enter in it goes to the next place. */
const isFinding = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest('.find-widget') !== null

/** Plain keys mean nothing to a view that is only read, so the window's commands get them as if typed beside it. */
function passOn(event: KeyboardEvent, host: HTMLElement): void {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event
  const closesFind = key === 'Escape' && host.querySelector('.find-widget.visible') !== null
  const plain = key === 'F8' || key === 'Escape' || (key.length === 1 && key !== ' ')
  if (!plain || closesFind || ctrlKey || metaKey || altKey) return
  const copy = new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true })
  if (!host.dispatchEvent(copy)) event.preventDefault()
}

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
