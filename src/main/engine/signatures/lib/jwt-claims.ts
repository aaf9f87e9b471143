import { createHash } from 'node:crypto'
import { formatDuration } from '#shared/sentences/units.ts'
import type { SchemeRequest } from '../signature-scheme.ts'
import { equalText } from './digest.ts'
import type { Jwt } from './jwt.ts'
import { type Failure, fail } from './outcome.ts'
import { queryOf } from './url-parts.ts'

/** `exp`, `nbf` and the age of `iat` (RFC 7519, 4.1), at the time of arrival. */
export function checkTimes({ claims }: Jwt, toleranceSeconds: number | null, arrivedAtMs: number): Failure | null {
  const now = Math.floor(arrivedAtMs / 1000)
  const time = (name: string) => (typeof claims[name] === 'number' ? claims[name] : null)
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
    return fail('body-hash-mismatch', `the token has no claim ${bodyHashClaim}, so nothing binds it to the body`)
  }
  return hashesOf(request).some((hash) => equalText(claim.toLowerCase(), hash))
    ? null
    : fail('body-hash-mismatch', `the claim ${bodyHashClaim} is not the hash of the body`)
}
