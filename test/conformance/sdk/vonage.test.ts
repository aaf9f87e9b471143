import { createHash, generateKeyPairSync } from 'node:crypto'
import { tokenGenerate, verifySignature } from '@vonage/jwt'
import { describe, expect, test } from 'vitest'
import { emptyBody, headerOf, jsonBodies, packSchemes, text } from '../../support/sdk-agreement.ts'
import { verdict } from '../../support/verify-with.ts'

const secret = 'the signature secret of the account'
const schemes = await packSchemes('vonage')
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

describe.each([...jsonBodies, emptyBody])('%s', (_name, request) => {
  test('the SDK accepts the token that the scheme signs', () => {
    const signed = schemes.sign(request, secret)
    const token = headerOf(signed, 'Authorization').replace('Bearer ', '')
    expect(schemes.reason(signed, secret)).toBe('signature-matches')
    expect(verifySignature(token, secret)).toBe(true)
    expect(verifySignature(token, 'another secret')).toBe(false)
    expect(schemes.reason(signed, 'another secret')).toBe('signature-mismatch')
  })

  // Vonage signs webhooks with HS256, its SDK only with the RS256 of applications: the same claims, another key.
  test('the token of the SDK is verified, and binds the body where the SDK does not look at it', () => {
    const payload_hash = createHash('sha256').update(request.body).digest('hex')
    const token = tokenGenerate('an-application', privateKey, { payload_hash })
    const ref = { scheme: 'jwt', params: { bodyHashClaim: 'payload_hash', algorithms: ['RS256'] } }
    const signed = { ...request, headers: [...request.headers, ['Authorization', `Bearer ${token}`] as const] }
    expect(verdict(ref, signed, publicKey)).toBe('secret 1')
    expect(verifySignature(token, publicKey)).toBe(true)
    expect(verdict(ref, { ...signed, body: Buffer.from(`${text(signed)} `) }, publicKey)).toBe('body-hash-mismatch')
    expect(schemes.reason(signed, secret)).toBe('unsupported-algorithm')
  })
})
