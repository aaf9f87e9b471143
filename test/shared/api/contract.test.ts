import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { contract } from '#shared/api/contract.ts'

const { calls, streams } = contract
const inputs = Object.entries({ ...calls, ...streams }).map(([name, { input }]) => [name, input] as const)

type CallName = keyof typeof calls
const accepts = (name: CallName, input: unknown) => calls[name].input.safeParse(input).success

describe.each(inputs)('%s', (_name, input) => {
  test('takes an object only, and nothing that it does not know', () => {
    for (const other of [null, undefined, 1, 'x', []]) expect(input.safeParse(other).success).toBe(false)
    const unknown = input.safeParse({ surprise: 1 })
    expect(unknown.error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(true)
  })
})

test('what the API takes and gives can be written as JSON Schema: it is plain data', () => {
  for (const [name, { input, output }] of Object.entries(calls)) {
    expect(() => z.toJSONSchema(input, { io: 'input' }), name).not.toThrow()
    expect(() => z.toJSONSchema(output), name).not.toThrow()
  }
  for (const [name, { item }] of Object.entries(streams)) expect(() => z.toJSONSchema(item), name).not.toThrow()
})

test.each<[CallName, object, object]>([
  ['deliveries.page', {}, { query: '', skip: 0, limit: 100 }],
  ['deliveries.body', { id: 'd' }, { id: 'd', offset: 0, length: 1024 * 1024 }],
  ['endpoints.create', { name: ' A ', provider: null }, { name: 'A', provider: null, target: null }],
  ['replays.send', { id: 'd' }, { id: 'd', approve: false }],
])('%s: what is left out has its default', (name, given, parsed) => {
  expect(calls[name].input.parse(given)).toEqual(parsed)
})

describe('limits', () => {
  test.each<[CallName, object]>([
    ['deliveries.page', { query: 'x'.repeat(2001) }],
    ['deliveries.page', { limit: 501 }],
    ['deliveries.page', { limit: 0 }],
    ['deliveries.page', { skip: -1 }],
    ['deliveries.page', { before: 1.5 }],
    ['deliveries.body', { id: 'd', length: 4 * 1024 * 1024 + 1 }],
    ['deliveries.body', { id: 'd', offset: -1 }],
    ['deliveries.remove', { ids: [] }],
    ['deliveries.remove', { ids: Array.from({ length: 10_001 }, String) }],
    ['endpoints.create', { name: ' ', provider: null }],
    ['endpoints.update', { id: 'e', target: 'localhost:3000' }],
    ['secrets.add', { endpointId: 'e', label: 'x', value: '' }],
    ['secrets.add', { endpointId: 'e', label: '  ', value: 'x' }],
    ['secrets.add', { endpointId: 'e', label: 'x', value: 'x'.repeat(8193) }],
    ['replays.send', { id: 'd', target: 'file:///etc/passwd' }],
    ['replays.send', { id: 'd', sign: 'maybe' }],
    ['settings.update', { receiver: { port: 70_000, bodyLimit: 1024 } }],
  ])('%s refuses %j', (name, input) => expect(accepts(name, input)).toBe(false))

  test.each<[CallName, object]>([
    ['deliveries.page', { query: 'x'.repeat(2000), limit: 500 }],
    ['deliveries.remove', { ids: Array.from({ length: 10_000 }, String) }],
    ['secrets.add', { endpointId: 'e', label: 'x', value: ' with blanks ' }],
    ['endpoints.update', { id: 'e', provider: null, target: null, recipe: null }],
    ['settings.update', { theme: 'dark' }],
  ])('%s takes %j', (name, input) => expect(accepts(name, input)).toBe(true))
})

test('the value of a secret is taken as it is: blanks may belong to it', () => {
  const parsed = calls['secrets.add'].input.parse({ endpointId: 'e', label: ' live ', value: ' x\n' })
  expect(parsed).toEqual({ endpointId: 'e', label: 'live', value: ' x\n' })
})

test.each([[[]], [Array.from({ length: 10_001 }, String)]])('an export of %j is refused', (ids) => {
  expect(contract.streams['exports.render'].input.safeParse({ what: { ids }, format: 'har' }).success).toBe(false)
})
