// Regular expressions for the end of a text take a time that grows with the square of what they do not find.

/** Without spaces and tabs around it; other characters that count as space elsewhere are bytes of a header here. */
export function trimWhitespace(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isWhitespace(text.charCodeAt(from))) from += 1
  while (to > from && isWhitespace(text.charCodeAt(to - 1))) to -= 1
  return text.slice(from, to)
}

/** Without line breaks at its end. */
export function withoutLastBreaks(text: string): string {
  let to = text.length
  while (to > 0 && isBreak(text.charCodeAt(to - 1))) to -= 1
  return text.slice(0, to)
}

const isWhitespace = (code: number): boolean => code === 0x20 || code === 0x09
const isBreak = (code: number): boolean => code === 0x0a || code === 0x0d
