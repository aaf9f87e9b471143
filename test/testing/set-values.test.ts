import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setInForm, setInJson } from '../../src/testing/set-values.ts'
import type { JsonValue } from '../../src/testing/types.ts'

const text = '{\n  "id": 9007199254740993,\n  "cost": 12.50,\n  "list": [1, 2],\n  "a/b": {"c~d": true}\n}'

describe('setInJson', () => {
  test.each([
    ['/id', 'x', text.replace('9007199254740993', '"x"')],
    ['/list/1', 7, text.replace('1, 2', '1, 7')],
    ['/list/0', undefined, text.replace('1, 2', '2')],
    ['/a~1b/c~0d', false, text.replace('true', 'false')],
    ['/none', undefined, text],
  ] as const)('%s: %j changes nothing else', (pointer, value, changed) => {
    expect(setInJson(text, { [pointer]: value })).toBe(changed)
  })

  test('adds what is not there, at the end of a list with -', () => {
    const changed = setInJson(text, { '/new': { deep: [null] }, '/list/-': 3 })

    expect(JSON.parse(changed)).toMatchObject({ new: { deep: [null] }, list: [1, 2, 3] })
    expect(changed).toContain('12.50')
  })

  test('holds what was put in, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const changed = JSON.parse(setInJson(text, { '/list': value as JsonValue })) as { list: unknown }
        expect(JSON.stringify(changed.list)).toBe(JSON.stringify(value))
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    ['id', 'is no JSON pointer'],
    ['/x/y', 'cannot be set: "/x" is no object and no list'],
    ['/list/5', 'the list at "/list" has 2 items'],
    ['/list/one', 'the list at "/list" has 2 items'],
  ])('%s is refused', (pointer, message) => {
    expect(() => setInJson(text, { [pointer]: 1 })).toThrow(message)
  })

  test('a body that is no object has no fields', () => {
    expect(() => setInJson('7', { '/a': 1 })).toThrow('"/a" cannot be set: the sample is no object and no list.')
  })
})

test('setInForm sets, adds and removes fields', () => {
  expect(setInForm('a=1&b=x+y&c=', { '/a': '2', '/c': undefined, '/d': true })).toBe('a=2&b=x+y&d=true')
  expect(() => setInForm('a=1', { '/a/b': '2' })).toThrow('"/a/b" is no field of a form: write "/Name".')
})
