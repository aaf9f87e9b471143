import { Refusal } from './refusal.ts'
import { countLineFeeds } from './source-text.ts'

export interface CsvRow {
  readonly cells: readonly string[]
  /** Where it begins, from 1. */
  readonly line: number
}

/** Rows of a CSV text (RFC 4180), empty lines left out. Throws Refusal where a quoted cell does not end. */
export function readCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = []
  let cells: string[] = []
  let line = 1
  let rowLine = 1
  let at = 0
  const endRow = () => {
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: rowLine })
    cells = []
    rowLine = line
  }
  while (at < text.length) {
    let cell: string
    if (text.charAt(at) === '"') {
      const end = endOfQuoted(text, at, line)
      cell = text.slice(at + 1, end).replaceAll('""', '"')
      line += countLineFeeds(cell)
      at = end + 1
    } else {
      const end = endOfPlain(text, at)
      cell = text.slice(at, end)
      at = end
    }
    cells.push(cell)
    const next = text.charAt(at)
    if (next === ',') {
      at += 1
      // A comma at the end has an empty cell behind it.
      if (at === text.length) cells.push('')
      continue
    }
    if (at < text.length && next !== '\r' && next !== '\n')
      throw new Refusal('syntax', 'A comma or the end of the row is expected after a quoted cell.', line)
    at += text.startsWith('\r\n', at) ? 2 : 1
    line += 1
    endRow()
  }
  if (cells.length > 0) endRow()
  return rows
}

function endOfQuoted(text: string, opening: number, line: number): number {
  for (let at = text.indexOf('"', opening + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text.charAt(at + 1) !== '"') return at
  }
  throw new Refusal('truncated', 'A quoted cell does not end. The file was probably cut off.', line)
}

function endOfPlain(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x2c || code === 0x0a || code === 0x0d) return at
  }
  return text.length
}
