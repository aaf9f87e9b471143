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
  /** For people alone. */
  line(...cells: readonly (string | Cell)[]): void
  /** Columns as wide as their widest cell; the last one may be cut to the terminal's width. */
  table(rows: readonly (readonly (string | Cell)[])[]): void
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
          .map(({ text, style }) => styled(clean(text), style))
          .join(' ')}\n`,
      )
    },
    table(rows) {
      if (json || rows.length === 0) return
      const cells = rows.map((row) => row.map(cellOf).map((cell) => ({ ...cell, text: clean(cell.text) })))
      const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.text.length)))
      const before = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, 0)
      const last = width === null ? Number.POSITIVE_INFINITY : Math.max(10, width - before)
      for (const row of cells) {
        const line = row.map(({ text, style }, column) => {
          if (column === widths.length - 1)
            return styled(text.length > last ? `${text.slice(0, last - 1)}…` : text, style)
          return styled(text, style) + ' '.repeat(widths[column]! - text.length)
        })
        out(`${line.join('  ').trimEnd()}\n`)
      }
    },
    note: (text) => err(`${clean(text)}\n`),
  }
}
