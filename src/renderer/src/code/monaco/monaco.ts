import { editor, languages } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
// Only what a read-only view needs: the whole editor is four times as large.
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/diffEditor/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/longLinesHelper/register'
import 'monaco-editor/features/unicodeHighlighter/register'
import { applyTheme, themeName } from './theme.ts'
import '../code.css'

self.MonacoEnvironment = { getWorker: () => new EditorWorker() }

/** Colours JSON and nothing else: what is wrong with a payload is said by its schema check. */
languages.register({ id: 'payload-json' })
languages.setMonarchTokensProvider('payload-json', {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'key'],
      [/"(?:[^"\\]|\\.)*"?/, 'string'],
      [/-?\d[\d.eE+-]*/, 'number'],
      [/\b(?:true|false|null)\b/, 'literal'],
      [/[{}[\],:]/, 'delimiter'],
    ],
  },
})
applyTheme(editor)
const scheme = matchMedia('(prefers-color-scheme: dark)')
scheme.addEventListener('change', () => applyTheme(editor))
new MutationObserver(() => applyTheme(editor)).observe(document.documentElement, { attributeFilter: ['data-theme'] })

export const readOnlyOptions: editor.IEditorOptions & editor.IGlobalEditorOptions = {
  theme: themeName,
  readOnly: true,
  domReadOnly: true,
  automaticLayout: true,
  fontFamily: 'var(--font-mono)',
  fontSize: 12,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'all',
  renderLineHighlightOnlyWhenFocus: false,
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 18,
  padding: { top: 8, bottom: 8 },
  guides: { indentation: true, highlightActiveIndentation: false, bracketPairs: false },
  bracketPairColorization: { enabled: false },
  matchBrackets: 'never',
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  folding: true,
  showFoldingControls: 'always',
  foldingHighlight: false,
  links: false,
  contextmenu: false,
  // Tab leaves the view: it is for reading, and must not be a keyboard trap.
  tabFocusMode: true,
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true, nonBasicASCII: false },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  smoothScrolling: false,
  cursorBlinking: 'solid',
}

export { editor } from 'monaco-editor/editor'
