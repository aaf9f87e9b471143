import { firstMistake } from '#shared/json/json-mistake.ts'

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  /** "line 3, column 5: a comma is expected" */
  | { readonly ok: false; readonly problem: string }

export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, problem: jsonProblem(text, error) }
  }
}

/** Where and why a text is not JSON: "line 3, column 5: a comma is expected". `error` is what `JSON.parse` threw. */
export function jsonProblem(text: string, error: unknown): string {
  const found = firstMistake(text)
  // Also where the text is nested too deep for it.
  if (found === null) return error instanceof Error ? error.message : String(error)
  const { line, column } = lineIndex(text)(found.offset)
  return `line ${line}, column ${column}: ${found.message}`
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Line and column of an offset, both 1-based; columns count UTF-16 units. CRLF, LF and a lone CR end a line. */
export function lineIndex(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const ends = code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)
    if (ends) starts.push(at + 1)
  }
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
}
