import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import type { SchemeSecret } from '../signature-scheme.ts'

export const digestAlgorithms = ['sha256', 'sha1', 'sha384', 'sha512', 'sha224', 'md5'] as const
export type DigestAlgorithm = (typeof digestAlgorithms)[number]

/** In bytes. */
export const digestSizes: Readonly<Record<DigestAlgorithm, number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
}

export const digestEncodings = ['hex', 'hex-upper', 'base64', 'base64url'] as const
export type DigestEncoding = (typeof digestEncodings)[number]

export const encodingWords: Readonly<Record<DigestEncoding, string>> = {
  hex: 'lower-case hex',
  'hex-upper': 'upper-case hex',
  base64: 'Base64',
  base64url: 'Base64 for URLs',
}

/** e.g. "HMAC-SHA256, lower-case hex". */
export function algorithmWords(mac: 'hmac' | 'hash', algorithm: DigestAlgorithm, encoding: DigestEncoding): string {
  const name = algorithm === 'md5' ? 'MD5' : algorithm.replace('sha', mac === 'hmac' ? 'SHA' : 'SHA-')
  return `${mac === 'hmac' ? 'HMAC-' : ''}${name}, ${encodingWords[encoding]}`
}

/**
 * Digest of the parts in order, encoded. `key` null: a plain digest instead of an HMAC. A key object, because Node takes
 * five times as long with the bytes of a key.
 */
export function digestOf(
  parts: readonly Uint8Array[],
  key: KeyObject | null,
  algorithm: DigestAlgorithm,
  encoding: DigestEncoding,
): string {
  const digest = key === null ? createHash(algorithm) : createHmac(algorithm, key)
  for (const part of parts) digest.update(part)
  return encoding === 'hex-upper' ? digest.digest('hex').toUpperCase() : digest.digest(encoding)
}

const signatureTexts: Readonly<Record<'base64' | 'base64url' | 'hex', RegExp>> = {
  base64: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  base64url: /^[\w-]*={0,2}$/,
  hex: /^(?:[0-9a-f]{2})*$/i,
}
/** No signature of a public-key scheme is longer in any encoding. */
const signatureTextLimit = 4096

/** Bytes of a signature, null unless it is written exactly so: Node's own decoder skips whatever does not belong there. */
export function signatureBytes(text: string, encoding: 'base64' | 'base64url' | 'hex'): Buffer | null {
  const written = text.length <= signatureTextLimit && signatureTexts[encoding].test(text)
  return written ? Buffer.from(text, encoding) : null
}

export function encoded(bytes: Buffer, encoding: DigestEncoding): string {
  return encoding === 'hex-upper' ? bytes.toString('hex').toUpperCase() : bytes.toString(encoding)
}

/** Compares in a time that depends on the lengths only. */
export function equalText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export const secretForms = ['text', 'base64', 'base64url', 'hex'] as const
export type SecretForm = (typeof secretForms)[number]

/** Bytes of the key that a secret as pasted stands for: `prefix` is dropped where it is there, then the rest is decoded. */
export function keyBytes(secret: string, form: SecretForm, prefix: string): Buffer {
  const rest = prefix && secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  return Buffer.from(rest.trim() === '' ? '' : rest, form === 'text' ? 'utf8' : form)
}

/** The key of a secret; null where nothing is left of it: with an empty key anybody could sign. */
export function secretKey(secret: string, form: SecretForm, prefix: string): KeyObject | null {
  const bytes = keyBytes(secret, form, prefix)
  return bytes.length === 0 ? null : createSecretKey(bytes)
}

interface DecodedKey {
  readonly text: string
  readonly form: SecretForm
  readonly prefix: string
  readonly key: KeyObject | null
}
const hmacKeys = new WeakMap<SchemeSecret, DecodedKey>()

/** The same, decoded once per secret and forgotten with it. */
export function hmacKey(secret: SchemeSecret, form: SecretForm, prefix: string, text = secret.value): KeyObject | null {
  const known = hmacKeys.get(secret)
  if (known && known.text === text && known.form === form && known.prefix === prefix) return known.key
  const key = secretKey(text, form, prefix)
  hmacKeys.set(secret, { text, form, prefix, key })
  return key
}

export function secretWords(form: SecretForm, prefix: string): string {
  const rest = { text: 'text', base64: 'Base64', base64url: 'Base64 for URLs', hex: 'hex digits' }[form]
  if (prefix) return `${prefix} followed by ${rest}`
  return form === 'text' ? 'the signing secret as the provider shows it' : `the signing secret, ${rest}`
}

/** DER header of an Ed25519 key, followed by its 32 bytes (RFC 8410). */
const spki = Buffer.from('302a300506032b6570032100', 'hex')
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const verifying = new Map<string, KeyObject | null>()

/**
 * Key to verify with, from what the user pasted: PEM, DER in Base64, 32 bytes of Ed25519 in Base64 or hex, `whpk_…`.
 * A private key yields its public half. Null where it is none of these.
 */
export function verifyingKey(text: string): KeyObject | null {
  const known = verifying.get(text)
  if (known !== undefined) return known
  const secret = signingKey(text)
  const key = secret ? createPublicKey(secret) : readPublic(text.trim())
  if (verifying.size > 100) verifying.clear()
  verifying.set(text, key)
  return key
}

/**
 * Key to sign with: PEM, PKCS#8 DER in Base64, `whsk_…`, or 64 bytes of Ed25519 (seed and public key) in Base64. 32 bare
 * bytes are a public key by convention of all providers. Null where the text is not a private key.
 */
export function signingKey(text: string): KeyObject | null {
  const trimmed = text.trim()
  if (trimmed.startsWith('-----BEGIN'))
    return trimmed.includes('PRIVATE KEY') ? tryKey(() => createPrivateKey(trimmed)) : null
  const prefixed = trimmed.startsWith('whsk_')
  const bytes = Buffer.from(prefixed ? trimmed.slice(5) : trimmed, 'base64')
  if (bytes.length === 64 || (prefixed && bytes.length === 32)) return fromDer(pkcs8, bytes.subarray(0, 32), 'pkcs8')
  return bytes[0] === 0x30 && bytes.length > 44 ? fromDer(Buffer.alloc(0), bytes, 'pkcs8') : null
}

/** Whether the text is a public or private key by its looks: PEM, DER in Base64, `whpk_…` or `whsk_…`. */
export function isKeyOfPair(text: string): boolean {
  const trimmed = text.trim()
  if (/^(-----BEGIN|whpk_|whsk_)/.test(trimmed)) return true
  const bytes = Buffer.from(trimmed, 'base64')
  return bytes[0] === 0x30 && bytes.length > 32 && verifyingKey(trimmed) !== null
}

function readPublic(text: string): KeyObject | null {
  if (text.startsWith('-----BEGIN')) return tryKey(() => createPublicKey(text))
  const rest = text.startsWith('whpk_') ? text.slice(5) : text
  const bytes = /^[0-9a-f]{64}$/i.test(rest) ? Buffer.from(rest, 'hex') : Buffer.from(rest, 'base64')
  return bytes.length === 32 ? fromDer(spki, bytes, 'spki') : fromDer(Buffer.alloc(0), bytes, 'spki')
}

const fromDer = (header: Buffer, bytes: Buffer, type: 'spki' | 'pkcs8'): KeyObject | null =>
  tryKey(() => {
    const key = Buffer.concat([header, bytes])
    return type === 'spki'
      ? createPublicKey({ key, format: 'der', type })
      : createPrivateKey({ key, format: 'der', type })
  })

/** OpenSSL throws on anything that is not a key. */
function tryKey(read: () => KeyObject): KeyObject | null {
  try {
    return read()
  } catch {
    return null
  }
}
