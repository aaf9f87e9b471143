import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countPairs, formPlaces, pairsOf, readForm } from '../../../../src/main/engine/lib/form.ts'
import { pointerTokens } from '../../../../src/main/engine/lib/json-places.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

describe('reading', () => {
  test.each<[string, Record<string, string | string[]>]>([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
    ['a=&b', { a: '', b: '' }],
    ['a+b=c+d&%C3%A9=%F0%9F%93%9E', { 'a b': 'c d', é: '📞' }],
    ['a=b=c', { a: 'b=c' }],
    ['&&a=1&', { a: '1' }],
    ['', {}],
    ['=x', { '': 'x' }],
    ['?a=1', { '?a': '1' }],
    ['a=%zz&b=%', { a: '%zz', b: '%' }],
  ])('%s', (text, expected) => expect({ ...readForm(text) }).toEqual(expected))

  test('a field may be called as what every object has', () => {
    const form = readForm('__proto__=x&constructor=y&toString=z&toString=w')
    expect(Object.entries(form)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', ['z', 'w']],
    ])
  })
})

describe('counting', () => {
  test.each([
    ['', 1],
    ['a=1', 1],
    ['a=1&b=2', 2],
    ['&&&', 4],
  ])('%s', (text, count) => expect(countPairs(text, 100)).toBe(count))

  test('ends just above the limit, however long the form is', () => {
    expect(countPairs('a&'.repeat(1_000_000), 10)).toBe(11)
    expect(countPairs('a&'.repeat(10), 10)).toBe(11)
  })
})

describe('places', () => {
  test('of names and values as they stand, by their pointers', () => {
    const text = 'To=%2B1555&a%2Fb=x&Tag=1&Tag=22&flag'
    const places = formPlaces(text)
    const slice = ({ offset, length }: { offset: number; length: number }) => text.slice(offset, offset + length)
    const value = (pointer: string) => slice(places.get(pointer)!)
    expect(['/To', '/a~1b', '/Tag', '/Tag/0', '/Tag/1', '/flag'].map(value)).toEqual([
      '%2B1555',
      'x',
      '1',
      '1',
      '22',
      '',
    ])
    expect(slice(places.get('/a~1b')!.key!)).toBe('a%2Fb')
    expect(places.get('')).toEqual({ offset: 0, length: text.length, key: null })
    expect(places.has('/Tag/2')).toBe(false)
  })

  test('stand for just the values that reading gives, whatever is sent', () => {
    const forms = textOf('a', 'b', '=', '&', '+', '%20', '%C3%A9', '%', '?', '/', '~', '%2F', 'a=1', '&a=2')
    holdsFor(forms, (text) => {
      const places = formPlaces(text)
      const decode = (part: string) => pairsOf(`x=${part}`).get('x')
      const found = new Map<string, string[]>()
      for (const [pointer, { offset, length }] of places) {
        const [name, index] = pointerTokens(pointer)
        if (name === undefined || index === undefined) continue
        const values = found.get(name) ?? []
        values[Number(index)] = decode(text.slice(offset, offset + length))!
        found.set(name, values)
      }
      const expected = new Map(
        Object.entries(readForm(text)).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
      )
      expect(found).toEqual(expected)
    })
  })
})

test('reading and writing a form again keeps every pair', () => {
  holdsFor(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))), (pairs) => {
    const text = new URLSearchParams(pairs as [string, string][]).toString()
    const form = readForm(text)
    for (const [name, value] of pairs) expect([form[name.toWellFormed()]].flat()).toContain(value.toWellFormed())
  })
})
