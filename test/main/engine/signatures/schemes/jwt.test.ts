import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import scheme from '../../../../../src/main/engine/signatures/schemes/jwt.ts'
import { arrival, outcomeOf, schemeRequest, verdict } from '../../../../support/verify-with.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (claims: object, key = 'key') => {
  const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}
const bearer = (claims: object): HeaderPair => ['Authorization', `bearer ${token(claims)}`]
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const now = arrival / 1000

describe('times', () => {
  const check = (claims: object, params: object = {}) =>
    verdict({ scheme: 'jwt', params: { ...params } }, schemeRequest([bearer(claims)]), 'key')

  test.each([
    [{ exp: now + 1 }, 'secret 1'],
    [{ exp: now }, 'timestamp-too-old'],
    [{ nbf: now }, 'secret 1'],
    [{ nbf: now + 1 }, 'timestamp-too-new'],
    [{ iat: 1 }, 'secret 1'],
    [{ exp: 'soon' }, 'timestamp-malformed'],
    [{ exp: String(now + 60) }, 'timestamp-malformed'],
    [{ nbf: String(now - 60) }, 'timestamp-malformed'],
    [{ exp: null }, 'timestamp-malformed'],
  ])('%j: %s', (claims, expected) => expect(check(claims)).toBe(expected))

  test.each([
    [{ iat: now - 60 }, 'secret 1'],
    [{ iat: now - 61 }, 'timestamp-too-old'],
    [{ iat: now + 61 }, 'timestamp-too-new'],
    [{}, 'timestamp-missing'],
  ])('60 s accepted, %j: %s', (claims, expected) => expect(check(claims, { toleranceSeconds: 60 })).toBe(expected))

  test('a wrong key is told before a wrong time', () => {
    const request = schemeRequest([bearer({ exp: 1 })])
    expect(verdict({ scheme: 'jwt', params: {} }, request, 'other')).toBe('signature-mismatch')
  })
})

describe('hash of the body', () => {
  const ref = { scheme: 'jwt', params: { bodyHashClaim: 'payload_hash' } }
  const send = (claims: object, body: string, options = {}) =>
    verdict(ref, schemeRequest([bearer(claims)], body, options), 'other', 'key')

  test('must be that of the body as received', () => {
    expect(send({ payload_hash: sha256('{"a":1}') }, '{"a":1}')).toBe('secret 2')
    expect(send({ payload_hash: sha256('{"a":1}').toUpperCase() }, '{"a":1}')).toBe('secret 2')
    expect(send({ payload_hash: sha256('{"a":1}') }, '{"a": 1}')).toBe('body-hash-mismatch')
    expect(send({ payload_hash: 7 }, '{"a":1}')).toBe('body-hash-mismatch')
  })

  test('a token without it vouches for no body', () => {
    expect(send({}, '{"a":1}')).toBe('body-hash-mismatch')
    expect(send({}, '')).toBe('secret 2')
  })

  test('GET: the query written as JSON', () => {
    const url = 'https://example.com/in/abc?to=1&from=2'
    expect(send({ payload_hash: sha256('{"to":"1","from":"2"}') }, '', { url, method: 'GET' })).toBe('secret 2')
    expect(send({ payload_hash: sha256('{"to":"9","from":"2"}') }, '', { url, method: 'GET' })).toBe(
      'body-hash-mismatch',
    )
  })

  test('signing again renews the token and keeps its other claims', () => {
    const request = schemeRequest([bearer({ api_key: 'k', exp: 1, payload_hash: 'old' })], '{"a":1}')
    const signed = scheme.sign(request, scheme.params.parse(ref.params), 'key', arrival, () => 'jti-1')
    const [[name, value] = ['', '']] = signed?.headers ?? []
    expect(name).toBe('Authorization')
    expect(JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString())).toEqual({
      api_key: 'k',
      iat: now,
      jti: 'jti-1',
      payload_hash: sha256('{"a":1}'),
    })
  })
})

describe('as the body', () => {
  const ref = { scheme: 'jwt', params: { place: 'body' } }

  test('the whole body is the token', () => {
    expect(verdict(ref, schemeRequest([], token({ call_id: 1 })), 'key')).toBe('secret 1')
    expect(verdict(ref, schemeRequest([], `${token({ call_id: 1 })}\n`), 'key')).toBe('secret 1')
  })

  test('plain JSON is a delivery without signature', () => {
    expect(outcomeOf(ref, schemeRequest([], '{"call_id":1}'), 'key')).toMatchObject({
      reason: 'header-missing',
      detail: 'the body is plain JSON, not a JWT: it was sent unsigned',
    })
    expect(verdict(ref, schemeRequest([], ''), 'key')).toBe('header-missing')
    expect(verdict(ref, schemeRequest([], 'a=b'), 'key')).toBe('header-malformed')
  })

  test('signing keeps the claims byte for byte', () => {
    const claims = '{"call_id": 49531621989990409999}'
    const params = scheme.params.parse(ref.params)
    const signed = scheme.sign(schemeRequest([], claims), params, 'key', arrival, () => '')
    const text = Buffer.from(signed?.body ?? []).toString()
    expect(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()).toBe(claims)
    expect(verdict(ref, schemeRequest([], text), 'key')).toBe('secret 1')
    const again = scheme.sign(schemeRequest([], text), params, 'key', arrival, () => '')
    expect(Buffer.from(again?.body ?? []).toString()).toBe(text)
    expect(scheme.sign(schemeRequest([], 'no json'), params, 'key', arrival, () => '')).toBeNull()
  })
})

test.each(['Basic dXNlcjpwYXNz', 'Bearer', token({})])('Authorization: %s is malformed', (value) => {
  expect(verdict({ scheme: 'jwt', params: {} }, schemeRequest([['Authorization', value]]), 'key')).toBe(
    'header-malformed',
  )
})
