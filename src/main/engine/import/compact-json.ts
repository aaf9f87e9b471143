import { endOfString } from '../lib/json-scan.ts'

/** A JSON text without whitespace between its values; all else stays as written, numbers digit by digit. */
export function compactJson(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '"') {
      const end = endOfString(text, at)
      result += text.slice(at, end + 1)
      at = end
    } else if (!/\s/.test(char)) result += char
  }
  return result
}
