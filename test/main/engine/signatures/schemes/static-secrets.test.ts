import { describe, expect, test } from 'vitest'
import { schemeRegistry } from '../../../../../src/main/engine/signatures/registry.ts'
import bodyToken from '../../../../../src/main/engine/signatures/schemes/body-token.ts'
import { arrival, schemeRequest, secretList, verdict } from '../../../../support/verify-with.ts'

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`

describe('what is presented', () => {
  test.each([
    ['static-header', 'X-Webhook-Secret', 'tok', 'secret 2'],
    ['static-header', 'X-Webhook-Secret', 'tok ', 'signature-mismatch'],
    ['static-header', 'X-Webhook-Secret', '', 'signature-mismatch'],
    ['bearer', 'Authorization', 'Bearer tok', 'secret 2'],
    ['bearer', 'Authorization', 'bearer  tok', 'secret 2'],
    ['bearer', 'Authorization', 'Bearer to', 'signature-mismatch'],
    ['bearer', 'Authorization', 'Basic tok', 'header-malformed'],
    ['bearer', 'Authorization', 'tok', 'header-malformed'],
    ['basic', 'Authorization', basic('tok'), 'secret 2'],
    ['basic', 'Authorization', basic('tok:'), 'signature-mismatch'],
    ['basic', 'Authorization', 'Basic !', 'header-malformed'],
    ['basic', 'Authorization', 'Bearer tok', 'header-malformed'],
  ])('%s, %s: %s gives %s', (scheme, name, value, expected) => {
    expect(verdict({ scheme, params: {} }, schemeRequest([[name, value]]), 'other', 'tok')).toBe(expected)
  })

  test('a prefix before the secret', () => {
    const ref = { scheme: 'static-header', params: { header: 'Authorization', prefix: 'Token ' } }
    expect(verdict(ref, schemeRequest([['authorization', 'Token tok']]), 'tok')).toBe('secret 1')
    expect(verdict(ref, schemeRequest([['authorization', 'tok']]), 'tok')).toBe('header-malformed')
  })

  test.each([
    ['{"token":"tok","data":{}}', 'secret 1'],
    ['{"token":"other"}', 'signature-mismatch'],
    ['{"data":{"token":"tok"}}', 'header-missing'],
    ['token=tok', 'header-missing'],
  ])('a token in the body: %s', (body, expected) => {
    expect(verdict({ scheme: 'body-token', params: {} }, schemeRequest([], body), 'tok')).toBe(expected)
  })
})

test.each([
  ['static-header', 'X-Webhook-Secret', 'tok'],
  ['bearer', 'Authorization', 'Bearer tok'],
  ['basic', 'Authorization', basic('tok')],
])('%s: evidence masks a configured secret and shows another text', (id, name, value) => {
  const scheme = schemeRegistry.get(id)
  const received = (...secrets: string[]) =>
    scheme?.explain(schemeRequest([[name, value]]), scheme.params.parse({}), secretList(...secrets))
  expect(received('tok')).toEqual({ signedParts: [], received: ['••••••••'], expected: [] })
  expect(received('other')).toEqual({ signedParts: [], received: ['tok'], expected: [] })
})

test('signing puts the token into the body and leaves its other bytes alone', () => {
  const sign = (body: string) => {
    const signed = bodyToken.sign(schemeRequest([], body), bodyToken.params.parse({}), 'new', arrival, () => '')
    return signed && Buffer.from(signed.body ?? []).toString()
  }
  expect(sign('{ "cost": 12.50, "token": "old" }')).toBe('{ "cost": 12.50, "token": "new" }')
  expect(JSON.parse(sign('{"id":1}') ?? '')).toEqual({ id: 1, token: 'new' })
  expect(sign('[1]')).toBeNull()
})
