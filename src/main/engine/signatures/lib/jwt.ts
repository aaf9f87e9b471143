import { createHash, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto'
import { formatDuration } from '#shared/sentences/units.ts'
import { type Failure, fail, type SchemeRequest, type SchemeSecret, unbound } from '../signature-scheme.ts'
import {
  digestOf,
  equalText,
  hmacKey,
  isKeyOfPair,
  type SecretForm,
  secretKey,
  signingKey,
  verifyingKey,
} from './digest.ts'
import { queryOf } from './request-parts.ts'

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
export function jwtMatches(
  jwt: Jwt,
  algorithm: JwtAlgorithm,
  secret: SchemeSecret,
  form: SecretForm,
): boolean | 'wrong-key' {
  if (algorithm.startsWith('HS')) {
    if (isKeyOfPair(secret.value)) return 'wrong-key'
    const key = hmacKey(secret, form, '')
    return key !== null && equalText(hmac(jwt.signed, algorithm, key), jwt.signature)
  }
  const key = verifyingKey(secret.value)
  if (!key || key.asymmetricKeyType !== keyTypes[algorithm]) return 'wrong-key'
  return verifyBytes(hashOf(algorithm), Buffer.from(jwt.signed), keyInput(key), Buffer.from(jwt.signature, 'base64url'))
}

/** HMAC of the signed part, Base64 for URLs. */
export function hmac(signed: string, algorithm: JwtAlgorithm, key: KeyObject): string {
  const digest = `sha${algorithm.slice(2)}` as 'sha256' | 'sha384' | 'sha512'
  return digestOf([Buffer.from(signed)], key, digest, 'base64url')
}

/** A token over `claims` (JSON text, taken as it is); null where the secret cannot sign by that algorithm. */
export function signJwt(claims: Uint8Array, algorithm: JwtAlgorithm, secret: string, form: SecretForm): string | null {
  const header = Buffer.from(JSON.stringify({ alg: algorithm, typ: 'JWT' })).toString('base64url')
  const signed = `${header}.${Buffer.from(claims).toString('base64url')}`
  if (algorithm.startsWith('HS'))
    return isKeyOfPair(secret) ? null : signedBy(signed, algorithm, secretKey(secret, form, ''))
  const key = signingKey(secret)
  if (!key || key.asymmetricKeyType !== keyTypes[algorithm]) return null
  return `${signed}.${signBytes(hashOf(algorithm), Buffer.from(signed), keyInput(key)).toString('base64url')}`
}

const signedBy = (signed: string, algorithm: JwtAlgorithm, key: KeyObject | null) =>
  key && `${signed}.${hmac(signed, algorithm, key)}`
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

/** `exp`, `nbf` and the age of `iat` (RFC 7519, 4.1), at the time of arrival. */
export function checkTimes({ claims }: Jwt, toleranceSeconds: number | null, arrivedAtMs: number): Failure | null {
  const now = Math.floor(arrivedAtMs / 1000)
  const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
  // A time that is no number would be skipped by one library and read by the next (RFC 7519, 2: NumericDate).
  const odd = ['exp', 'nbf', ...(toleranceSeconds === null ? [] : ['iat'])].find(
    (name) => claims[name] !== undefined && !isTime(claims[name]),
  )
  if (odd !== undefined) return fail('timestamp-malformed', `the claim ${odd} is not a number`)
  const time = (name: string) => (isTime(claims[name]) ? claims[name] : null)
  const [exp, nbf, iat] = [time('exp'), time('nbf'), time('iat')]
  const words = (seconds: number) => formatDuration(seconds * 1000)
  if (exp !== null && now >= exp)
    return fail('timestamp-too-old', `the token expired ${words(now - exp)} before the arrival`)
  if (nbf !== null && now < nbf)
    return fail('timestamp-too-new', `the token holds only ${words(nbf - now)} after the arrival`)
  if (toleranceSeconds === null) return null
  if (iat === null) return fail('timestamp-missing', 'the token has no claim iat')
  const accepted = `${words(toleranceSeconds)} are accepted`
  if (now - iat > toleranceSeconds) {
    return fail('timestamp-too-old', `the token is ${words(now - iat)} older than the arrival, ${accepted}`)
  }
  return iat - now > toleranceSeconds
    ? fail('timestamp-too-new', `the token is ${words(iat - now)} ahead of the arrival, ${accepted}`)
    : null
}

/** SHA-256 in hex. */
export const bodyHash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Vonage hashes the query, written as JSON, where there is no body: https://developer.vonage.com/en/getting-started/concepts/webhooks */
const hashesOf = (request: SchemeRequest): string[] => {
  if (request.body.length > 0) return [bodyHash(request.body)]
  const query = JSON.stringify(Object.fromEntries(new URLSearchParams(queryOf(request.publicUrl))))
  return [bodyHash(request.body), bodyHash(Buffer.from(query))]
}

/** JWT libraries do not look at this claim; without it a genuine token could be put before any body. */
export function checkBodyHash(request: SchemeRequest, { claims }: Jwt, bodyHashClaim: string): Failure | null {
  const claim = claims[bodyHashClaim]
  if (claim === undefined && request.body.length === 0) return null
  if (typeof claim !== 'string') {
    return unbound(`the token has no claim ${bodyHashClaim}`)
  }
  return hashesOf(request).some((hash) => equalText(claim.toLowerCase(), hash))
    ? null
    : fail('body-hash-mismatch', `the claim ${bodyHashClaim} is not the hash of the body`)
}
