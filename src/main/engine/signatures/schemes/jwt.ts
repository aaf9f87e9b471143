import { z } from 'zod'
import { firstHeader } from '#shared/model/headers.ts'
import type { Coverage } from '#shared/model/verification.ts'
import { formatDuration } from '#shared/sentences/units.ts'
import { hmacKey, keyBytes, secretForms, secretWords } from '../lib/digest.ts'
import { repeated, wrongWord } from '../lib/headers.ts'
import {
  bodyHash,
  checkBodyHash,
  checkTimes,
  hmac,
  type Jwt,
  type JwtAlgorithm,
  jwtAlgorithms,
  jwtMatches,
  parseJwt,
  signJwt,
} from '../lib/jwt.ts'
import {
  defineScheme,
  excerpt,
  type Failure,
  fail,
  matched,
  oncePerParams,
  type SchemeRequest,
} from '../signature-scheme.ts'

const Params = z.strictObject({
  place: z.enum(['header', 'body']).default('header').describe('Where the token is: in a header, or the whole body'),
  header: z.string().min(1).default('Authorization').describe('Header of the token'),
  prefix: z.string().default('Bearer').describe('Word before the token in the header; empty: none'),
  algorithms: z.array(z.enum(jwtAlgorithms)).min(1).default(['HS256']).describe('Algorithms that are accepted'),
  secretForm: z.enum(secretForms).default('text').describe('How the secret becomes the key: as it is, or decoded'),
  bodyHashClaim: z.string().default('').describe('Claim with the SHA-256 of the body, in hex; empty: none'),
  toleranceSeconds: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('Accepted age of the claim iat in seconds; empty: any'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
})
type Params = z.infer<typeof Params>

/** A larger body is no token. */
const bodyLimit = 8 * 1024 * 1024

const placeWords = (params: Params) => (params.place === 'body' ? 'the body' : params.header)

function read(request: SchemeRequest, params: Params): Jwt | Failure {
  const token = params.place === 'body' ? bodyToken(request) : headerToken(request, params)
  if (typeof token !== 'string') return token
  return parseJwt(token) ?? fail('header-malformed', `${placeWords(params)} does not hold a JWT`)
}

function bodyToken(request: SchemeRequest): string | Failure {
  if (request.body.length === 0) return fail('header-missing', 'the body, which should be a JWT, is empty')
  const [first] = request.body
  if (first === 0x7b || first === 0x5b)
    return fail('header-missing', 'the body is plain JSON, not a JWT: it was sent unsigned')
  return request.body.length > bodyLimit
    ? fail('header-malformed', 'the body is too large for a JWT')
    : Buffer.from(request.body).toString('latin1').trim()
}

function headerToken(request: SchemeRequest, { header, prefix }: Params): string | Failure {
  const value = firstHeader(request.headers, header)
  if (value === undefined) return fail('header-missing', `${header} is not among the headers`)
  const twice = repeated(request.headers, [header])
  if (twice) return twice
  if (!prefix) return value
  const [word = '', token = ''] = value.split(/ +/, 2)
  return word.toLowerCase() === prefix.toLowerCase() ? token : wrongWord(value, prefix, 'a JWT')
}

function algorithmOf(jwt: Jwt, params: Params): JwtAlgorithm | Failure {
  const algorithm = params.algorithms.find((name) => name === jwt.header.alg)
  if (!algorithm) {
    return fail(
      'unsupported-algorithm',
      `the token says ${excerpt(String(jwt.header.alg))}, not ${params.algorithms.join(' or ')}`,
    )
  }
  // Extensions that must be understood (RFC 7515, 4.1.11); none is.
  return jwt.header.crit === undefined
    ? algorithm
    : fail('unsupported-algorithm', 'the token asks for an extension (crit)')
}

function checkHash(request: SchemeRequest, jwt: Jwt, { place, bodyHashClaim }: Params): Failure | null {
  return place === 'header' && bodyHashClaim ? checkBodyHash(request, jwt, bodyHashClaim) : null
}

const covers = ({ place, bodyHashClaim }: Params): Coverage => {
  if (place === 'body') return { extent: 'body', detail: 'the whole body, which is the token' }
  return bodyHashClaim
    ? { extent: 'body', detail: `the token's claims and, by the hash in ${bodyHashClaim}, the raw body` }
    : { extent: 'part', detail: `the token's claims, not the body` }
}

export default defineScheme<Params>({
  id: 'jwt',
  name: 'JSON Web Token',
  description: 'A signed token in a header or as the body; a claim may hold the hash of the body.',
  params: Params,

  describe: oncePerParams((params) => ({
    algorithm: `JWT, ${params.algorithms.join(' or ')}`,
    signedString: params.bodyHashClaim
      ? `the token's header and claims, among them ${params.bodyHashClaim}`
      : `the token's header and claims`,
    header: params.place === 'body' ? 'the body itself' : params.header,
    covers: covers(params),
    replay: {
      protected: params.toleranceSeconds !== null,
      toleranceSeconds: params.toleranceSeconds,
      detail:
        params.toleranceSeconds === null
          ? 'the token may carry its time, but no accepted age is documented'
          : `the time of issue is signed, ${formatDuration(params.toleranceSeconds * 1000)} are accepted`,
    },
    secretHint: params.secretHint || secretWords(params.secretForm, ''),
    keyKind: params.algorithms.some((name) => name.startsWith('HS')) ? 'secret' : 'public-key',
  })),

  keySize: (params, secret) => keyBytes(secret, params.secretForm, '').length,

  verify(request, params, secrets) {
    const jwt = read(request, params)
    if ('ok' in jwt) return jwt
    const algorithm = algorithmOf(jwt, params)
    if (typeof algorithm !== 'string') return algorithm
    const results = secrets.map((secret) => [secret, jwtMatches(jwt, algorithm, secret, params.secretForm)] as const)
    const match = results.find(([, result]) => result === true)?.[0]
    if (match) {
      return (
        checkTimes(jwt, params.toleranceSeconds, request.arrivedAtMs) ??
        checkHash(request, jwt, params) ??
        matched(match)
      )
    }
    return results.every(([, result]) => result === 'wrong-key')
      ? fail('unsupported-algorithm', `the token says ${algorithm}, no secret is a key for that`)
      : fail('signature-mismatch')
  },

  explain(request, params, secrets) {
    const jwt = read(request, params)
    if ('ok' in jwt) return { signedParts: [], received: [], expected: [] }
    const algorithm = algorithmOf(jwt, params)
    const [header = '', claims = ''] = jwt.signed.split('.')
    const shared = typeof algorithm === 'string' && algorithm.startsWith('HS')
    return {
      signedParts: [
        { name: 'token header', bytes: Buffer.from(header) },
        { name: 'text', bytes: Buffer.from('.') },
        { name: 'claims', bytes: Buffer.from(claims) },
      ],
      received: [jwt.signature],
      expected: shared
        ? secrets
            .filter((secret) => jwtMatches(jwt, algorithm, secret, params.secretForm) !== 'wrong-key')
            .flatMap((secret) => {
              const key = hmacKey(secret, params.secretForm, '')
              return key ? [{ secret, value: hmac(jwt.signed, algorithm, key) }] : []
            })
        : [],
    }
  },

  sign(request, params, secret, nowMs, newId) {
    const algorithm = params.algorithms[0] ?? 'HS256'
    const jwt = read(request, params)
    if (params.place === 'body') {
      const claims = 'ok' in jwt ? request.body : Buffer.from(jwt.signed.split('.')[1] ?? '', 'base64url')
      const token = signJwt(claims, algorithm, secret, params.secretForm)
      return token && parseJwt(token) ? { headers: [], body: Buffer.from(token) } : null
    }
    const { bodyHashClaim } = params
    const { exp: _exp, nbf: _nbf, ...others } = 'ok' in jwt ? {} : jwt.claims
    const claims = {
      ...others,
      iat: Math.floor(nowMs / 1000),
      jti: newId(),
      ...(bodyHashClaim ? { [bodyHashClaim]: bodyHash(request.body) } : {}),
    }
    const token = signJwt(Buffer.from(JSON.stringify(claims)), algorithm, secret, params.secretForm)
    return token === null ? null : { headers: [[params.header, `${params.prefix} ${token}`.trim()]] }
  },
})
