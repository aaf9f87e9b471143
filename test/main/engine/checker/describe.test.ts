import { describe, expect, test } from 'vitest'
import {
  allowsType,
  describeSchema,
  describeValue,
  describeValues,
} from '../../../../src/main/engine/checker/describe.ts'

test.each<[unknown, string | null, string]>([
  [null, 'null', 'null'],
  [true, 'true', 'true'],
  [12.5, '12.50', 'the number 12.50'],
  [Number('12345678901234567890'), '12345678901234567890', 'the number 12345678901234567890'],
  [1, null, 'the number 1'],
  ['', '""', 'the string ""'],
  ['a "b"\n', null, 'the string "a \\"b\\"\\n"'],
  [[], null, 'an array of no items'],
  [[1], null, 'an array of 1 item'],
  [[1, 2], null, 'an array of 2 items'],
  [{}, null, 'an object with no fields'],
  [{ a: 1 }, null, 'an object with 1 field'],
])('%j', (value, source, words) => expect(describeValue(value, source)).toBe(words))

describe('what is long is cut to 120 characters', () => {
  test.each<[string, unknown, string | null]>([
    ['a text', 'x'.repeat(500), null],
    ['a text of escapes', '"\n\\'.repeat(200), null],
    ['a text of control characters', '\u0001'.repeat(200), null],
    ['digits', 1e300, '9'.repeat(300)],
  ])('%s', (_name, value, source) => {
    const words = describeValue(value, source)
    expect(words.length).toBeLessThanOrEqual(120)
    expect(words.length).toBeGreaterThan(100)
    expect(words).toContain('…')
  })

  test('never within an escape: what is shown is the beginning of the text', () => {
    for (let lead = 0; lead < 8; lead++) {
      const text = 'x'.repeat(lead) + '\u0001\n'.repeat(100)
      const shown = describeValue(text, null)
        .replace(/^the string /, '')
        .replace('…"', '"')
      expect(text.startsWith(JSON.parse(shown) as string)).toBe(true)
    }
  })

  test('the longest text that fits is not cut', () => {
    const text = 'x'.repeat(120 - 'the string ""'.length)
    expect(describeValue(text, null)).toBe(`the string "${text}"`)
    expect(describeValue(`${text}x`, null)).toContain('…')
  })
})

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
