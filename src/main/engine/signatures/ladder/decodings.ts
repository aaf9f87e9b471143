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
    const bytes = Buffer.from(digits, 'hex')
    const lower = digits === digits.toLowerCase()
    const whole = digits === text && outer === null
    const words = outer ?? (whole ? (lower ? 'lower-case hex' : 'upper-case hex') : 'hex with other characters between')
    yield {
      words,
      encoding: whole ? (lower ? 'hex' : digits === digits.toUpperCase() ? 'hex-upper' : null) : null,
      bytes,
    }
  }
  const base64 = text.replace(/ /g, '+')
  if (/^[\w+/-]{20,}={0,2}$/.test(base64)) {
    const url = /[_-]/.test(text)
    const bytes = Buffer.from(base64, 'base64')
    const encoding = ([['base64'], ['base64url']] as const)
      .flat()
      .find((name) => outer === null && bytes.toString(name) === text)
    const words = url ? 'Base64 for URLs' : text.includes(' ') ? 'Base64 with blanks in place of +' : 'Base64'
    const padded = encoding || url ? words : bytes.toString('base64') === base64 ? words : `${words} without padding`
    yield { words: outer ?? padded, encoding: encoding ?? null, bytes }
  }
}

function unescaped(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
