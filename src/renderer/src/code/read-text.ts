/** Bytes read as UTF-8. */
export interface ReadText {
  readonly text: string
  /** A byte order mark stood before the text; it is left out of `text`. */
  readonly bom: boolean
  /** All bytes were UTF-8; if not, offsets in the text cannot be turned into byte offsets. */
  readonly exact: boolean
}

/** Reads UTF-8, putting U+FFFD for bytes that are none. */
export function readText(bytes: Uint8Array): ReadText {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const rest = bom ? bytes.subarray(3) : bytes
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rest), bom, exact: true }
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(rest), bom, exact: false }
  }
}

/** Mostly control bytes or not text at all: better shown as hex. Looks at the first 4 KiB. */
export function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096)
  if (head.length === 0) return false
  let odd = 0
  for (const byte of head) if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) odd++
  if (odd > 0 && head.includes(0)) return true
  // A cut at 4 KiB may split a character: at most three bytes of it are replaced at the end.
  const replaced = readText(head).text.split('�').length - 1
  return odd + Math.max(0, replaced - 3) > head.length * 0.1
}

/** Number of UTF-8 bytes of the text up to a UTF-16 offset. */
export function byteOffset(text: string, offset: number): number {
  let bytes = 0
  for (let i = 0; i < offset; i++) {
    const unit = text.charCodeAt(i)
    // Each half of a surrogate pair counts two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3
  }
  return bytes
}
