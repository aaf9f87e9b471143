import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import scheme from '../../../../../src/main/engine/signatures/schemes/hmac.ts'
import { arrival, outcomeOf, schemeRequest, seconds, verdict } from '../../../../support/verify-with.ts'

const hmac = (params: Record<string, string | number>) => ({ scheme: 'hmac', params })
const hex = (text: string, key: string | Buffer = 'key', algorithm = 'sha256') =>
  createHmac(algorithm, key).update(text).digest('hex')

describe('algorithms, encodings and keys', () => {
  const digest = createHmac('sha1', 'key').update('{}').digest()
  test.each([
    ['hex', digest.toString('hex')],
    ['hex-upper', digest.toString('hex').toUpperCase()],
    ['base64', digest.toString('base64')],
    ['base64url', digest.toString('base64url')],
  ])('%s is accepted in exactly that form', (encoding, value) => {
    const ref = hmac({ algorithm: 'sha1', encoding })
    expect(verdict(ref, schemeRequest([['x-signature', value]]), 'key')).toBe('secret 1')
    for (const other of ['hex', 'hex-upper', 'base64', 'base64url'].filter((name) => name !== encoding)) {
      const wrong = hmac({ algorithm: 'sha1', encoding: other })
      expect(verdict(wrong, schemeRequest([['x-signature', value]]), 'key')).toBe('signature-mismatch')
    }
  })

  test.each([
    ['text', '', 'whsec_a2V5', 'whsec_a2V5'],
    ['text', 'whsec_', 'whsec_a2V5', 'a2V5'],
    ['base64', 'whsec_', 'whsec_a2V5', 'key'],
    ['base64', 'whsec_', 'a2V5', 'key'],
    ['hex', '', '6b6579', 'key'],
    ['base64url', '', 'a2V5', 'key'],
  ])('a secret as %s with prefix %j', (secretForm, secretPrefix, secret, key) => {
    const request = schemeRequest([['X-Signature', hex('{}', key)]])
    expect(verdict(hmac({ secretForm, secretPrefix }), request, secret)).toBe('secret 1')
  })

  test('a plain digest over secret and body', () => {
    const value = createHash('sha256').update('key{}').digest('hex')
    const ref = hmac({ mac: 'hash', signed: '{secret}{body}' })
    expect(verdict(ref, schemeRequest([['X-Signature', value]]), 'wrong', 'key')).toBe('secret 2')
    expect(verdict(ref, schemeRequest([['X-Signature', value]]), 'wrong')).toBe('signature-mismatch')
  })
})

describe('timestamps', () => {
  const ref = hmac({ timestampHeader: 'X-Time', signed: '{timestamp}.{body}', toleranceSeconds: 300 })
  const late = (value: string) =>
    outcomeOf(
      ref,
      schemeRequest(
        [
          ['X-Signature', value],
          ['X-Time', seconds],
        ],
        '{}',
        { arrivedAtMs: arrival + 720_000 },
      ),
      'key',
    )

  test('missing, malformed', () => {
    const signature = ['X-Signature', hex('soon.{}')] as const
    expect(verdict(ref, schemeRequest([signature]), 'key')).toBe('timestamp-missing')
    expect(verdict(ref, schemeRequest([signature, ['X-Time', '']]), 'key')).toBe('timestamp-missing')
    expect(verdict(ref, schemeRequest([signature, ['X-Time', 'soon']]), 'key')).toBe('timestamp-malformed')
  })

  test('too old: says whether the signature holds otherwise', () => {
    expect(late(hex(`${seconds}.{}`))).toMatchObject({
      reason: 'timestamp-too-old',
      detail: 'it is 12 min older than the arrival, 5 min are accepted; the signature itself matches',
    })
    expect(late('00')).toMatchObject({ detail: 'it is 12 min older than the arrival, 5 min are accepted' })
  })

  test('a timestamp that is not signed and has no window is not looked at', () => {
    const request = schemeRequest([
      ['X-Signature', hex('{}')],
      ['X-Time', 'soon'],
    ])
    expect(verdict(hmac({ timestampHeader: 'X-Time' }), request, 'key')).toBe('secret 1')
  })

  test('in the body: checked where it is, not demanded where it is not', () => {
    const inBody = hmac({ timestampPointer: '/at', timestampUnit: 'iso', toleranceSeconds: 60 })
    const send = (body: string) => verdict(inBody, schemeRequest([['X-Signature', hex(body)]], body), 'key')
    expect(send('{"at":"2026-04-05T14:03:30Z"}')).toBe('secret 1')
    expect(send('{"at":"2026-04-05T14:00:00Z"}')).toBe('timestamp-too-old')
    expect(send('{"at":"yesterday"}')).toBe('timestamp-malformed')
    expect(send('{}')).toBe('secret 1')
  })
})

describe('other headers', () => {
  test('names are tried in order, whatever their case', () => {
    const ref = hmac({ header: 'X-New, X-Old' })
    expect(verdict(ref, schemeRequest([['x-OLD', hex('{}')]]), 'key')).toBe('secret 1')
    expect(
      verdict(
        ref,
        schemeRequest([
          ['x-old', hex('{}')],
          ['x-new', 'aa'],
        ]),
        'key',
      ),
    ).toBe('signature-mismatch')
    expect(outcomeOf(ref, schemeRequest([]), 'key')).toEqual({
      ok: false,
      reason: 'header-missing',
      detail: 'X-New or X-Old is not among the headers',
    })
  })

  test('id and nonce that are signed must be there', () => {
    const ref = hmac({ idHeader: 'X-Id', nonceHeader: 'X-Nonce', signed: '{id}{nonce}{body}' })
    const signature = ['X-Signature', hex('12{}')] as const
    expect(verdict(ref, schemeRequest([signature, ['X-Id', '1'], ['X-Nonce', '2']]), 'key')).toBe('secret 1')
    expect(verdict(ref, schemeRequest([signature, ['X-Id', '1']]), 'key')).toBe('header-missing')
    expect(verdict(ref, schemeRequest([signature, ['X-Nonce', '2']]), 'key')).toBe('header-missing')
  })

  test('an announced version or algorithm must be the right one, and may be absent', () => {
    const ref = hmac({
      versionHeader: 'X-Version',
      version: 'v1',
      algorithmHeader: 'X-Alg',
      algorithmName: 'HmacSHA256',
    })
    const send = (...headers: [string, string][]) =>
      verdict(ref, schemeRequest([['X-Signature', hex('{}')], ...headers]), 'key')
    expect(send()).toBe('secret 1')
    expect(send(['X-Version', 'v1'], ['X-Alg', 'hmacsha256'])).toBe('secret 1')
    expect(send(['X-Version', 'v2'])).toBe('no-supported-version')
    expect(send(['X-Alg', 'HmacSHA1'])).toBe('unsupported-algorithm')
  })

  test('a key id that is given must be the one in the header', () => {
    const params = { header: 'Authorization', format: 'application {keyId}:{signature}' }
    const request = schemeRequest([['Authorization', `application K1:${hex('{}')}`]])
    expect(verdict(hmac(params), request, 'key')).toBe('secret 1')
    expect(verdict(hmac({ ...params, keyId: 'K1' }), request, 'key')).toBe('secret 1')
    expect(outcomeOf(hmac({ ...params, keyId: 'K2' }), request, 'key')).toMatchObject({
      reason: 'signature-mismatch',
      detail: 'it is signed for the key K1, not K2',
    })
  })

  test('a body value that is signed but not there is named', () => {
    const ref = hmac({ signed: '{json:/call_id}' })
    expect(outcomeOf(ref, schemeRequest([['X-Signature', 'aa']]), 'key')).toMatchObject({
      reason: 'signature-mismatch',
      detail: 'the delivery has no value at /call_id, which is a part of the signed string',
    })
  })
})

describe('signing', () => {
  const params = scheme.params.parse({
    header: 'X-Sig, X-Old-Sig',
    format: 't={timestamp},v1={signature}',
    idHeader: 'X-Id',
    nonceHeader: 'X-Nonce',
    versionHeader: 'X-Version',
    version: 'v1',
    signed: '{id}.{nonce}.{timestamp}.{body}',
  })
  const sign = (...headers: [string, string][]) => {
    let ids = 0
    const signed = scheme.sign(schemeRequest(headers), params, 'key', arrival, () => `new-${++ids}`)
    return Object.fromEntries(signed?.headers ?? [])
  }

  test('sets every header that the scheme reads', () => {
    expect(sign()).toEqual({
      'X-Id': 'new-1',
      'X-Nonce': 'new-2',
      'X-Version': 'v1',
      'X-Sig': `t=${seconds},v1=${hex(`new-1.new-2.${seconds}.{}`)}`,
    })
  })

  test('keeps the id of the message, but never a nonce', () => {
    expect(sign(['x-id', 'msg_1'], ['x-nonce', 'used'])).toMatchObject({ 'X-Id': 'msg_1', 'X-Nonce': 'new-1' })
  })

  test('refuses a request without a part of the signed string', () => {
    const other = scheme.params.parse({ signed: '{json:/call_id}' })
    expect(scheme.sign(schemeRequest([]), other, 'key', arrival, () => '')).toBeNull()
  })
})
