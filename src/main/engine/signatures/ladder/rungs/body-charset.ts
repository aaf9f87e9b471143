import { type BodyVariant, bodyCandidates, rawBytesAdvice } from '../body-variant.ts'
import type { Rung } from '../candidate.ts'
import { signsBody } from '../subject.ts'

const bom = Buffer.from([0xef, 0xbb, 0xbf])
const sizeLimit = 1024 * 1024
const common = { cause: 'body-charset', advice: rawBytesAdvice } as const

/** Bytes that were decoded and encoded again in another charset. */
export const bodyCharset: Rung = {
  title: 'Charset and compression of the body',
  *candidates(subject) {
    if (signsBody(subject)) yield* bodyCandidates(subject, variants(subject.request.body))
  },
}

function* variants(bytes: Uint8Array): Iterable<BodyVariant> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const marked = body.subarray(0, 3).equals(bom)
  yield marked
    ? {
        ...common,
        tried: 'without the byte order mark',
        sentence: 'A byte order mark was put before the body after it was signed.',
        proof: 'Without it',
        body: body.subarray(3),
      }
    : {
        ...common,
        tried: 'with a byte order mark',
        sentence: 'The byte order mark before the body was lost after it was signed.',
        proof: 'With it',
        body: Buffer.concat([bom, body]),
      }
  if (body.length > sizeLimit) return
  for (const [tried, other] of encodings(body)) {
    if (other)
      yield {
        ...common,
        tried,
        sentence: 'The body was written in another charset after it was signed.',
        proof: `Taken ${tried},`,
        body: other,
      }
  }
  yield* base64(body)
}

function* encodings(body: Buffer): Iterable<readonly [tried: string, body: Buffer | null]> {
  const text = body.toString('utf8')
  const isUtf8 = Buffer.from(text).equals(body)
  if (isUtf8 && /[^\0-\x7f]/.test(text)) {
    yield ['in Latin-1', /[^\0-\xff]/.test(text) ? null : Buffer.from(text, 'latin1')]
    yield ['in Windows-1252', windows1252(text)]
    yield ['with composed characters (NFC)', Buffer.from(text.normalize('NFC'))]
    yield ['with decomposed characters (NFD)', Buffer.from(text.normalize('NFD'))]
  }
  if (body.some((byte) => byte > 0x7f)) {
    yield ['as UTF-8 of its Latin-1 characters', Buffer.from(body.toString('latin1'))]
    yield ['as UTF-8 of its Windows-1252 characters', Buffer.from(new TextDecoder('windows-1252').decode(body))]
  }
  if (isUtf8) {
    const wide = Buffer.from(text, 'utf16le')
    yield ['in UTF-16 (little endian)', wide]
    yield ['in UTF-16 with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])]
    yield ['in UTF-16 (big endian)', Buffer.from(wide).swap16()]
    yield [
      'in UTF-16 (big endian) with a byte order mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]),
    ]
  }
  if (body.length % 2 === 0 && body.includes(0)) {
    yield ['as UTF-8 of its UTF-16 characters', Buffer.from(body.toString('utf16le').replace(/^\ufeff/, ''))]
    yield [
      'as UTF-8 of its UTF-16 characters',
      Buffer.from(
        Buffer.from(body)
          .swap16()
          .toString('utf16le')
          .replace(/^\ufeff/, ''),
      ),
    ]
  }
}

/** Characters that Windows-1252 has where Latin-1 has control characters, by code. */
const windowsCodes = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index))].map(
    (char, index) => [char, 0x80 + index],
  ),
)

function windows1252(text: string): Buffer | null {
  const codes = [...text].map((char) => windowsCodes.get(char) ?? char.charCodeAt(0))
  return codes.every((code) => code < 256) && [...text].some((char) => windowsCodes.has(char))
    ? Buffer.from(codes)
    : null
}

function* base64(body: Buffer): Iterable<BodyVariant> {
  const text = body.toString('latin1').trim()
  if (text.length >= 8 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    const sentence = 'The body was written in Base64 after it was signed.'
    yield { ...common, tried: 'decoded from Base64', sentence, proof: 'Decoded,', body: Buffer.from(text, 'base64') }
  }
  const sentence = 'The body was decoded from Base64 after it was signed.'
  yield { ...common, tried: 'in Base64', sentence, proof: 'In Base64', body: body.toString('base64') }
}
