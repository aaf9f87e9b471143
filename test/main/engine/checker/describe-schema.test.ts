import { expect, test } from 'vitest'
import { describeSchema, describeValues } from '../../../../src/main/engine/checker/describe-schema.ts'
import { allowsType } from '../../../../src/main/engine/checker/json-type.ts'

test.each<[string, unknown]>([
  ['any value', true],
  ['any value', {}],
  ['nothing', false],
  ['object', { properties: { a: {} } }],
  ['string', { type: 'string' }],
  ['date-time string', { type: 'string', format: 'date-time' }],
  ['string or null', { type: ['string', 'null'] }],
  ['array', { type: 'array' }],
  ['array of strings', { type: 'array', items: { type: 'string' } }],
  ['array of string or null', { type: 'array', items: { type: ['string', 'null'] } }],
  ['array', { type: 'array', items: true }],
  ['one of INBOUND, OUTBOUND', { enum: ['INBOUND', 'OUTBOUND'] }],
  ['one of 1, true, null', { enum: [1, true, null] }],
  ['"call.ended"', { const: 'call.ended' }],
  ['string or number', { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'string' }] }],
  ['integer', { $ref: '#/$defs/count' }],
])('%s', (words, schema) => {
  expect(describeSchema(schema, { $defs: { count: { type: 'integer' } } })).toBe(words)
})

test('long lists and long values are cut', () => {
  expect(describeValues(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])).toBe('a, b, c, d, e, f, g, h')
  expect(describeValues(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'])).toBe('a, b, c, d, e, f, g, h and 2 more')
  expect(describeValues(['x'.repeat(100)])).toBe(`${'x'.repeat(59)}…`)
  expect(describeSchema({ const: { a: 'x'.repeat(100) } }, {})).toHaveLength(60)
})

test.each<[unknown, unknown, boolean]>([
  [undefined, 1, true],
  ['integer', 1, true],
  ['integer', 1.5, false],
  ['number', 1, true],
  ['object', [], false],
  ['object', null, false],
  [['null', 'array'], null, true],
  [['null', 'array'], {}, false],
])('type %j allows %j: %s', (type, value, allowed) => expect(allowsType(type, value)).toBe(allowed))
