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

/** A mistake in a JSON text. */
export interface JsonMistake {
  /** UTF-16 units from the beginning. */
  readonly offset: number
  /** One clause, e.g. "a comma is expected". */
  readonly message: string
}

/** The first mistake, null where there is none, or where the text is nested too deep to be looked through. */
export function firstMistake(text: string): JsonMistake | null {
  const errors: JsonMistake[] = []
  const found = new Error('the first one is enough')
  const onError = (code: ParseErrorCode, offset: number) => {
    errors.push({ offset, message: words[Number(code)] ?? 'the syntax is wrong' })
    throw found
  }
  try {
    visit(text, { onError }, { disallowComments: true })
  } catch (end) {
    // The visitor is recursive: a text that is nested some thousand levels deep ends it.
    if (end !== found && !(end instanceof RangeError)) throw end
  }
  return errors[0] ?? null
}
