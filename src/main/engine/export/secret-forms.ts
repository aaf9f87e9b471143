/** A short secret stands inside other values by chance, and would take signatures along. */
export const isLong = (text: string): boolean => text.length >= 6

/** The ways in which a secret can stand in a text: as it is, escaped for JSON, for a URL, in hex, within Base64. */
export function formsOf(secret: string): readonly string[] {
  if (secret === '') return []
  const hex = Buffer.from(secret).toString('hex')
  const plain = [secret, JSON.stringify(secret).slice(1, -1), hex, hex.toUpperCase()]
  return [...new Set([...plain, ...inUrls(secret, hex), ...withinBase64(secret)])]
}

/** Percent-encoded by different tastes: digits in upper or lower case, spaces as "+", what need not be as well, every byte. */
function inUrls(secret: string, hex: string): string[] {
  const forms = [
    wellFormed(encodeURIComponent, secret),
    new URLSearchParams({ x: secret }).toString().slice('x='.length),
    hex.toUpperCase().replaceAll(/../g, '%$&'),
  ]
  return forms.flatMap((form) => [form, form.replaceAll(/%../g, (code) => code.toLowerCase())])
}

/** Half of a surrogate pair cannot be encoded. */
const wellFormed = (encode: (text: string) => string, text: string): string => encode(text.toWellFormed())

/**
 * What of a secret's Base64 is the same whatever stands before and after it, for each of the three places where it can begin
 * (`user:secret` begins it anywhere), in both alphabets.
 */
function withinBase64(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const first = Math.ceil((before * 8) / 6)
    const last = Math.floor(((before + bytes.length) * 8) / 6)
    const inner = whole.slice(first, last)
    // Where nothing follows, the last character belongs to it as well.
    const found = before === 0 ? [whole, inner] : [inner]
    return found.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
  })
}

/** Without one of these, nothing in a text is escaped. */
const escapes = /[%\\]/
const escaped = /\\u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})|\\(["/\\])|\+/g

/**
 * Finds a secret of which some characters are escaped and others are not, as each writer of JSON and of forms does it to its
 * own taste: PHP's `\/`, Python's `\u00e4`, a `%73` that need not be. For texts with one character per byte.
 */
function spelledPattern(secret: string): RegExp {
  const characters = Array.from(secret.toWellFormed(), (character) => {
    const bytes = Buffer.from(character)
    const ways = [
      [...bytes].map((byte) => `\\x${twoDigits(byte)}`).join(''),
      [...bytes].map((byte) => `%${caseless(twoDigits(byte))}`).join(''),
      Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
    ]
    if ('/"\\'.includes(character)) ways.push(`\\\\\\x${twoDigits(bytes[0]!)}`)
    if (character === ' ') ways.push('\\+')
    return `(?:${ways.join('|')})`
  })
  return new RegExp(characters.join(''), 'g')
}

const twoDigits = (byte: number) => byte.toString(16).padStart(2, '0')
const unit = (code: number) => `\\\\u${caseless(code.toString(16).padStart(4, '0'))}`
const caseless = (hex: string) => hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)

/**
 * Where a secret stands in a text of which some characters are escaped; the text holds one character per byte. Most texts
 * are told from one reading without escapes to hold none of them.
 */
export function spelledPlaces(text: string, secrets: readonly string[]): { start: number; end: number }[] {
  if (!escapes.test(text)) return []
  const plain = text.replaceAll(escaped, (_, unit?: string, byte?: string, one?: string) => {
    if (unit !== undefined) return Buffer.from(String.fromCharCode(Number.parseInt(unit, 16))).toString('latin1')
    return byte === undefined ? (one ?? ' ') : String.fromCharCode(Number.parseInt(byte, 16))
  })
  return secrets.filter(isLong).flatMap((secret) => {
    // Characters beyond two bytes of UTF-16, and those that escapes are written with, read otherwise in `plain`.
    const isCertain = /^[^%\\+\u{10000}-\u{10ffff}]*$/u.test(secret)
    if (isCertain && !plain.includes(Buffer.from(secret).toString('latin1'))) return []
    const hits = [...text.matchAll(spelledPattern(secret))]
    return hits.map(({ index, 0: hit }) => ({ start: index, end: index + hit.length }))
  })
}
