import { useEffect, useRef } from 'react'
import type { ChangeViewProps } from '../code-view-props.ts'
import { editor, readOnlyOptions } from './monaco.ts'

/** Monaco's diff of two texts: beside each other where there is room, else one below the other. Loaded on demand: use `ChangeView`. */
export default function MonacoChangeView({ before, after, language, label }: ChangeViewProps) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current) return
    const kind = language === 'json' ? 'payload-json' : 'plaintext'
    const models = { original: editor.createModel(before, kind), modified: editor.createModel(after, kind) }
    const view = editor.createDiffEditor(host.current, {
      ...readOnlyOptions,
      originalEditable: false,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 640,
      ignoreTrimWhitespace: false,
      wordWrap: 'on',
      diffWordWrap: 'on',
      hideUnchangedRegions: { enabled: true, contextLineCount: 2, minimumLineCount: 4 },
      originalAriaLabel: `${label}: before`,
      modifiedAriaLabel: `${label}: after`,
    })
    view.setModel(models)
    return () => {
      view.dispose()
      models.original.dispose()
      models.modified.dispose()
    }
  }, [before, after, language, label])
  return <div ref={host} className="h-full min-h-0 min-w-0" />
}
