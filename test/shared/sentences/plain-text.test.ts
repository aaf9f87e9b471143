import { expect, test } from 'vitest'
import { plain, withoutCredentials } from '#shared/sentences/plain-text.ts'

test('takes the marks of machine words away', () => {
  expect(plain('Sent as `X-Sig`, `v1=` before it.')).toBe('Sent as X-Sig, v1= before it.')
})

test.each([
  ['http://me:pw@example.com/h?to=a@b', 'http://example.com/h?to=a@b'],
  ['HTTPS://me:p@w@example.com', 'HTTPS://example.com'],
  ['http://token@[::1]:3000', 'http://[::1]:3000'],
  ['http://example.com/me:pw@x', 'http://example.com/me:pw@x'],
  ['http://example.com?me:pw@x', 'http://example.com?me:pw@x'],
])('%s is told as %s', (url, told) => {
  expect(withoutCredentials(url)).toBe(told)
})
