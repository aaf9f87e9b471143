import { useEffect } from 'react'
import type { TextEditorProps } from '../../src/renderer/src/code/code-view-props.ts'

/** Stands in for Monaco, which needs a layout: a text area that tells what is typed; the schema can be read beside it. */
export default function PlainTextEditor({ initial, label, schema, onChange, onProblems }: TextEditorProps) {
  useEffect(() => onProblems?.([]), [onProblems])
  return (
    <>
      <textarea
        key={initial}
        aria-label={label}
        defaultValue={initial}
        onChange={(event) => onChange(event.target.value)}
      />
      <output aria-label="Schema">{schema ?? 'none'}</output>
    </>
  )
}
