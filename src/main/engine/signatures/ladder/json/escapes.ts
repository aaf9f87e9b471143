/** Ways in which libraries write the characters of JSON strings; each takes the string with its quotes. */
export interface Escaping {
  readonly words: string
  readonly of: (raw: string) => string
}

const unit = (char: string) => char.charCodeAt(0).toString(16).padStart(4, '0')
/** Escape sequences one by one, so that `\\u0041` (an escaped backslash before a "u") is not taken for one of a character. */
const sequences = /\\(?:u([0-9a-fA-F]{4})|(.))/gs

const map = (pattern: RegExp, of: (char: string) => string) => (raw: string) => raw.replace(pattern, of)
const unescapeUnits =
  (which: (code: number) => boolean) =>
  (raw: string): string =>
    raw.replace(sequences, (all, hex: string | undefined) => {
      if (hex === undefined) return all
      const code = Number.parseInt(hex, 16)
      return which(code) ? String.fromCharCode(code) : all
    })
const changeHex = (of: (hex: string) => string) => (raw: string) =>
  raw.replace(sequences, (all, hex: string | undefined) => (hex === undefined ? all : `\\u${of(hex)}`))

const unescapeSlashes = (raw: string) => raw.replace(sequences, (all) => (all === '\\/' ? '/' : all))
const escapeSlashes = (raw: string) => unescapeSlashes(raw).replaceAll('/', '\\/')
const unescapeNonAscii = unescapeUnits((code) => code > 0x7e)
const unescapeMarkup = unescapeUnits((code) => code > 0x1f && code < 0x7f && code !== 0x22 && code !== 0x5c)
const lower = map(/[\u007f-\uffff]/g, (char) => `\\u${unit(char)}`)
const upper = map(/[\u007f-\uffff]/g, (char) => `\\u${unit(char).toUpperCase()}`)
const markup = map(/[<>&\u2028\u2029]/g, (char) => `\\u${unit(char)}`)
const markupUpper = map(/[<>&'\u2028\u2029]/g, (char) => `\\u${unit(char).toUpperCase()}`)
const gson = map(/[<>&='\u2028\u2029]/g, (char) => `\\u${unit(char)}`)
/** `JSON.stringify` of the same value. */
const shortest = (raw: string) => JSON.stringify(JSON.parse(raw))

export const escapings: readonly Escaping[] = [
  { words: 'with / in place of \\/', of: unescapeSlashes },
  { words: 'with \\/ in place of /', of: escapeSlashes },
  { words: 'with characters in place of \\u escapes', of: unescapeNonAscii },
  { words: 'with \\u escapes in place of characters beyond ASCII', of: lower },
  { words: 'with upper-case \\u escapes', of: upper },
  { words: 'with < > & in place of their escapes', of: unescapeMarkup },
  { words: 'with < > & escaped', of: markup },
  { words: 'with < > & and apostrophes escaped', of: markupUpper },
  { words: 'with < > & = and apostrophes escaped', of: gson },
  { words: 'with \\u escapes in lower case', of: changeHex((hex) => hex.toLowerCase()) },
  { words: 'with \\u escapes in upper case', of: changeHex((hex) => hex.toUpperCase()) },
  { words: 'with as few escapes as JSON allows', of: shortest },
  { words: 'with / and characters in place of escapes', of: (raw) => unescapeSlashes(unescapeNonAscii(raw)) },
  { words: 'with / and characters beyond ASCII escaped', of: (raw) => escapeSlashes(lower(raw)) },
  { words: 'with as few escapes as JSON allows, but \\/', of: (raw) => escapeSlashes(shortest(raw)) },
  { words: 'with < > & and characters beyond ASCII escaped', of: (raw) => markup(lower(shortest(raw))) },
  { words: 'with \\/ and characters, no other escapes', of: (raw) => escapeSlashes(unescapeNonAscii(raw)) },
]
