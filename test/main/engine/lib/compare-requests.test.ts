import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { compareBodies, compareHeaders, firstDifference } from '../../../../src/main/engine/lib/compare-requests.ts'
import { holdsFor } from '../../../support/property.ts'

const bytes = (text: string) => Buffer.from(text)
const compare = (before: string, after: string) => {
  const [earlier, later] = [bytes(before), bytes(after)]
  return compareBodies(earlier, later, firstDifference(earlier, later) ?? -1)
}

describe('headers', () => {
  const before: HeaderPair[] = [
    ['Host', 'a'],
    ['X-Time', '1'],
    ['X-Tag', 'a'],
    ['x-tag', 'b'],
  ]

  test('the same ones in the same order: nothing', () => {
    expect(compareHeaders(before, before)).toEqual({ headers: [], reordered: false })
  })

  test('changed, come and gone, by the name as it was sent last', () => {
    const after: HeaderPair[] = [
      ['host', 'a'],
      ['X-TIME', '2'],
      ['X-New', ''],
      ['X-Tag', 'a'],
    ]
    expect(compareHeaders(before, after)).toEqual({
      headers: [
        { name: 'X-TIME', from: '1', to: '2' },
        { name: 'X-New', from: null, to: '' },
        { name: 'x-tag', from: 'b', to: null },
      ],
      reordered: false,
    })
  })

  test('in another order: said once, and no difference of values', () => {
    const [host, time, ...tags] = before
    expect(compareHeaders(before, [time!, host!, ...tags])).toEqual({ headers: [], reordered: true })
    // What is new or gone makes no order.
    expect(compareHeaders(before, [['X-New', '1'], ...before]).reordered).toBe(false)
  })

  test('repeated ones are compared by their number', () => {
    const swapped: HeaderPair[] = [
      ['X-Tag', 'b'],
      ['X-Tag', 'a'],
    ]
    expect(compareHeaders(before.slice(2), swapped).headers).toEqual([
      { name: 'X-Tag', from: 'a', to: 'b' },
      { name: 'X-Tag', from: 'b', to: 'a' },
    ])
  })

  test('either way round the same lines differ', () => {
    const name = fc.constantFrom('A', 'a', 'B', 'X-1', '__proto__')
    const lists = fc.array(fc.tuple(name, fc.constantFrom('1', '2', '')), { maxLength: 6 })
    holdsFor(fc.tuple(lists, lists), ([one, other]) => {
      const there = compareHeaders(one, other)
      const back = compareHeaders(other, one)
      const lines = ({ headers }: typeof there, from: 'from' | 'to', to: 'from' | 'to') =>
        headers.map((line) => `${line.name.toLowerCase()}|${line[from]}|${line[to]}`).sort()
      expect(lines(there, 'from', 'to')).toEqual(lines(back, 'to', 'from'))
      expect(there.reordered).toBe(back.reordered)
    })
  })
})

describe('bodies', () => {
  test.each([
    ['{"a":1}', '{ "a": 1 }\n'],
    ['{"a":1,"b":[true,null]}', '{"b":[true,null],"a":1}'],
    ['{"a":"é"}', '{"a":"\\u00e9"}'],
  ])('%s and %s are the same JSON', (before, after) => expect(compare(before, after)).toEqual({ state: 'same-json' }))

  test('values that changed, came or went, by pointer; numbers as they are written', () => {
    expect(compare('{"a":1,"gone":"x","n":12.50,"same":1}', '{"a":"1","n":12.5,"same":1,"new":{"b/c":[]}}')).toEqual({
      state: 'json-differs',
      count: 5,
      values: [
        { name: '/a', from: '1', to: '"1"' },
        { name: '/n', from: '12.50', to: '12.5' },
        { name: '/new', from: null, to: '{…}' },
        { name: '/new/b~1c', from: null, to: '[…]' },
        { name: '/gone', from: '"x"', to: null },
      ],
    })
  })

  test('large numbers that JavaScript would take for the same one differ', () => {
    expect(compare('{"id":10000000000000000001}', '{"id":10000000000000000002}')).toMatchObject({ count: 1 })
  })

  test('an empty object and an empty list differ', () => {
    expect(compare('{"a":{}}', '{"a":[]}')).toMatchObject({ state: 'json-differs', count: 1 })
    expect(compare('[]', '{}')).toMatchObject({ state: 'json-differs' })
  })

  test('of very many only the first are listed, and all are counted', () => {
    const list = (value: number) => JSON.stringify(Array.from({ length: 500 }, () => value))
    const found = compare(list(1), list(2))
    expect(found).toMatchObject({ count: 500 })
    expect(found?.state === 'json-differs' && found.values).toHaveLength(50)
  })

  test.each([
    ['no JSON', 'a=1&b=2', 'a=1&b=3', 6],
    ['JSON on one side only', '{"a":1}', '{"a":1', 6],
    ['empty on one side', '', '{}', 0],
    ['text that goes on', 'abc', 'abcd', 3],
  ])('%s differs from a byte on', (_, before, after, at) =>
    expect(compare(before, after)).toEqual({ state: 'differs', at }),
  )

  test('bytes that are no UTF-8, and JSON nested too deep to be compared, differ from a byte on', () => {
    const bad = Buffer.from([0x22, 0xff, 0x22])
    expect(compareBodies(bad, bytes('"a"'), 1)).toEqual({ state: 'differs', at: 1 })
    const deep = (inside: string) => '['.repeat(20_000) + inside + ']'.repeat(20_000)
    expect(compare(deep('1'), deep('2'))).toEqual({ state: 'differs', at: 20_000 })
  })

  test('the same value in any spelling is the same JSON, and another one differs', () => {
    const values = fc.jsonValue({ maxDepth: 3 })
    holdsFor(fc.tuple(values, values), ([one, other]) => {
      const [text, spaced] = [JSON.stringify(one), JSON.stringify(one, null, 2)]
      if (text !== spaced) expect(compare(text, spaced)).toEqual({ state: 'same-json' })
      const second = JSON.stringify(other)
      if (text === second) return
      const found = compare(text, second)
      const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
      expect(found?.state).toBe(isSame ? 'same-json' : 'json-differs')
    })
  })
})

/** Names in order, as order counts for nothing in JSON. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return { members: members.map(([name, inside]) => [name, sorted(inside)]) }
}

test('the first byte that differs is found wherever it is', () => {
  expect(firstDifference(bytes(''), bytes(''))).toBeNull()
  holdsFor(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 })), ([one, other]) => {
    const at = firstDifference(one, other)
    if (at === null) {
      expect(Buffer.from(one).equals(other)).toBe(true)
      return
    }
    expect(Buffer.from(one.subarray(0, at)).equals(other.subarray(0, at))).toBe(true)
    expect(one[at]).not.toBe(other[at])
  })
})
