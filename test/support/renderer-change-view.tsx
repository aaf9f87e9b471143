import type { ChangeViewProps } from '../../src/renderer/src/code/code-view-props.ts'

/** Stands in for Monaco's diff: both texts. */
export default function PlainChangeView({ before, after, label }: ChangeViewProps) {
  return (
    <>
      <output aria-label={`${label}: before`}>{before}</output>
      <output aria-label={`${label}: after`}>{after}</output>
    </>
  )
}
