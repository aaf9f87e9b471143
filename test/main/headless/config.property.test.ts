import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/main/headless/config.ts'
import { UsageError } from '../../../src/main/hosting/usage-error.ts'
import { holdsFor, mutationsOf, textOf } from '../../support/property.ts'

const good = {
  tunnel: { driver: 'localtunnel', host: 'https://loca.lt', subdomain: 'my-name' },
  receiver: { port: 4180, bodyLimit: 1_000_000 },
  endpoints: [
    {
      name: 'Sales',
      provider: 'replicer',
      target: 'http://localhost:3000',
      secrets: [{ label: 'live', value: 'env:X' }],
      recipe: { scheme: 'hmac', params: { header: 'X-Sig' } },
    },
  ],
  approvedTargets: ['https://example.com'],
}

/** Read, or refused in words that begin with the file's name. */
function readsOrRefuses(text: string): void {
  try {
    expect(Array.isArray(parseConfig(text, 'my.json').endpoints)).toBe(true)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toMatch(/^my\.json (is not JSON|is not a valid configuration)/)
  }
}

test('a configuration, changed anywhere', () => {
  holdsFor(mutationsOf(good), (changed) => readsOrRefuses(JSON.stringify(changed)))
})

test('any text', () => {
  const texts = textOf(
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '//',
    '/*',
    '*/',
    '\n',
    '"endpoints"',
    '1',
    'null',
    '\\',
    '\ufeff',
  )
  holdsFor(fc.oneof(texts, fc.string({ unit: 'binary' })), readsOrRefuses, ['"\\'])
})

test.each([
  ['__proto__ at the top', '{"__proto__":{"endpoints":[]}}', /__proto__/],
  ['__proto__ in an endpoint', '{"endpoints":[{"name":"A","__proto__":{"provider":"x"}}]}', /__proto__/],
  [
    '__proto__ in a recipe',
    '{"endpoints":[{"name":"A","recipe":{"scheme":"hmac","params":{"__proto__":{}}}}]}',
    /__proto__/,
  ],
  ['200,000 brackets', '['.repeat(200_000), /line 1/],
  ['200,000 brackets that close', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, /line 1/],
  ['200,000 objects', '{"a":'.repeat(200_000), /line 1/],
])('%s: refused in a line', (_what, text, place) => {
  expect(() => parseConfig(text, 'my.json')).toThrow(UsageError)
  expect(() => parseConfig(text, 'my.json')).toThrow(place)
})
