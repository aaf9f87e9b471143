import { type ParseErrorCode, visit } from 'jsonc-parser'

// By number, because jsonc-parser's ParseErrorCode is a const enum, which can't be imported with isolated modules.
const words: Readonly<Record<number, string>> = {
  1: 'this is not a JSON value',
  2: 'this is not a number',
  3: 'a field name in double quotes is expected',
  4: 'a value is expected',
  5: 'a colon is expected',
  6: 'a comma is expected',
  7: 'a closing brace is expected',
  8: 'a closing bracket is expected',
  9: 'the text should end here',
  10: 'comments are not allowed in JSON',
  11: 'a comment does not end',
  12: 'a string does not end',
  13: 'a number does not end',
  14: 'an escape has not four hexadecimal digits',
  15: 'this escape does not exist in JSON',
  16: 'this character is not allowed here',
}

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
  const found = firstError(text)
  if (found === null) return error instanceof Error ? error.message : String(error)
  const { line, column } = lineIndex(text)(found.offset)
  return `line ${line}, column ${column}: ${words[found.code] ?? 'the syntax is wrong'}`
}

function firstError(text: string): { readonly code: number; readonly offset: number } | null {
  const errors: { code: number; offset: number }[] = []
  const found = new Error('the first one is enough')
  const onError = (code: ParseErrorCode, offset: number) => {
    errors.push({ code: Number(code), offset })
    throw found
  }
  try {
    visit(text, { onError }, { disallowComments: true })
  } catch (end) {
    // The visitor is recursive: a text that is nested some thousand levels deep ends it. JSON.parse's own words remain.
    if (end !== found && !(end instanceof RangeError)) throw end
  }
  return errors[0] ?? null
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
