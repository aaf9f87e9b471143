import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { StoredCondition } from '#shared/query/query.ts'
import { pointerTo } from '../../../../src/main/engine/lib/json-places.ts'
import { matchesStored } from '../../../../src/main/engine/lib/match-stored.ts'
import { holdsFor } from '../../../support/property.ts'

const formType: HeaderPair = ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']
const wild = (value: string | null) => value?.includes('*') ?? false

const header = (name: string, value: string | null): StoredCondition =>
  ({ kind: 'header', name, value, wildcards: wild(value) }) as StoredCondition
const place = (pointer: string, value: string | null): StoredCondition =>
  ({ kind: 'body', pointer, value, wildcards: wild(value) }) as StoredCondition

const ofJson = (text: string, pointer: string, value: string | null = null) =>
  matchesStored(place(pointer, value), { headers: [], text: () => text })
const ofForm = (text: string, pointer: string, value: string | null = null) =>
  matchesStored(place(pointer, value), { headers: [formType], text: () => text })

describe('a header', () => {
  const headers: HeaderPair[] = [
    ['X-Tag', 'one'],
    ['x-tag', 'Two words'],
    ['X-Empty', ''],
  ]
  const has = (name: string, value: string | null) =>
    matchesStored(header(name, value), {
      headers,
      text: () => {
        throw new Error('nobody needs the body')
      },
    })

  test.each<[string, string | null, boolean]>([
    ['x-tag', null, true],
    ['x-none', null, false],
    ['x-tag', 'one', true],
    ['x-tag', 'TWO WORDS', true],
    ['x-tag', 'two', false],
    ['x-tag', 'two*', true],
    ['x-tag', '*e*', true],
    ['x-empty', '', true],
    ['x-empty', null, true],
    ['x-tag', '', false],
  ])('%s with %s: %s', (name, value, expected) => expect(has(name, value)).toBe(expected))
})

describe('a place in JSON', () => {
  const text =
    '{"id":10000000000000000001,"n":12.50,"on":true,"none":null,"s":"Zo\\u00eb \\"x\\"","list":[{"a":1},"b"],"o":{}}'

  test.each<[string, string | null, boolean]>([
    ['/id', '10000000000000000001', true],
    ['/id', '10000000000000000002', false],
    ['/n', '12.50', true],
    ['/n', '12.5', false],
    ['/on', 'TRUE', true],
    ['/none', 'null', true],
    ['/none', null, true],
    ['/s', 'zoë "x"', true],
    ['/s', 'zo*', true],
    ['/list/0/a', '1', true],
    ['/list/1', 'b', true],
    ['/list/2', null, false],
    ['/list', null, true],
    ['/list', 'x', false],
    ['/o', null, true],
    ['/o', '*', false],
    ['/missing', null, false],
    ['/s/x', null, false],
  ])('%s with %s: %s', (pointer, value, expected) => expect(ofJson(text, pointer, value)).toBe(expected))

  test('a name may be written with escapes, or hold what pointers escape', () => {
    expect(ofJson('{"caf\\u00e9":1}', '/café', '1')).toBe(true)
    expect(ofJson('{"a/b~c":"x"}', '/a~1b~0c', 'x')).toBe(true)
    expect(ofJson('{"say \\"hi\\"":2}', '/say "hi"', '2')).toBe(true)
  })

  test.each([
    ['no JSON', 'hello'],
    ['text that only begins as JSON', '{not json'],
    ['nothing', ''],
    ['a text alone', '"id"'],
  ])('%s has none', (_, body) => expect(ofJson(body, '/id')).toBe(false))

  test('a value that was cut off with the beginning of a long body does not count', () => {
    expect(ofJson('{"a":"whole","b":"cut of', '/a', 'whole')).toBe(true)
    expect(ofJson('{"a":"whole","b":"cut of', '/b')).toBe(false)
    expect(ofJson('{"n":123', '/n', '123')).toBe(false)
  })

  test('every scalar of any JSON is found by its pointer and its text', () => {
    holdsFor(
      fc.object({
        maxDepth: 3,
        key: fc.string({ maxLength: 5 }),
        values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
      }),
      (value) => {
        const text = JSON.stringify(value, null, 1)
        for (const [pointer, scalar] of scalarsOf(JSON.parse(text), '')) {
          expect(ofJson(text, pointer)).toBe(true)
          if (!String(scalar).includes('*')) expect(ofJson(text, pointer, String(scalar))).toBe(true)
        }
      },
    )
  })
})

function* scalarsOf(value: unknown, pointer: string): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) {
    if (pointer !== '') yield [pointer, value]
    return
  }
  for (const [name, inside] of Object.entries(value)) yield* scalarsOf(inside, pointerTo(pointer, name))
}

describe('a field of a form', () => {
  const text = 'To=%2B1555&Tag=a&Tag=b+c&flag&a%2Fb=x'
  test.each<[string, string | null, boolean]>([
    ['/To', '+1555', true],
    ['/Tag', 'b c', true],
    ['/Tag/0', 'a', true],
    ['/Tag/1', 'a', false],
    ['/Tag/2', null, false],
    ['/flag', '', true],
    ['/a~1b', 'x', true],
    ['/to', null, false],
    ['/Tag/0/x', null, false],
    ['/Tag/-1', null, false],
    ['/Tag/x', null, false],
    ['/Tag/', null, false],
    ['', null, false],
  ])('%s with %s: %s', (pointer, value, expected) => expect(ofForm(text, pointer, value)).toBe(expected))

  test('is one because of its media type, whatever it looks like', () => {
    expect(ofForm('{"a":1}=2', '/a')).toBe(false)
    expect(ofJson('a=1', '/a')).toBe(false)
  })
})
