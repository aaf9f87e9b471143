import { useEffect, useImperativeHandle, useRef } from 'react'
import type { CodeViewProps } from '../code-view-props.ts'
import { showMarks } from './marks.ts'
import { editor, readOnlyOptions } from './monaco.ts'

/** Monaco as a read-only view. Loaded on demand: use `CodeView`. */
export default function CodeEditor(props: CodeViewProps) {
  const { text, language = 'json', label, marks, ghosts, reveal, onCursor, wrap = false, ref } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<editor.IStandaloneCodeEditor | null>(null)
  const cursor = useRef(onCursor)
  cursor.current = onCursor

  useEffect(() => {
    if (!host.current) return
    const model = editor.createModel(text, language === 'json' ? 'payload-json' : 'plaintext')
    model.setEOL(editor.EndOfLineSequence.LF)
    const made = editor.create(host.current, {
      ...readOnlyOptions,
      model,
      ariaLabel: label,
      glyphMargin: marks !== undefined,
      wordWrap: wrap ? 'on' : 'off',
    })
    const moves = made.onDidChangeCursorPosition(({ position }) => cursor.current?.(model.getOffsetAt(position)))
    const box = host.current
    const keys = made.onKeyDown(({ browserEvent }) => passOn(browserEvent, box))
    view.current = made
    return () => {
      view.current = null
      moves.dispose()
      keys.dispose()
      made.dispose()
      model.dispose()
    }
  }, [text, language, label, wrap, marks !== undefined])

  useEffect(() => {
    if (!view.current || !marks) return
    return showMarks(view.current, marks, ghosts ?? [])
  }, [marks, ghosts, text])

  useEffect(() => {
    const model = view.current?.getModel()
    if (!model || !reveal) return
    const position = model.getPositionAt(reveal.start)
    view.current?.setPosition(position)
    view.current?.revealPositionInCenterIfOutsideViewport(position)
  }, [reveal, text])

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

  return <div ref={host} className="h-full min-h-0 min-w-0" />
}

/** Plain keys mean nothing to a view that is only read, so the window's commands get them as if typed beside it. */
function passOn(event: KeyboardEvent, host: HTMLElement): void {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event
  const closesFind = key === 'Escape' && host.querySelector('.find-widget.visible') !== null
  const plain = key === 'F8' || key === 'Escape' || (key.length === 1 && key !== ' ')
  if (!plain || closesFind || ctrlKey || metaKey || altKey) return
  const copy = new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true })
  if (!host.dispatchEvent(copy)) event.preventDefault()
}
