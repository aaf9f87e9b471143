import { describe, expect, test } from 'vitest'
import { Endpoint, EndpointName } from '#shared/model/endpoint.ts'
import { defaultForward, ForwardSettings } from '#shared/model/forward.ts'
import { TargetUrl } from '#shared/model/target-url.ts'

describe('a target', () => {
  test.each([
    'http://localhost:3000/hooks',
    'https://example.com',
    'http://[::1]:80/',
    'https://me:pass@example.com/?a=b',
  ])('%s', (url) => expect(TargetUrl.safeParse(url).success).toBe(true))
  test.each([
    '',
    'localhost:3000',
    '/hooks',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://',
  ])('not “%s”', (url) => {
    expect(TargetUrl.safeParse(url).error?.issues[0]?.message).toBe(
      'must be an http or https URL, e.g. http://localhost:3000/hooks',
    )
  })
})

describe('forwarding', () => {
  test('the defaults are valid', () => expect(ForwardSettings.parse(defaultForward)).toEqual(defaultForward))
  test.each([
    { timeoutMs: 50 },
    { fallback: { status: 199, text: '' } },
    { fallback: { status: 600, text: '' } },
    { others: [{ url: 'localhost:3000', events: [], role: 'copy' }] },
    { others: [{ url: 'http://localhost:3000', events: [' '], role: 'copy' }] },
    { others: [{ url: 'http://localhost:3000', events: [], role: 'both' }] },
    { retries: 3 },
  ])('not %j', (part) => expect(ForwardSettings.safeParse({ ...defaultForward, ...part }).success).toBe(false))
})

describe('a name', () => {
  test('loses the blanks around it', () => expect(EndpointName.parse('  Front desk\n')).toBe('Front desk'))
  test.each(['', '   ', 'x'.repeat(81)])('not “%s”', (name) => expect(EndpointName.safeParse(name).success).toBe(false))
  test('of eighty characters', () => expect(EndpointName.safeParse('x'.repeat(80)).success).toBe(true))
})

test('the value of a secret does not pass, whatever a caller hands over', () => {
  const secret = { id: 's', label: 'live', addedAt: 1, lastMatchAt: null, retiredAt: null, value: 'seen' }
  const parsed = Endpoint.parse({
    ...{ id: 'e', name: 'A', token: 't', provider: null, target: null, recipe: null, createdAt: 1, fromConfig: false },
    ...{ mode: 'answer', forward: defaultForward, secrets: [secret], rules: [] },
  })
  expect(JSON.stringify(parsed)).not.toContain('seen')
})
