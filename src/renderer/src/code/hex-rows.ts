export const bytesPerRow = 16

/** One line of a hex dump. */
export interface HexRow {
  readonly offset: string
  /** Two groups of eight. */
  readonly hex: readonly [string, string]
  readonly ascii: string
}

/** Line `index` of the dump of `bytes`, whose first byte has offset `start` in the whole body. */
export function hexRow(bytes: Uint8Array, index: number, start = 0): HexRow {
  const at = index * bytesPerRow
  const row = bytes.subarray(at, at + bytesPerRow)
  const pairs = Array.from(row, (byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
  return {
    offset: (start + at).toString(16).toUpperCase().padStart(8, '0'),
    hex: [pairs.slice(0, 8).join(' '), pairs.slice(8).join(' ')],
    ascii: Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
  }
}

export const hexRowCount = (size: number): number => Math.ceil(size / bytesPerRow)
