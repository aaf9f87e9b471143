import { expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { absoluteUrl } from '../../../../src/main/engine/import/http-message.ts'

test.each<[url: string, headers: HeaderPair[], called: string]>([
  ['/x?a=1', [['Host', 'a.example:8443']], 'https://a.example:8443/x?a=1'],
  [
    '/x',
    [
      ['host', 'a'],
      ['X-Forwarded-Proto', 'HTTP'],
      ['X-Forwarded-Host', 'b.example, c.example'],
    ],
    'http://b.example/x',
  ],
  ['/x', [['X-Forwarded-Proto', 'https, http']], 'https://localhost/x'],
  ['http://a/x', [['Host', 'b']], 'http://a/x'],
])('%s with %j was called as %s', (url, headers, called) => {
  expect(absoluteUrl(url, headers)).toBe(called)
})
