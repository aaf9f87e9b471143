import { createHash, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bodyHash,
  checkBodyHash,
  checkTimes,
  type Jwt,
  type JwtAlgorithm,
  jwtAlgorithms,
  jwtMatches,
  parseJwt,
  signJwt,
} from '../../../../../src/main/engine/signatures/lib/jwt.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'
import { schemeRequest, secretList } from '../../../../support/verify-with.ts'

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const token = (claims: unknown, header: unknown = { alg: 'HS256' }, signature = 'c2ln') =>
  `${part(header)}.${part(claims)}.${signature}`
const jwtOf = (claims: object): Jwt => parseJwt(token(claims))!

describe('taking apart', () => {
  test('header, claims, signature, and the bytes that are signed', () => {
    const text = token({ sub: 'é' })
    expect(parseJwt(text)).toEqual({
      signed: text.slice(0, text.lastIndexOf('.')),
      header: { alg: 'HS256' },
      claims: { sub: 'é' },
      signature: 'c2ln',
    })
  })

  test('one without a signature is one', () =>
    expect(parseJwt(token({}, { alg: 'none' }, ''))).toMatchObject({ signature: '' }))

  test.each([
    '',
    'a.b',
    'a.b.c.d',
    `${part({})}.${part([1])}.x`,
    `${part(5)}.${part({})}.x`,
    `${part('null')}.${part({})}.x`,
    `${part('{')}.${part({})}.x`,
    ` ${token({})}`,
    `${token({})}\n`,
    token({}).replace('.', '..'),
    token({}, { alg: 'HS256' }, 'a+b='),
  ])('%j is none', (text) => expect(parseJwt(text)).toBeNull())

  test('any text is a token or none', () => {
    holdsFor(textOf('.', part({ a: 1 }), part([]), 'abc', '-', '_', '=', part('{"__proto__":1}')), (text) => {
      const found = parseJwt(text)
      if (found !== null) expect(text.startsWith(`${found.signed}.`)).toBe(true)
    })
  })
})

const pem = { type: 'pkcs8', format: 'pem' } as const
const pair = (kind: 'rsa' | 'ec' | 'ed25519') => {
  const { privateKey, publicKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  return {
    signs: privateKey.export(pem).toString(),
    checks: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}
const pairs = { rsa: pair('rsa'), ec: pair('ec'), ed25519: pair('ed25519') }
const keysOf: Readonly<Record<JwtAlgorithm, { signs: string; checks: string }>> = {
  ...{ HS256: { signs: 'secret', checks: 'secret' }, HS384: { signs: 'secret', checks: 'secret' } },
  ...{ HS512: { signs: 'secret', checks: 'secret' }, RS256: pairs.rsa, ES256: pairs.ec, EdDSA: pairs.ed25519 },
}

describe.each(jwtAlgorithms)('%s', (algorithm) => {
  const { signs, checks } = keysOf[algorithm]
  const matches = (text: string, secret: string, by = algorithm) =>
    jwtMatches(parseJwt(text)!, by, secretList(secret)[0]!, 'text')
  const signed = signJwt(Buffer.from('{"a": 1.50}'), algorithm, signs, 'text')!

  test('what is signed matches, its claims byte for byte', () => {
    expect(matches(signed, checks)).toBe(true)
    expect(Buffer.from(signed.split('.')[1]!, 'base64url').toString()).toBe('{"a": 1.50}')
    expect(parseJwt(signed)!.header).toEqual({ alg: algorithm, typ: 'JWT' })
  })

  test('another one does not, nor one with a claim changed', () => {
    const [head, , signature] = signed.split('.')
    expect(matches(`${head}.${part({ a: 2 })}.${signature}`, checks)).toBe(false)
    expect(matches(`${signed.slice(0, -4)}AAAA`, checks)).toBe(false)
  })

  test('a key of another kind is the wrong key, and never an HMAC secret', () => {
    const others = Object.values(algorithm.startsWith('HS') ? pairs : { text: { checks: 'secret', signs: 'secret' } })
    for (const other of others) {
      expect(matches(signed, other.checks)).toBe('wrong-key')
      expect(signJwt(Buffer.from('{}'), algorithm, other.signs, 'text')).toBeNull()
    }
  })
})

describe('times, at the moment of arrival', () => {
  const at = 1_775_397_840_000
  const now = at / 1000
  const check = (claims: object, tolerance: number | null = null) => checkTimes(jwtOf(claims), tolerance, at)

  test.each<[string, object, number | null, string | null]>([
    ['none are looked at', {}, null, null],
    ['still valid', { exp: now + 1, nbf: now }, null, null],
    ['just expired', { exp: now }, null, 'timestamp-too-old: the token expired 0 ms before the arrival'],
    ['expired', { exp: now - 90 }, null, 'timestamp-too-old: the token expired 1 min 30 s before the arrival'],
    ['not valid yet', { nbf: now + 5 }, null, 'timestamp-too-new: the token holds only 5 s after the arrival'],
    ['of the right age', { iat: now - 60 }, 60, null],
    ['ahead by as much', { iat: now + 60 }, 60, null],
    [
      'too old',
      { iat: now - 61 },
      60,
      'timestamp-too-old: the token is 1 min 1 s older than the arrival, 1 min are accepted',
    ],
    [
      'too far ahead',
      { iat: now + 61 },
      60,
      'timestamp-too-new: the token is 1 min 1 s ahead of the arrival, 1 min are accepted',
    ],
    ['without an age where one is asked for', {}, 60, 'timestamp-missing: the token has no claim iat'],
    ['an age that nobody asks for', { iat: 1 }, null, null],
    ['exp as text', { exp: '9999999999' }, null, 'timestamp-malformed: the claim exp is not a number'],
    ['nbf null', { nbf: null }, null, 'timestamp-malformed: the claim nbf is not a number'],
    ['iat as text', { iat: 'soon' }, 60, 'timestamp-malformed: the claim iat is not a number'],
    ['iat as text, of which nobody asks', { iat: 'soon' }, null, null],
  ])('%s', (_, claims, tolerance, expected) => {
    const failure = check(claims, tolerance)
    expect(failure && `${failure.reason}: ${failure.detail}`).toBe(expected)
  })

  test('no number of any size throws', () => {
    holdsFor(fc.record({ exp: fc.double(), nbf: fc.double(), iat: fc.double() }), (claims) => {
      expect(() => check(JSON.parse(JSON.stringify(claims)) as object, 60)).not.toThrow()
    })
  })
})

describe('the hash of the body', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const check = (claims: object, body: string, url = 'https://a.example/in/x') =>
    checkBodyHash(schemeRequest([], body, { url }), jwtOf(claims), 'payload_hash')

  test('must be that of the bytes, in small or large digits', () => {
    expect(bodyHash(Buffer.from('{}'))).toBe(hash('{}'))
    expect([
      check({ payload_hash: hash('{}') }, '{}'),
      check({ payload_hash: hash('{}').toUpperCase() }, '{}'),
    ]).toEqual([null, null])
    expect(check({ payload_hash: hash('{} ') }, '{}')).toMatchObject({
      reason: 'body-hash-mismatch',
      detail: 'the claim payload_hash is not the hash of the body',
    })
  })

  test('that is missing, or no text, vouches for no body', () => {
    for (const claims of [{}, { payload_hash: 5 }, { payload_hash: null }])
      expect(check(claims, '{}')).toMatchObject({
        reason: 'body-hash-mismatch',
        detail: expect.stringContaining('no claim payload_hash'),
      })
    expect(check({}, '')).toBeNull()
  })

  test('without a body it may be that of the query, written as JSON', () => {
    const query = hash(JSON.stringify({ to: '1', text: 'a b' }))
    expect(check({ payload_hash: query }, '', 'https://a.example/in/x?to=1&text=a+b')).toBeNull()
    expect(check({ payload_hash: hash('') }, '', 'https://a.example/in/x?to=1')).toBeNull()
    expect(check({ payload_hash: query }, '{}', 'https://a.example/in/x?to=1&text=a+b')).toMatchObject({
      reason: 'body-hash-mismatch',
    })
  })
})
