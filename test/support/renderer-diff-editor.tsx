import type { DiffViewProps } from '../../src/renderer/src/code/code-view-props.ts'

/** Stands in for two views of Monaco: both texts, and what is marked on the right. */
export default function PlainDiffEditor({ left, right, differing }: DiffViewProps) {
  return (
    <>
      <textarea aria-label="Left side" readOnly value={left} />
      <textarea aria-label="Right side" readOnly value={right} />
      <output aria-label="Differing">{differing.map((line) => right.split('\n')[line - 1]).join('\n')}</output>
    </>
  )
}
