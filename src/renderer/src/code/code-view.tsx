import { lazy, Suspense } from 'react'
import type { CodeViewProps } from './code-view-props.ts'

const CodeEditor = lazy(() => import('./monaco/code-editor.tsx'))

/** Text in a read-only code view with folding and find. Its code is loaded when it is first shown. */
export function CodeView(props: CodeViewProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <CodeEditor {...props} />
    </Suspense>
  )
}
