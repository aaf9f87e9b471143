import { expect, it } from 'vitest'
import { withoutCredentials } from '../../../../src/main/engine/lib/without-credentials.ts'

it.each([
  ['http://me:pw@example.com/h?to=a@b', 'http://example.com/h?to=a@b'],
  ['HTTPS://me:p@w@example.com', 'HTTPS://example.com'],
  ['http://token@[::1]:3000', 'http://[::1]:3000'],
  ['http://example.com/me:pw@x', 'http://example.com/me:pw@x'],
  ['http://example.com?me:pw@x', 'http://example.com?me:pw@x'],
])('%s is told as %s', (url, told) => {
  expect(withoutCredentials(url)).toBe(told)
})
