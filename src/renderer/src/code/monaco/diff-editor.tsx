import { useEffect, useRef } from 'react'
import type { DiffViewProps } from '../code-view-props.ts'
import { editor, readOnlyOptions } from './monaco.ts'

/** Monaco's diff editor as a read-only view. Loaded on demand: use `DiffView`. */
export default function DiffEditor({ left, right, label }: DiffViewProps) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current) return
    const original = editor.createModel(left, 'payload-json')
    const modified = editor.createModel(right, 'payload-json')
    const view = editor.createDiffEditor(host.current, {
      ...readOnlyOptions,
      originalEditable: false,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: false,
      enableSplitViewResizing: true,
      renderOverviewRuler: false,
      renderIndicators: false,
      renderMarginRevertIcon: false,
      lineNumbers: 'off',
      lineDecorationsWidth: 12,
      folding: false,
      ignoreTrimWhitespace: false,
      originalAriaLabel: `${label}: documented`,
      modifiedAriaLabel: `${label}: this payload`,
    })
    view.setModel({ original, modified })
    return () => {
      view.dispose()
      original.dispose()
      modified.dispose()
    }
  }, [left, right, label])
  return <div ref={host} className="h-full min-h-0 min-w-0" />
}
