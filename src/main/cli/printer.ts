import { styleText } from 'node:util'
import { visible, visibleJson } from '../hosting/visible.ts'

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** A cell: text from outside, made harmless for a terminal, and how it looks there. */
export interface Cell {
  readonly text: string
  readonly style?: Style
}

/** What commands print: lines for people, or one JSON object a line for programs. */
export interface Printer {
  readonly json: boolean
  /** For programs alone; each object says which version of the shapes it has. */
  object(value: object): void
  /** For people alone; cells without text are left out. */
  line(...cells: readonly (string | Cell)[]): void
  /** Text of several lines that keeps its spaces. */
  text(text: string): void
  /** Columns as wide as their widest cell; the last one is cut to the terminal's width, or goes on in further lines. */
  table(rows: readonly (readonly (string | Cell)[])[], options?: { readonly wraps?: boolean }): void
  /** About the work itself, on standard error: never among the results. */
  note(text: string): void
}

/** Raised whenever a printed object changes in a way that programs could notice. */
export const shapesVersion = 1

export interface PrinterOptions {
  readonly json: boolean
  readonly colour: boolean
  /** Columns of the terminal; null where there is none. */
  readonly width: number | null
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

export function createPrinter({ json, colour, width, out, err }: PrinterOptions): Printer {
  const cellOf = (cell: string | Cell): Cell => (typeof cell === 'string' ? { text: cell } : cell)
  const clean = (text: string) => visible(text.replaceAll(/\s+/g, ' '))
  const styled = (text: string, style: Style | undefined) =>
    colour && style !== undefined ? styleText(style, text, { validateStream: false }) : text

  return {
    json,
    object(value) {
      if (json) out(`${visibleJson(JSON.stringify({ v: shapesVersion, ...value }))}\n`)
    },
    line(...cells) {
      if (json) return
      out(
        `${cells
          .map(cellOf)
          .filter(({ text }) => text !== '')
          .map(({ text, style }) => styled(clean(text), style))
          .join(' ')}\n`,
      )
    },
    text(text) {
      if (json) return
      const lines = text.split(/\r?\n/)
      for (const line of lines) out(`${visible(line.replaceAll('\t', '  '))}\n`)
    },
    table(rows, { wraps = false } = {}) {
      if (json || rows.length === 0) return
      const cells = rows.map((row) => row.map(cellOf).map((cell) => ({ ...cell, text: clean(cell.text) })))
      const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.text.length)))
      const before = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, 0)
      const last = width === null ? Number.POSITIVE_INFINITY : Math.max(10, width - before)
      for (const row of cells) {
        const line = row.map(({ text, style }, column) => {
          if (column === widths.length - 1) return styled(wraps ? wrapped(text, last, before) : cut(text, last), style)
          return styled(text, style) + ' '.repeat(widths[column]! - text.length)
        })
        out(`${line.join('  ').trimEnd()}\n`)
      }
    },
    note: (text) => err(`${clean(text)}\n`),
  }
}

/** Without half a character at its end. */
const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1).replace(/[\ud800-\udbff]$/, '')}…` : text

/** Further lines stand below the first one. */
function wrapped(text: string, width: number, indent: number): string {
  if (text.length <= width) return text
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}
