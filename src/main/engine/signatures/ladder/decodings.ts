/** A signature text read as bytes, in each way in which it can be read. */
export interface Decoding {
  /** "Base64 for URLs" */
  readonly words: string
  /** Value of the parameter `encoding`, where it has one for this. */
  readonly encoding: 'hex' | 'hex-upper' | 'base64' | 'base64url' | null
  readonly bytes: Buffer
}

export function* decodings(text: string): Iterable<Decoding> {
  const plain = unescaped(text)
  const wrapped = plain === text ? null : 'URL-encoded text'
  yield* oneLayer(plain, wrapped)
  const inner = /^[0-9a-f]+$/i.test(plain) ? Buffer.from(plain, 'hex') : Buffer.from(plain, 'base64')
  const innerText = inner.toString('latin1')
  if (/^[\w+/=-]{20,}$/.test(innerText)) yield* oneLayer(innerText, 'text that was encoded twice')
}

function* oneLayer(text: string, outer: string | null): Iterable<Decoding> {
  const digits = text.replace(/^0x/i, '').replace(/[:\s-]/g, '')
  if (/^([0-9a-f]{2}){16,}$/i.test(digits)) {
    const encoding = outer === null && digits === text ? hexCase(text) : null
    yield { words: outer ?? hexWords(encoding), encoding, bytes: Buffer.from(digits, 'hex') }
  }
  const base64 = text.replace(/ /g, '+')
  if (/^[\w+/-]{20,}={0,2}$/.test(base64)) {
    const bytes = Buffer.from(base64, 'base64')
    const encoding = outer === null ? (base64Forms.find((name) => bytes.toString(name) === text) ?? null) : null
    yield { words: outer ?? base64Words(text, encoding), encoding, bytes }
  }
}

const base64Forms = ['base64', 'base64url'] as const

const hexCase = (text: string): Decoding['encoding'] =>
  text === text.toLowerCase() ? 'hex' : text === text.toUpperCase() ? 'hex-upper' : null

function hexWords(encoding: Decoding['encoding']): string {
  if (encoding === null) return 'hex with mixed case or other characters between'
  return encoding === 'hex' ? 'lower-case hex' : 'upper-case hex'
}

function base64Words(text: string, encoding: Decoding['encoding']): string {
  if (/[_-]/.test(text)) return 'Base64 for URLs'
  if (text.includes(' ')) return 'Base64 with blanks in place of +'
  return encoding === 'base64' ? 'Base64' : 'Base64 without padding'
}

function unescaped(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
