import { useImperativeHandle, useRef, useState } from 'react'
import type { CodeViewProps } from '../../src/renderer/src/code/code-view-props.ts'

/**
 * Stands in for Monaco, which needs a layout: the same props, on a plain text area. The cursor is the text area's; marks,
 * missing lines and the last action of the toolbar can be read beside it.
 */
export default function PlainCodeEditor({ text, label, marks, ghosts, notes, reveal, onCursor, ref }: CodeViewProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [action, setAction] = useState('')
  useImperativeHandle(
    ref,
    () => ({
      find: () => setAction('find'),
      foldAll: () => setAction('folded'),
      unfoldAll: () => setAction('unfolded'),
    }),
    [],
  )
  return (
    <>
      <textarea
        ref={area}
        aria-label={label}
        readOnly
        value={text}
        onSelect={() => onCursor?.(area.current?.selectionStart ?? 0)}
      />
      <output aria-label="Action">{action}</output>
      <ul aria-label="Marks">
        {marks?.map((mark) => (
          <li key={`${mark.start} ${mark.glyph}`}>{`${mark.tone} ${text.slice(mark.start, mark.end)}`}</li>
        ))}
        {ghosts?.map((ghost) => (
          <li key={`${ghost.after} ${ghost.text}`}>{ghost.text}</li>
        ))}
      </ul>
      {notes?.map((note) => (
        <p key={note.at}>{note.text}</p>
      ))}
      <output aria-label="Shown place">{reveal ? text.slice(reveal.start).split('\n', 1)[0] : ''}</output>
    </>
  )
}
