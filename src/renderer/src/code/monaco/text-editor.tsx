import { editor as api, Uri } from 'monaco-editor/editor'
import { useEffect, useRef } from 'react'
import type { TextEditorProps } from '../code-view-props.ts'
import { editedJson, startJsonHelp } from './json-language.ts'
import { editor, readOnlyOptions } from './monaco.ts'

/** Monaco to write in. Loaded on demand: use `TextEditor`. */
export default function MonacoTextEditor(props: TextEditorProps) {
  const { initial, language, schema = null, label, onChange, onProblems } = props
  const host = useRef<HTMLDivElement>(null)
  const told = useRef({ onChange, onProblems })
  told.current = { onChange, onProblems }

  useEffect(() => {
    if (!host.current) return
    const uri = Uri.parse(`inmemory://edited/${++models}.json`)
    const model = api.createModel(initial, language === 'json' ? editedJson : 'plaintext', uri)
    const help = language === 'json' ? startJsonHelp(uri, schema) : null
    const view = editor.create(host.current, {
      ...readOnlyOptions,
      readOnly: false,
      domReadOnly: false,
      model,
      ariaLabel: label,
      wordWrap: 'on',
      tabSize: 2,
      detectIndentation: true,
      autoIndent: 'keep',
      matchBrackets: 'near',
      quickSuggestions: { strings: true, other: true, comments: false },
      wordBasedSuggestions: 'off',
      fixedOverflowWidgets: true,
      // They are characters like any other, and stay where they are.
      unusualLineTerminators: 'off',
      // Tab goes on to the next control: Monaco's own key (Ctrl+M) makes it indent.
      tabFocusMode: true,
    })
    const changes = model.onDidChangeContent(() => told.current.onChange(model.getValue()))
    const marks = api.onDidChangeMarkers((resources) => {
      if (!resources.some((each) => each.toString() === uri.toString())) return
      told.current.onProblems?.(
        api
          .getModelMarkers({ resource: uri })
          .map(({ message, startLineNumber }) => ({ message, line: startLineNumber })),
      )
    })
    return () => {
      marks.dispose()
      changes.dispose()
      help?.dispose()
      view.dispose()
      model.dispose()
    }
  }, [initial, language, schema, label])

  return <div ref={host} className="h-full min-h-0 min-w-0" />
}

let models = 0
