export interface JsonScan {
  /** Where the text is over a limit, which one; the scan stopped there. */
  readonly exceeded: 'depth' | 'values' | null
  /** Numbers whose text may differ from `String` of their value: "5.0", "1e2", "-0", 16 digits and more. */
  readonly unusualNumbers: readonly string[]
}

/** Of this many unusual numbers the texts are remembered. */
const maxUnusual = 1000

const quote = 0x22
const backslash = 0x5c

/**
 * Counts levels and values of a JSON text before anything is built of it, and stops at a limit. Takes about 1 ns per
 * character and accepts any text; whether it is JSON is for the parser to say.
 */
export function scanJson(text: string, limits: { readonly depth: number; readonly values: number }): JsonScan {
  const unusualNumbers: string[] = []
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at)
        break
      case 0x7b: // {
      case 0x5b: // [
        depth += 1
        values += 1
        if (depth > limits.depth) return { exceeded: 'depth', unusualNumbers }
        break
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1
        break
      case 0x2c: // ,
        values += 1
        if (values > limits.values) return { exceeded: 'values', unusualNumbers }
        break
      case 0x2d: // -
      case 0x30:
      case 0x31:
      case 0x32:
      case 0x33:
      case 0x34:
      case 0x35:
      case 0x36:
      case 0x37:
      case 0x38:
      case 0x39: {
        const end = endOfNumber(text, at)
        if (isUnusual(text, at, end) && unusualNumbers.length <= maxUnusual) unusualNumbers.push(text.slice(at, end))
        at = end - 1
      }
    }
  }
  return { exceeded: values > limits.values ? 'values' : null, unusualNumbers }
}

/** May `String(value)` differ from what was sent? */
export function mayBeUnusual(value: number, { unusualNumbers }: Pick<JsonScan, 'unusualNumbers'>): boolean {
  return unusualNumbers.length > maxUnusual || unusualNumbers.some((text) => Number(text) === value)
}

/** Offset of the quote that closes the string which begins at `opening`, or the text's length. */
export function endOfString(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    if (code === backslash) at += 1
  }
  return text.length
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && isOfNumber(text.charCodeAt(at))) at += 1
  return at
}

/** Digits, ".", "+", "-", "e", "E". */
function isOfNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2b || code === 0x2d || (code | 0x20) === 0x65
}

function isUnusual(text: string, start: number, end: number): boolean {
  if (end - start > 15) return true
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x2e || (code | 0x20) === 0x65) return true
  }
  return end - start === 2 && text.charCodeAt(start) === 0x2d && text.charCodeAt(start + 1) === 0x30
}
