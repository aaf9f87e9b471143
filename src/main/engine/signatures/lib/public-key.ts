import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

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
