import type { DiffViewProps } from '../../src/renderer/src/code/code-view-props.ts'

/** Stands in for Monaco's diff editor: both texts, nothing compared. */
export default function PlainDiffEditor({ left, right }: DiffViewProps) {
  return (
    <>
      <textarea aria-label="Left side" readOnly value={left} />
      <textarea aria-label="Right side" readOnly value={right} />
    </>
  )
}
