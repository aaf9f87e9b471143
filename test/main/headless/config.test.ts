import { expect, test } from 'vitest'
import { parseConfig, readConfig } from '../../../src/main/headless/config.ts'
import { UsageError } from '../../../src/main/hosting/usage-error.ts'

const parse = (value: unknown) => parseConfig(JSON.stringify(value), 'c.json')

test('fills in what is left out', () => {
  expect(parse({ endpoints: [{ name: 'Sales' }], tunnel: 'none' })).toEqual({
    endpoints: [{ name: 'Sales', provider: null, secrets: [], target: null, recipe: null, mode: 'answer' }],
    tunnel: 'none',
  })
})

test('takes forwarding in part, and says what is wrong with it', () => {
  const forward = { storeAndForward: true }
  const [endpoint] = parse({ endpoints: [{ name: 'Sales', mode: 'forward', forward }] }).endpoints
  expect(endpoint).toMatchObject({ mode: 'forward', forward })
  expect(() => parse({ endpoints: [{ name: 'Sales', forward: { timeoutMs: 1 } }] })).toThrow(
    /endpoints\[0\]\.forward\.timeoutMs/,
  )
})

test('takes comments, a trailing comma and a byte order mark', () => {
  const text = '\uFEFF{ // ours\n "endpoints": [ { "name": "A", }, ], }'

  expect(parseConfig(text, 'c.json').endpoints[0]?.name).toBe('A')
})

test.each([
  [{ endpoint: [] }, 'endpoint: unknown key'],
  [{ endpoints: [{ nam: 'x', name: 'A' }] }, 'endpoints[0].nam: unknown key'],
  [{ endpoints: [{ name: 'A', target: 'localhost:3000' }] }, 'endpoints[0].target: must be an http or https URL'],
  [{ endpoints: [{ name: '' }] }, 'endpoints[0].name: a name is needed'],
  [{ endpoints: [{ name: 'A' }, { name: 'A' }] }, 'endpoints[1].name: "A" is there twice'],
  [{ endpoints: [{ name: 'A', secrets: [{ label: 'x' }] }] }, 'endpoints[0].secrets[0].value:'],
  [
    {
      endpoints: [
        {
          name: 'A',
          secrets: [
            { label: 'x', value: '1' },
            { label: 'x', value: '2' },
          ],
        },
      ],
    },
    'endpoints[0].secrets[1].label: "x" is there twice',
  ],
  [[], '(the whole file):'],
])('refuses %j with its path', (value, message) => {
  expect(() => parse(value)).toThrow(UsageError)
  expect(() => parse(value)).toThrow(message)
})

test('says where JSON breaks off', () => {
  expect(() => parseConfig('{\n  "endpoints": [}\n', 'c.json')).toThrow(/c\.json is not JSON: .* at line 2, column 17/)
})

test('says that a file is not there', async () => {
  await expect(readConfig('/nonexistent/c.json')).rejects.toThrow(
    '/nonexistent/c.json cannot be read: there is no such file.',
  )
})
