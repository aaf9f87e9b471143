import type { editor as MonacoEditor } from 'monaco-editor/editor'

export const themeName = 'switchhook'

/** The editor takes colours as values, so the design tokens are read as the page shows them now. */
export function applyTheme(editor: typeof MonacoEditor): void {
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
      'input.background': token('--bg'),
      'input.border': token('--line-control'),
      focusBorder: token('--accent'),
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
export function toHex(colour: string): string {
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

const isDark = (hex: string) => Number.parseInt(hex.slice(3, 5), 16) < 128
