import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import scheme from '../../../../../src/main/engine/signatures/schemes/standard-webhooks.ts'
import { arrival, outcomeOf, schemeRequest, seconds, secretList, verdict } from '../../../../support/verify-with.ts'

const ref = { scheme: 'standard-webhooks', params: {} }
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const other = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const body = '{"topic":"call.received","amount":12.50}'
const signature = (key = secret) =>
  `v1,${createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
    .update(`msg_1.${seconds}.${body}`)
    .digest('base64')}`
const headers = (value: string, prefix = 'webhook'): HeaderPair[] => [
  [`${prefix}-id`, 'msg_1'],
  [`${prefix}-timestamp`, seconds],
  [`${prefix}-signature`, value],
]
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const whpk = `whpk_${Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url').toString('base64')}`
const v1a = `v1a,${sign(null, Buffer.from(`msg_1.${seconds}.${body}`), privateKey).toString('base64')}`

describe('the reference library', () => {
  test('signs what we verify', () => {
    const value = new Webhook(secret).sign('msg_1', new Date(arrival), body)
    expect(verdict(ref, schemeRequest(headers(value), body), secret)).toBe('secret 1')
  })

  test('verifies what we sign', () => {
    const at = Date.now()
    const signed = scheme.sign(schemeRequest([], body), scheme.params.parse({}), secret, at, () => 'msg_9')
    const sent = Object.fromEntries(signed?.headers ?? [])
    expect(sent['webhook-id']).toBe('msg_9')
    expect(new Webhook(secret).verify(body, sent)).toEqual(JSON.parse(body))
  })
})

describe('versions and keys', () => {
  test('any of several signatures, any of several secrets', () => {
    const value = `v1,AAAA v2,BBBB ${signature()}`
    expect(verdict(ref, schemeRequest(headers(value), body), other, secret)).toBe('secret 2')
    expect(verdict(ref, schemeRequest(headers(value), body), other)).toBe('signature-mismatch')
  })

  test('v1a by the public key, beside v1 by the shared secret', () => {
    expect(verdict(ref, schemeRequest(headers(v1a), body), whpk)).toBe('secret 1')
    expect(verdict(ref, schemeRequest(headers(`${signature(other)} ${v1a}`), body), secret, whpk)).toBe('secret 2')
    expect(verdict(ref, schemeRequest(headers(v1a), `${body} `), whpk)).toBe('signature-mismatch')
  })

  test('no signature of a version that the secrets can check', () => {
    expect(outcomeOf(ref, schemeRequest(headers(v1a), body), secret)).toMatchObject({
      reason: 'no-supported-version',
      detail: 'it holds v1a; the secrets of the endpoint check v1',
    })
    expect(verdict(ref, schemeRequest(headers('v2,AAAA'), body), secret, whpk)).toBe('no-supported-version')
    expect(verdict(ref, schemeRequest(headers(signature()), body), whpk)).toBe('no-supported-version')
  })

  test('signs by a private key, not by a public one', () => {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const params = scheme.params.parse({})
    const signed = scheme.sign(schemeRequest([['webhook-id', 'msg_1']], body), params, pem, arrival, () => 'new')
    expect(Object.fromEntries(signed?.headers ?? [])).toMatchObject({ 'webhook-id': 'msg_1', 'webhook-signature': v1a })
    expect(scheme.sign(schemeRequest([], body), params, whpk, arrival, () => 'new')).toBeNull()
    expect(createPublicKey(createPrivateKey(pem)).asymmetricKeyType).toBe('ed25519')
  })
})

describe('headers', () => {
  test('svix names are a parameter, and never mixed with others', () => {
    const both = { scheme: 'standard-webhooks', params: { prefix: 'webhook, svix' } }
    const svix = schemeRequest(headers(signature(), 'svix'), body)
    expect(verdict(both, svix, secret)).toBe('secret 1')
    expect(verdict(ref, svix, secret)).toBe('header-missing')
    const mixed = [headers('', 'svix')[0], ...headers(signature()).slice(1)].filter((pair) => pair !== undefined)
    expect(verdict(both, schemeRequest(mixed, body), secret)).toBe('header-missing')
  })

  test.each([
    ['webhook-id', 'header-missing'],
    ['webhook-timestamp', 'timestamp-missing'],
    ['webhook-signature', 'header-missing'],
  ])('without %s: %s', (name, reason) => {
    const rest = headers(signature()).filter(([key]) => key !== name)
    expect(outcomeOf(ref, schemeRequest(rest, body), secret)).toMatchObject({
      reason,
      detail: `${name} is not among the headers`,
    })
  })

  test('a signature without version', () => {
    expect(verdict(ref, schemeRequest(headers(signature().slice(3)), body), secret)).toBe('header-malformed')
  })
})

test('a signature that cannot be checked as text of the same length is not a match', () => {
  expect(verdict(ref, schemeRequest(headers(signature().slice(0, -1)), body), secret)).toBe('signature-mismatch')
})

test('evidence shows the parts in order and the digest of each shared secret', () => {
  const evidence = scheme.explain(
    schemeRequest(headers(signature()), body),
    scheme.params.parse({}),
    secretList(secret, whpk),
  )
  expect(evidence.signedParts.map(({ name }) => name)).toEqual(['message id', 'text', 'timestamp', 'text', 'raw body'])
  expect(Buffer.concat(evidence.signedParts.map(({ bytes }) => bytes)).toString()).toBe(`msg_1.${seconds}.${body}`)
  expect(evidence.expected.map(({ value }) => value)).toEqual([signature()])
})
