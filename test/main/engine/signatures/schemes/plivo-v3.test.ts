import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { outcomeOf, schemeRequest, verdict } from '../../../../support/verify-with.ts'

const ref = { scheme: 'plivo-v3', params: {} }
const token = 'auth token'
const b64 = (text: string) => createHmac('sha256', token).update(text).digest('base64')
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
const nonce = ['X-Plivo-Signature-V3-Nonce', '77'] as const
const send = (signature: string, url: string, body: string, method = 'POST') =>
  verdict(ref, schemeRequest([form, nonce, ['X-Plivo-Signature-V3', signature]], body, { url, method }), 'other', token)

describe('signed string', () => {
  test.each([
    ['query and form', 'https://e.com/a/?b=2&a=1', 'To=1&From=2', 'POST', 'https://e.com/a/?a=1&b=2.From2To1.77'],
    ['form without query', 'https://e.com/a/', 'To=1&From=2', 'POST', 'https://e.com/a/?From2To1.77'],
    ['query without form', 'https://e.com/a/?b=2&a=1', '', 'POST', 'https://e.com/a/?a=1&b=2.77'],
    ['neither', 'https://e.com/a', '', 'POST', 'https://e.com/a.77'],
    ['GET', 'https://e.com/a?b=2&a=1', '', 'GET', 'https://e.com/a?a=1&b=2.77'],
    ['GET with a body that is not signed', 'https://e.com/a?b=2', 'To=1', 'GET', 'https://e.com/a?b=2.77'],
    ['repeated names', 'https://e.com/a?q=2&q=1', 'd=2&d=1&d=1', 'POST', 'https://e.com/a?q=1&q=2.d1d1d2.77'],
    ['decoded values', 'https://e.com:8443/a?q=%2B1+x', 't=%2B2', 'POST', 'https://e.com:8443/a?q=+1 x.t+2.77'],
  ])('%s', (_case, url, body, method, signed) => {
    expect(send(b64(signed), url, body, method)).toBe('secret 2')
    expect(send(b64(signed), `${url}&more=1`, body, method)).toBe('signature-mismatch')
  })
})

describe('headers', () => {
  const good = b64('https://e.com/a.77')
  const url = 'https://e.com/a'

  test('a list while the token is rotated', () => {
    expect(send(`AAAA, ${good}`, url, '')).toBe('secret 2')
    expect(send(',', url, '')).toBe('header-malformed')
  })

  test('the signature of the main account counts too', () => {
    const headers = [nonce, ['X-Plivo-Signature-V3', 'AAAA'], ['X-Plivo-Signature-Ma-V3', good]] as const
    expect(verdict(ref, schemeRequest(headers, '', { url }), token)).toBe('secret 1')
  })

  test('without nonce', () => {
    expect(outcomeOf(ref, schemeRequest([['X-Plivo-Signature-V3', good]], '', { url }), token)).toMatchObject({
      reason: 'header-missing',
      detail: 'X-Plivo-Signature-V3-Nonce is not among the headers',
    })
  })
})
