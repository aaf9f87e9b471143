import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto'

export const digestAlgorithms = ['sha256', 'sha1', 'sha384', 'sha512', 'sha224', 'md5'] as const
export type DigestAlgorithm = (typeof digestAlgorithms)[number]

export const digestEncodings = ['hex', 'hex-upper', 'base64', 'base64url'] as const
export type DigestEncoding = (typeof digestEncodings)[number]

const encodingWords: Record<DigestEncoding, string> = {
  hex: 'lower-case hex',
  'hex-upper': 'upper-case hex',
  base64: 'Base64',
  base64url: 'Base64 for URLs',
}

/** e.g. "HMAC-SHA256, lower-case hex". `key` null: a plain digest. */
export function algorithmWords(mac: 'hmac' | 'hash', algorithm: DigestAlgorithm, encoding: DigestEncoding): string {
  const name = algorithm === 'md5' ? 'MD5' : algorithm.replace('sha', mac === 'hmac' ? 'SHA' : 'SHA-')
  return `${mac === 'hmac' ? 'HMAC-' : ''}${name}, ${encodingWords[encoding]}`
}

/** Digest of the parts in order, encoded. `key` null: a plain digest instead of an HMAC. */
export function digestOf(
  parts: readonly Uint8Array[],
  key: Uint8Array | null,
  algorithm: DigestAlgorithm,
  encoding: DigestEncoding,
): string {
  const digest: Hash | Hmac = key === null ? createHash(algorithm) : createHmac(algorithm, key)
  for (const part of parts) digest.update(part)
  return encoded(digest.digest(), encoding)
}

export function encoded(bytes: Buffer, encoding: DigestEncoding): string {
  return encoding === 'hex-upper' ? bytes.toString('hex').toUpperCase() : bytes.toString(encoding)
}

/** Compares in a time that depends on the lengths only. */
export function equalText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
