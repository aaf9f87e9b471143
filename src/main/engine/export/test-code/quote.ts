/** What does not stand in source code as it is: controls, invisible and bidirectional characters, line ends, odd spaces. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u
const known: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** How a language writes characters by their number. */
interface Escapes {
  readonly quote: "'" | '"'
  /** Up to U+00FF. */
  readonly byte: (hex: string) => string
  /** Beyond U+FFFF. */
  readonly astral: (hex: string) => string
}

function quoted(text: string, { quote, byte, astral }: Escapes): string {
  const characters = Array.from(text.toWellFormed(), (character) => {
    if (character === quote || character === '\\') return `\\${character}`
    if (!unsafe.test(character)) return character
    const code = character.codePointAt(0)!
    const hex = code.toString(16)
    if (code <= 0xff) return known[character] ?? byte(hex.padStart(2, '0'))
    return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : astral(hex)
  })
  return `${quote}${characters.join('')}${quote}`
}

const long = (hex: string) => `\\U${hex.padStart(8, '0')}`

/** A string literal of JavaScript and TypeScript. */
export const jsString = (text: string): string =>
  quoted(text, { quote: "'", byte: (hex) => `\\x${hex}`, astral: (hex) => `\\u{${hex}}` })

/** A string literal of Python. */
export const pyString = (text: string): string => quoted(text, { quote: "'", byte: (hex) => `\\x${hex}`, astral: long })

/** A string literal of Go: between backticks where that needs no escapes, since JSON is full of quotes. */
export const goString = (text: string): string =>
  /["\\]/.test(text) && !text.includes('`') && !unsafe.test(text) ? `\`${text}\`` : goQuoted(text)

/** In Go `\x80` would be a byte that is no character. */
const goQuoted = (text: string): string => quoted(text, { quote: '"', byte: (hex) => `\\u00${hex}`, astral: long })

/** Text with one character per byte, such as header values, as a literal of ASCII: `\x80` is a byte, or one character for it. */
function quotedBytes(text: string, quote: "'" | '"'): string {
  const inner = text.replaceAll(/[^ -~]|['"\\]/g, (char) => {
    if (/[ -~]/.test(char)) return char === quote || char === '\\' ? `\\${char}` : char
    return `\\x${(char.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`
  })
  return `${quote}${inner}${quote}`
}

export const jsBytes = (text: string): string => quotedBytes(text, "'")
export const pyBytes = (text: string): string => `b${quotedBytes(text, '"')}`
export const goBytes = (text: string): string => quotedBytes(text, '"')

/** A text within a comment that ends with its line, or with an asterisk and a slash. */
export function commentLine(text: string): string {
  return Array.from(text.toWellFormed(), (character) => {
    if (!unsafe.test(character)) return character
    return character === '\t' ? ' ' : `\\u{${character.codePointAt(0)!.toString(16)}}`
  })
    .join('')
    .replaceAll('*/', '* /')
}
