import { lazy, Suspense } from 'react'
import type { ChangeViewProps, CodeViewProps, DiffViewProps, TextEditorProps } from './code-view-props.ts'

/** In two steps, so that the page can do something else in between. */
async function afterFoundation<View>(load: () => Promise<View>): Promise<View> {
  await import('./monaco/foundation.ts')
  return load()
}

const CodeEditor = lazy(() => afterFoundation(() => import('./monaco/code-editor.tsx')))

/** Text in a read-only code view with folding and find. Its code is loaded when it is first shown. */
export function CodeView(props: CodeViewProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <CodeEditor {...props} />
    </Suspense>
  )
}

const DiffEditor = lazy(() => afterFoundation(() => import('./monaco/diff-editor.tsx')))

/** Two texts side by side, line by line, with marks on lines that differ. Its code is loaded when it is first shown. */
export function DiffView(props: DiffViewProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <DiffEditor {...props} />
    </Suspense>
  )
}

const MonacoTextEditor = lazy(() => afterFoundation(() => import('./monaco/text-editor.tsx')))

/** Text to write, with help from a JSON schema. Its code is loaded when it is first shown. */
export function TextEditor(props: TextEditorProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <MonacoTextEditor {...props} />
    </Suspense>
  )
}

const MonacoChangeView = lazy(() => afterFoundation(() => import('./monaco/change-view.tsx')))

/** What was changed in a text. Its code is loaded when it is first shown. */
export function ChangeView(props: ChangeViewProps) {
  return (
    <Suspense fallback={<div className="h-full" aria-busy="true" />}>
      <MonacoChangeView {...props} />
    </Suspense>
  )
}
