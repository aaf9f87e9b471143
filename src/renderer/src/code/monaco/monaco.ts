import { editor, languages } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
// Only what a read-only view needs: the whole editor is four times as large. What is needed to write is added by `json-language`.
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/diffEditor/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/longLinesHelper/register'
import 'monaco-editor/features/unicodeHighlighter/register'
// A service of the completion that `json-language` brings: services must be known before the first view is made.
import 'monaco-editor/editor/contrib/suggest/browser/suggestMemory'
import '../code.css'
import { foldingProvider } from './long-text.ts'

const themeName = 'switchhook'

self.MonacoEnvironment = { getWorker: () => new EditorWorker() }

/** Colours JSON and nothing else: what is wrong with a payload is said by its schema check. */
languages.register({ id: 'payload-json' })
export const jsonTokens: languages.IMonarchLanguage = {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'key'],
      [/"(?:[^"\\]|\\.)*"?/, 'string'],
      [/-?\d[\d.eE+-]*/, 'number'],
      [/\b(?:true|false|null)\b/, 'literal'],
      [/[{}[\],:]/, 'delimiter'],
    ],
  },
}
languages.setMonarchTokensProvider('payload-json', jsonTokens)
languages.registerFoldingRangeProvider('payload-json', foldingProvider)
applyTheme()
const scheme = matchMedia('(prefers-color-scheme: dark)')
scheme.addEventListener('change', () => applyTheme())
new MutationObserver(() => applyTheme()).observe(document.documentElement, { attributeFilter: ['data-theme'] })

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

/** The editor takes colours as values, so the design tokens are read as the page shows them now. */
export function applyTheme(): void {
  const probe = document.createElement('span')
  document.body.append(probe)
  const token = (name: string, alpha = '') => {
    probe.style.color = `var(${name})`
    return toHex(getComputedStyle(probe).color) + alpha
  }
  const background = token('--bg')
  const rule = (name: string, colour: string) => ({ token: name, foreground: token(colour).slice(1) })
  editor.defineTheme(themeName, {
    base: isDark(background) ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      rule('', '--text'),
      rule('key', '--syn-key'),
      rule('string', '--syn-str'),
      rule('number', '--syn-num'),
      rule('literal', '--syn-lit'),
      rule('delimiter', '--syn-punc'),
    ],
    colors: {
      'editor.background': background,
      'editor.foreground': token('--text'),
      'editorGutter.background': background,
      'editorLineNumber.foreground': token('--text-3'),
      'editorLineNumber.activeForeground': token('--text'),
      'editor.lineHighlightBackground': token('--bg-hover'),
      'editor.lineHighlightBorder': token('--bg-hover'),
      'editor.selectionBackground': token('--accent', '3d'),
      'editor.inactiveSelectionBackground': token('--accent', '24'),
      'editor.foldBackground': '#00000000',
      'editorGutter.foldingControlForeground': token('--text-3'),
      'editorCursor.foreground': token('--accent'),
      'editorIndentGuide.background1': token('--line'),
      'editorIndentGuide.activeBackground1': token('--line-strong'),
      'editorWidget.background': token('--bg-raised'),
      'editorWidget.border': token('--line-strong'),
      'editorSuggestWidget.background': token('--bg-raised'),
      'editorSuggestWidget.selectedBackground': token('--bg-select'),
      'editorSuggestWidget.selectedForeground': token('--text'),
      'editorSuggestWidget.foreground': token('--text'),
      'editorSuggestWidget.highlightForeground': token('--accent'),
      'editorWarning.foreground': token('--warn'),
      'editorError.foreground': token('--bad'),
      'input.background': token('--bg'),
      'input.border': token('--line-control'),
      focusBorder: token('--accent'),
      'editor.rangeHighlightBackground': token('--bg-hover'),
      'editor.findMatchBackground': token('--accent', '52'),
      'editor.findMatchHighlightBackground': token('--accent', '29'),
      'scrollbarSlider.background': token('--text-3', '38'),
      'scrollbarSlider.hoverBackground': token('--text-3', '61'),
      'scrollbarSlider.activeBackground': token('--text-3', '80'),
      'diffEditor.insertedLineBackground': token('--warn-bg'),
      'diffEditor.removedLineBackground': token('--warn-bg'),
      'diffEditor.insertedTextBackground': token('--warn', '2e'),
      'diffEditor.removedTextBackground': token('--warn', '2e'),
      'diffEditor.diagonalFill': token('--line'),
      'diffEditor.border': token('--line'),
    },
  })
  editor.setTheme(themeName)
  probe.remove()
}

/** "rgb(27, 27, 25)" or "color(srgb 0.1 0.1 0.1)" as "#1b1b19". */
function toHex(colour: string): string {
  const values = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)
  const scale = colour.startsWith('color(') ? 255 : 1
  return `#${values
    .map((value) =>
      Math.round(value * scale)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

function isDark(hex: string): boolean {
  return Number.parseInt(hex.slice(3, 5), 16) < 128
}

export { editor }
