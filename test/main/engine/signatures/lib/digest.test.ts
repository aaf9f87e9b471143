import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  hmacKey,
  secretKey,
  signatureBytes,
  signingKey,
  verifyingKey,
} from '../../../../../src/main/engine/signatures/lib/digest.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const raw = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url')
const seed = Buffer.from(String(privateKey.export({ format: 'jwk' }).d), 'base64url')
const signature = sign(null, Buffer.from('text'), privateKey)
const base64 = (...parts: Buffer[]) => Buffer.concat(parts).toString('base64')

describe('verifyingKey', () => {
  test.each([
    ['PEM', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['DER in Base64', publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
    ['32 bytes in Base64', base64(raw)],
    ['32 bytes in hex', raw.toString('hex')],
    ['whpk_', `whpk_${base64(raw)}`],
    ['with a newline around', ` ${base64(raw)}\n`],
    ['the private key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['whsk_', `whsk_${base64(seed, raw)}`],
  ])('reads %s', (_form, text) => {
    const key = verifyingKey(text)
    expect(key && verify(null, Buffer.from('text'), key, signature)).toBe(true)
  })

  test.each([
    '',
    'secret',
    'whpk_',
    '-----BEGIN PUBLIC KEY-----',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    base64(Buffer.alloc(31)),
  ])('%j is no key', (text) => expect(verifyingKey(text)).toBeNull())
})

describe('signingKey', () => {
  test.each([
    ['PEM', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['PKCS#8 DER in Base64', privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
    ['whsk_ with a seed', `whsk_${base64(seed)}`],
    ['whsk_ with seed and public key', `whsk_${base64(seed, raw)}`],
    ['seed and public key in Base64', base64(seed, raw)],
  ])('reads %s', (_form, text) => {
    const key = signingKey(text)
    expect(key && sign(null, Buffer.from('text'), key)).toEqual(signature)
  })

  test.each([
    ['a public PEM', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['32 bytes, by convention a public key', base64(raw)],
    ['whpk_', `whpk_${base64(raw)}`],
    ['a shared secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['a public DER', publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
  ])('refuses %s', (_form, text) => expect(signingKey(text)).toBeNull())
})

test('keys of shared secrets are decoded once per secret and way of reading, never mixed up', () => {
  const secret = { id: 's1', label: 'live', value: 'whsec_YWJj' }
  const text = (...how: readonly ['text' | 'base64', string, string?]) =>
    hmacKey(secret, ...how)
      ?.export()
      .toString()
  expect(text('base64', 'whsec_')).toBe('abc')
  expect(hmacKey(secret, 'base64', 'whsec_')).toBe(hmacKey(secret, 'base64', 'whsec_'))
  expect(text('text', 'whsec_')).toBe('YWJj')
  expect(text('text', '')).toBe('whsec_YWJj')
  expect(text('base64', 'whsec_')).toBe('abc')
  expect(text('text', '', 'other')).toBe('other')
  expect(hmacKey({ ...secret, value: 'ff' }, 'hex', '')?.export()).toEqual(Buffer.from([0xff]))
})

test.each([
  ['', 'text', ''],
  [' ', 'text', ''],
  ['\n', 'text', ''],
  ['whsec_', 'text', 'whsec_'],
  ['whsec_', 'base64', 'whsec_'],
  ['whsec_••••••••', 'base64', 'whsec_'],
  ['whsec_***', 'base64', 'whsec_'],
  ['!!!', 'base64', ''],
  ['!!!', 'base64url', ''],
  ['xyz', 'hex', ''],
] as const)('%j as %s after %j is no key: anybody could sign with it', (value, form, prefix) => {
  expect(secretKey(value, form, prefix)).toBeNull()
  expect(hmacKey({ id: 's1', label: 'live', value }, form, prefix)).toBeNull()
})

describe('bytes of a signature', () => {
  const text = Buffer.alloc(64, 0xfb).toString('base64')

  test.each([
    ['base64', text],
    ['base64url', Buffer.alloc(64, 0xfb).toString('base64url')],
    ['hex', 'FB'.repeat(64)],
  ] as const)('%s', (encoding, written) => expect(signatureBytes(written, encoding)).toEqual(Buffer.alloc(64, 0xfb)))

  test.each([
    ['base64', text.slice(0, -1)],
    ['base64', ` ${text}`],
    ['base64', text.replace('+', '-')],
    ['base64', `${text.slice(0, 20)}!${text.slice(20)}`],
    ['base64', `${text}AAAA`.replace('==AAAA', '==AA')],
    ['base64', 'A'.repeat(1_000_000)],
    ['hex', 'fb '.repeat(64)],
    ['hex', 'f'],
  ] as const)('not written as %s: %#', (encoding, written) => expect(signatureBytes(written, encoding)).toBeNull())
})
