import { type ParseError, parse } from 'jsonc-parser'

export type ParsedText =
  | { readonly ok: true; readonly value: unknown }
  /** "line 3, column 5: …" */
  | { readonly ok: false; readonly problem: string }

/** Reads a JSON text; the problem tells line and column, both 1-based. */
export function parseJsonText(text: string): ParsedText {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (fault) {
    const problem = fault instanceof Error ? fault.message : String(fault)
    const offset = firstErrorOffset(text)
    if (offset === null) return { ok: false, problem }
    const before = text.slice(0, offset).split(/\r\n|\n|\r/)
    const reason = problem.replace(/ (in JSON )?at position \d+.*$/s, '').replace(/, ".*" is not valid JSON$/s, '')
    return { ok: false, problem: `line ${before.length}, column ${before.at(-1)!.length + 1}: ${reason}` }
  }
}

function firstErrorOffset(text: string): number | null {
  const errors: ParseError[] = []
  try {
    parse(text, errors, { disallowComments: true })
  } catch (overflow) {
    // Nested too deeply for the recursive parser: the position stays unknown.
    if (!(overflow instanceof RangeError)) throw overflow
  }
  return errors[0]?.offset ?? null
}
