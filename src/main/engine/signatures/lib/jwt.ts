import { type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto'
import { digestOf, equalText } from './digest.ts'
import { signingKey, verifyingKey } from './public-key.ts'
import { type SecretForm, secretKey } from './secret-key.ts'

export const jwtAlgorithms = ['HS256', 'HS384', 'HS512', 'RS256', 'ES256', 'EdDSA'] as const
export type JwtAlgorithm = (typeof jwtAlgorithms)[number]

/** A compact JWT taken apart (RFC 7515, 7.1); nothing is checked yet. */
export interface Jwt {
  /** `header.claims`, the signed bytes. */
  readonly signed: string
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly signature: string
}

const keyTypes: Readonly<Record<string, string>> = { RS256: 'rsa', ES256: 'ec', EdDSA: 'ed25519' }

/** Null where the text is not a JWT. A token without signature ("alg": "none") is one. */
export function parseJwt(token: string): Jwt | null {
  const match = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/.exec(token)
  const [header, claims] = [decode(match?.[1]), decode(match?.[2])]
  if (!match || !header || !claims) return null
  return { signed: `${match[1]}.${match[2]}`, header, claims, signature: match[3] ?? '' }
}

/**
 * Whether the secret signs the token by `algorithm`, which must come from a list of allowed ones and not from the token
 * alone. "wrong-key": a secret of the other kind; taking a public key as HMAC secret would let anybody sign.
 */
export function jwtMatches(jwt: Jwt, algorithm: JwtAlgorithm, secret: string, form: SecretForm): boolean | 'wrong-key' {
  if (algorithm.startsWith('HS')) {
    return isKeyPair(secret) ? 'wrong-key' : equalText(hmac(jwt.signed, algorithm, secret, form), jwt.signature)
  }
  const key = verifyingKey(secret)
  if (!key || key.asymmetricKeyType !== keyTypes[algorithm]) return 'wrong-key'
  return verifyBytes(hashOf(algorithm), Buffer.from(jwt.signed), keyInput(key), Buffer.from(jwt.signature, 'base64url'))
}

/** HMAC of the signed part, Base64 for URLs. */
export function hmac(signed: string, algorithm: JwtAlgorithm, secret: string, form: SecretForm): string {
  const digest = `sha${algorithm.slice(2)}` as 'sha256' | 'sha384' | 'sha512'
  return digestOf([Buffer.from(signed)], secretKey(secret, form, ''), digest, 'base64url')
}

/** A token over `claims` (JSON text, kept as it is); null where the secret cannot sign by that algorithm. */
export function signJwt(claims: Uint8Array, algorithm: JwtAlgorithm, secret: string, form: SecretForm): string | null {
  const header = Buffer.from(JSON.stringify({ alg: algorithm, typ: 'JWT' })).toString('base64url')
  const signed = `${header}.${Buffer.from(claims).toString('base64url')}`
  if (algorithm.startsWith('HS')) return isKeyPair(secret) ? null : `${signed}.${hmac(signed, algorithm, secret, form)}`
  const key = signingKey(secret)
  if (!key || key.asymmetricKeyType !== keyTypes[algorithm]) return null
  return `${signed}.${signBytes(hashOf(algorithm), Buffer.from(signed), keyInput(key)).toString('base64url')}`
}

const isKeyPair = (secret: string): boolean => /^\s*(-----BEGIN|whpk_|whsk_)/.test(secret)
const hashOf = (algorithm: JwtAlgorithm) => (algorithm === 'EdDSA' ? null : 'sha256')
/** JWTs hold the two numbers of an ECDSA signature side by side (RFC 7518, 3.4). */
const keyInput = (key: KeyObject) => ({ key, dsaEncoding: 'ieee-p1363' as const })

function decode(part: string | undefined): Record<string, unknown> | null {
  if (!part) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
