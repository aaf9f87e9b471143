import { expect, test } from 'vitest'
import { schemaPointers } from '../../../../src/main/engine/providers/schema-pointers.ts'

test('places of values, through lists, alternatives and references, with what they may be', () => {
  const schema = {
    type: 'object',
    properties: {
      event: { const: 'call.ended' },
      'a/b': { type: 'number' },
      data: {
        allOf: [{ properties: { status: { enum: ['completed', 'failed', 3, null, { no: 1 }] } } }],
        anyOf: [{ properties: { status: { enum: ['busy'] } } }, { properties: { other: true } }],
      },
      turns: { items: { properties: { role: {} } } },
      pair: { prefixItems: [{}, {}] },
      contact: { $ref: '#/$defs/contact' },
    },
    $defs: { contact: { properties: { name: {}, contact: { $ref: '#/$defs/contact' } } } },
  }
  const found = new Map(schemaPointers(schema).map(({ pointer, values }) => [pointer, values]))
  expect(found.get('/event')).toEqual(['call.ended'])
  expect(found.get('/data/status')).toEqual(['completed', 'failed', '3', 'null', 'busy'])
  for (const pointer of ['/a~1b', '/turns/0/role', '/pair/1', '/contact/name', '/contact/contact/name'])
    expect([...found.keys()]).toContain(pointer)
  for (const pointer of ['', '/turns']) expect([...found.keys()]).not.toContain(pointer)
})

test('schemas that go round, or are none, come to an end', () => {
  const round = {
    $ref: '#/$defs/a',
    $defs: { a: { properties: { a: { $ref: '#/$defs/a' } }, allOf: [{ $ref: '#/$defs/a' }] } },
  }
  expect(schemaPointers(round).length).toBeLessThan(10)
  for (const other of [true, null, 'x', [], { properties: null, items: 1, allOf: {} }])
    expect(schemaPointers(other)).toEqual([])
  const wide = { properties: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`p${n}`, {}])) }
  expect(schemaPointers(wide)).toHaveLength(400)
})
