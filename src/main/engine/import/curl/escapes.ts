const named: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  v: '\v',
}

const escapes =
  /\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S]))/g

const byteText = (code: number): string =>
  Buffer.from(code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)).toString('latin1')

/** What bash makes of the inside of `$'…'`, one character per byte; two halves of a character, as browsers write it, become one. */
export function ansiText(text: string): string {
  return text.replace(
    escapes,
    (
      _,
      high: string | undefined,
      low: string | undefined,
      unit: string | undefined,
      point: string | undefined,
      byte: string | undefined,
      octal: string | undefined,
      char: string | undefined,
    ) => {
      if (high !== undefined && low !== undefined)
        return Buffer.from(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16))).toString('latin1')
      const code = unit ?? point
      if (code !== undefined) return byteText(Number.parseInt(code, 16))
      if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
      if (char !== undefined && Object.hasOwn(named, char)) return named[char]!
      return /["'\\?]/.test(char ?? '') ? (char ?? '') : `\\${char}`
    },
  )
}

/** What `printf` writes for a format without arguments; null where it has a directive. */
export function printfText(format: string): string | null {
  if (/%(?!%)/.test(format.replaceAll('%%', ''))) return null
  return format
    .replaceAll('%%', '%')
    .replace(/\\(?:([0-7]{1,3})|([\s\S]))/g, (whole, octal: string | undefined, char: string | undefined) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
      if (char !== undefined && Object.hasOwn(named, char)) return named[char]!
      return char === '\\' ? '\\' : whole
    })
}
