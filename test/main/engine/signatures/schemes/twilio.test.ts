import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import scheme from '../../../../../src/main/engine/signatures/schemes/twilio.ts'
import { arrival, outcomeOf, schemeRequest, secretList, verdict } from '../../../../support/verify-with.ts'

const ref = { scheme: 'twilio', params: {} }
const token = '12345'
const sha1 = (text: string) => createHmac('sha1', token).update(text).digest('base64')
const form = ['Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8'] as const
const json = ['Content-Type', 'application/json'] as const
const check = (signed: string, body: string, url: string, type: readonly [string, string], method = 'POST') =>
  verdict(ref, schemeRequest([type, ['X-Twilio-Signature', sha1(signed)]], body, { url, method }), 'other', token)

describe('form rule', () => {
  const url = 'https://example.com/in/abc?x=1'

  test('sorted names, repeated values once and sorted, decoded', () => {
    expect(check(`${url}Digits1Digits2Froma`, 'From=a&Digits=2&Digits=1&Digits=2', url, form)).toBe('secret 2')
    expect(check(`${url}Bodya b+cTo+1`, 'To=%2B1&Body=a+b%2Bc', url, form)).toBe('secret 2')
    expect(check(`${url}ABab`, 'a=b&A=B', url, form)).toBe('secret 2')
  })

  test('GET: the URL alone', () => {
    expect(check(url, '', url, form, 'GET')).toBe('secret 2')
    expect(verdict(ref, schemeRequest([['X-Twilio-Signature', sha1(url)]], '', { url, method: 'GET' }), token)).toBe(
      'secret 1',
    )
  })

  test.each([
    ['https://example.com/a', 'https://example.com:443/a'],
    ['http://example.com/a', 'http://example.com:80/a'],
    ['https://example.com:8443/a', 'https://example.com/a'],
    ['https://example.com/a?b=it%27s', "https://example.com/a?b=it's"],
    ['https://EXAMPLE.com/a', 'https://example.com/a'],
  ])('called as %s, signed as %s', (called, signed) => {
    expect(check(`${signed}To1`, 'To=1', called, form)).toBe('secret 2')
  })

  test.each([
    'http://example.com/in/abc?x=1',
    'https://example.org/in/abc?x=1',
    'https://example.com/in/abc/?x=1',
    'https://example.com/in/abc',
  ])('another URL is refused: %s', (signed) => expect(check(signed, '', url, form)).toBe('signature-mismatch'))

  test('the evidence shows the spelling that was signed', () => {
    const called = 'https://example.com/a'
    const request = schemeRequest([form, ['X-Twilio-Signature', sha1('https://example.com:443/aTo1')]], 'To=1', {
      url: called,
    })
    const { signedParts, received, expected } = scheme.explain(request, scheme.params.parse({}), secretList(token))
    expect(signedParts.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['https://example.com:443/a', 'To1'])
    expect(expected.map(({ value }) => value)).toEqual(received)
  })

  test('the detail names URL and rule', () => {
    const request = schemeRequest([form, ['X-Twilio-Signature', 'x']], 'a=1', { url })
    expect(outcomeOf(ref, request, token)).toMatchObject({
      detail: 'checked against https://example.com/in/abc by the form rule',
    })
  })
})

describe('JSON rule', () => {
  const body = '{"a":1}'
  const hash = createHash('sha256').update(body).digest('hex')
  const url = `https://example.com/in/abc?x=1&bodySHA256=${hash}`

  test('the hash in the URL must be that of the body', () => {
    expect(check(url, body, url, json)).toBe('secret 2')
    expect(check(url, '{"a":2}', url, json)).toBe('body-hash-mismatch')
    expect(check(`${url}0`, body, url, json)).toBe('signature-mismatch')
    const upper = url.replace(hash, hash.toUpperCase())
    expect(check(upper, body, upper, json)).toBe('secret 2')
  })

  test('a body that nothing binds to the signature', () => {
    const bare = 'https://example.com/in/abc'
    expect(check(bare, body, bare, json)).toBe('body-hash-mismatch')
    expect(check(bare, '', bare, json)).toBe('secret 2')
  })

  test('the rule can be forced', () => {
    const forced = { scheme: 'twilio', params: { rule: 'json' } }
    const request = schemeRequest([form, ['X-Twilio-Signature', sha1(url)]], body, { url })
    expect(verdict(forced, request, token)).toBe('secret 1')
    expect(verdict(ref, request, token)).toBe('signature-mismatch')
    expect(scheme.describe(scheme.params.parse(forced.params), request).signedString).toContain('JSON rule')
    expect(scheme.describe(scheme.params.parse({}), request).signedString).toContain('form rule')
  })

  test('signing puts the hash at the end of the query, once', () => {
    const request = schemeRequest([json], body, { url: 'https://example.com/in/abc?bodySHA256=old&x=1' })
    const signed = scheme.sign(
      { ...request, target: '/in/abc?bodySHA256=old&x=1' },
      scheme.params.parse({}),
      token,
      arrival,
      () => '',
    )
    expect(signed).toEqual({ target: `/in/abc?x=1&bodySHA256=${hash}`, headers: [['X-Twilio-Signature', sha1(url)]] })
  })
})
