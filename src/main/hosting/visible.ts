/** A text of which nothing acts on a terminal: control and direction characters are written as escapes. */
export function visible(text: string, asEscape = (code: string) => `\\x${code}`): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => {
    const code = char.charCodeAt(0).toString(16)
    return code.length > 2 ? `\\u${code}` : asEscape(code.padStart(2, '0'))
  })
}

/** The same for a JSON text, which means what it did; line breaks are escaped as well. */
export const visibleJson = (json: string): string => visible(json, (code) => `\\u00${code}`)
