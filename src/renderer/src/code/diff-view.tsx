import { lazy, Suspense } from 'react'
import type { DiffViewProps } from './diff-view-props.ts'

const DiffEditor = lazy(() => import('./monaco/diff-editor.tsx'))

/** Two texts side by side, their differences marked. Its code is loaded when it is first shown. */
export function DiffView(props: DiffViewProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <DiffEditor {...props} />
    </Suspense>
  )
}
