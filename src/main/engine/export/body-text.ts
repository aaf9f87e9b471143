/** The text of a body that is valid UTF-8 (a byte order mark stays in it), else null. */
export function bodyText(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
}
