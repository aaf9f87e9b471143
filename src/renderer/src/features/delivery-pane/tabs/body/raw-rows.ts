/** Where each line of the raw view begins: after every newline, and after `width` bytes without one. */
export function rawRowStarts(bytes: Uint8Array, width = 80): number[] {
  const starts: number[] = []
  let start = 0
  while (start < bytes.length) {
    starts.push(start)
    let end = start
    while (end < bytes.length && end - start < width && bytes[end] !== 0x0a) end++
    if (bytes[end] === 0x0a) end++
    else end = wholeCharacter(bytes, start, end)
    start = end
  }
  return starts
}

/** Moves an end back so that it does not cut a UTF-8 character. */
function wholeCharacter(bytes: Uint8Array, start: number, end: number): number {
  for (let back = end; back > Math.max(start, end - 4); back--) {
    const byte = bytes[back]
    if (byte === undefined || (byte & 0xc0) !== 0x80) return back
  }
  return end
}
