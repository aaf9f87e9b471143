import { lazy, Suspense } from 'react'
import type { CodeViewProps, DiffViewProps } from './code-view-props.ts'

const CodeEditor = lazy(() => import('./monaco/code-editor.tsx'))

/** Text in a read-only code view with folding and find. Its code is loaded when it is first shown. */
export function CodeView(props: CodeViewProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <CodeEditor {...props} />
    </Suspense>
  )
}

const DiffEditor = lazy(() => import('./monaco/diff-editor.tsx'))

/** Two texts side by side, line by line, with marks on lines that differ. Its code is loaded when it is first shown. */
export function DiffView(props: DiffViewProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <DiffEditor {...props} />
    </Suspense>
  )
}
