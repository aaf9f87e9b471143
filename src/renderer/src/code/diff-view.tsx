import { lazy, Suspense } from 'react'

export interface DiffViewProps {
  readonly left: string
  readonly right: string
  /** What is compared, for the accessible names of both sides. */
  readonly label: string
}

const DiffEditor = lazy(() => import('./monaco/diff-editor.tsx'))

/** Two texts side by side, their differences marked. Its code is loaded when it is first shown. */
export function DiffView(props: DiffViewProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <DiffEditor {...props} />
    </Suspense>
  )
}
