/** A run of a byte string with what cannot be seen made visible. */
interface VisibleRun {
  /** `text`: as it is. The others are marks: `shown` stands for the bytes and `name` says what they are. */
  readonly kind: 'text' | 'blank' | 'newline' | 'control' | 'bom' | 'invalid'
  readonly shown: string
  readonly name: string
}

/** Characters without ink or that change the direction of others: a reader would take the text for another. */
const hidden = /^[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00a0]$/u

/** Has the text a character that a code view marks because it cannot be seen? Some that it does not mark count as well. */
export const hasInvisible = (text: string): boolean =>
  /(?![\t\n\r ])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc]/u.test(text)

const hexPair = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0')

/** UTF-8 bytes as runs; bytes that are no UTF-8 are shown as hex. */
export function visibleRuns(bytes: Uint8Array): VisibleRun[] {
  const runs: VisibleRun[] = []
  let plain = ''
  const flush = () => {
    if (plain) runs.push({ kind: 'text', shown: plain, name: '' })
    plain = ''
  }
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    const run = length === 0 ? invalid(bytes[at] as number) : mark(decode(bytes.subarray(at, at + length)), at)
    if (typeof run === 'string') plain += run
    else {
      flush()
      runs.push(run)
    }
    at += length || 1
  }
  flush()
  return runs
}

const invalid = (byte: number): VisibleRun => ({ kind: 'invalid', shown: hexPair(byte), name: 'not UTF-8' })

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const decode = (bytes: Uint8Array) => decoder.decode(bytes)

function mark(char: string, at: number): VisibleRun | string {
  if (char === ' ') return { kind: 'blank', shown: '·', name: 'blank' }
  if (char === '\t') return { kind: 'blank', shown: '→', name: 'tab' }
  if (char === '\n') return { kind: 'newline', shown: '↵', name: 'newline, 0A' }
  if (char === '\r') return { kind: 'control', shown: 'CR', name: 'carriage return, 0D' }
  const code = char.codePointAt(0) as number
  if (code === 0xfeff && at === 0) return { kind: 'bom', shown: 'BOM', name: 'byte order mark, EF BB BF' }
  if (code < 0x20 || code === 0x7f) return { kind: 'control', shown: hexPair(code), name: 'control byte' }
  if ((code >= 0x80 && code < 0xa0) || hidden.test(char)) {
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    return { kind: 'control', shown: name, name: 'character that cannot be seen' }
  }
  return char
}

/** Lead bytes with the number of bytes and the range of the second one (Unicode 16, table 3-7). */
const leads: readonly (readonly [first: number, last: number, length: number, low: number, high: number])[] = [
  [0x00, 0x7f, 1, 0, 0],
  [0xc2, 0xdf, 2, 0x80, 0xbf],
  [0xe0, 0xe0, 3, 0xa0, 0xbf],
  [0xe1, 0xec, 3, 0x80, 0xbf],
  [0xed, 0xed, 3, 0x80, 0x9f],
  [0xee, 0xef, 3, 0x80, 0xbf],
  [0xf0, 0xf0, 4, 0x90, 0xbf],
  [0xf1, 0xf3, 4, 0x80, 0xbf],
  [0xf4, 0xf4, 4, 0x80, 0x8f],
]

/** Bytes of the UTF-8 character at `at`, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number
  const lead = leads.find(([from, to]) => first >= from && first <= to)
  if (!lead) return 0
  const [, , length, low, high] = lead
  if (at + length > bytes.length) return 0
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] as number
    if (byte < (i === 1 ? low : 0x80) || byte > (i === 1 ? high : 0xbf)) return 0
  }
  return length
}
