import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import scheme from '../../../../../src/main/engine/signatures/schemes/public-key.ts'
import { outcomeOf, schemeRequest, seconds, verdict } from '../../../../support/verify-with.ts'

const pair = generateKeyPairSync('ed25519')
const pem = (key: typeof pair.publicKey) => key.export({ type: 'spki', format: 'pem' }).toString()
const params = { header: 'Sig', timestampHeader: 'Time', signed: '{timestamp}|{body}', toleranceSeconds: 300 }
const ref = { scheme: 'public-key', params }
const signature = (text: string) => sign(null, Buffer.from(text), pair.privateKey).toString('base64')
const request = (value: string) =>
  schemeRequest([
    ['Sig', value],
    ['Time', seconds],
  ])

describe('Ed25519', () => {
  test('over the signed string', () => {
    expect(verdict(ref, request(signature(`${seconds}|{}`)), pem(pair.publicKey))).toBe('secret 1')
    expect(verdict(ref, request(signature(`${seconds}.{}`)), pem(pair.publicKey))).toBe('signature-mismatch')
    expect(verdict(ref, request('AAAA'), pem(pair.publicKey))).toBe('signature-mismatch')
  })

  test('something else in place of the public key', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
    for (const wrong of ['an API key', pem(rsa)]) {
      expect(outcomeOf(ref, request(signature(`${seconds}|{}`)), wrong)).toEqual({
        ok: false,
        reason: 'signature-mismatch',
        detail: 'no secret is a public key for Ed25519',
      })
    }
  })
})

test('a published key is a parameter, and must be a key', () => {
  const parsed = scheme.params.parse({ ...params, publishedKey: pem(pair.publicKey) })
  expect(scheme.publishedKeys?.(parsed)).toEqual([
    { id: 'published-key', label: 'published key', value: pem(pair.publicKey) },
  ])
  expect(scheme.publishedKeys?.(scheme.params.parse({}))).toEqual([])
  expect(scheme.params.safeParse({ publishedKey: 'not a key' }).success).toBe(false)
})
