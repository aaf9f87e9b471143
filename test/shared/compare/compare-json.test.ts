import { describe, expect, test } from 'vitest'
import { compareJson } from '#shared/compare/compare-json.ts'

const compare = (left: unknown, right: unknown, ignored: readonly string[] = []) =>
  compareTexts(JSON.stringify(left), JSON.stringify(right), ignored)
const compareTexts = (left: string, right: string, ignored: readonly string[] = []) =>
  (compareJson(left, right, ignored)?.differences ?? []).map(({ pointer, kind, left: from, right: to }) => [
    kind,
    pointer,
    from,
    to,
  ])

test('the same document has no differences, however it is laid out', () => {
  expect(compareTexts('{"a":[1,{"b":null}],"c":"x"}', '{ "c": "x",\n "a": [1, {"b": null}] }')).toEqual([])
})

test('members are added, removed and changed, each at its place', () => {
  expect(compare({ a: 1, b: { c: 'x' }, 'd/e': true }, { a: 2, b: {}, 'd/e': true, f: [1] })).toEqual([
    ['changed', '/a', '1', '2'],
    ['removed', '/b/c', '"x"', null],
    ['added', '/f', null, '[1]'],
  ])
  expect(compare({ 'a/b': { 'c~d': 1 } }, { 'a/b': { 'c~d': 2 } })).toEqual([['changed', '/a~1b/c~0d', '1', '2']])
})

test('a whole document of another type is one difference', () => {
  expect(compare([1], { a: 1 })).toEqual([['changed', '', '[1]', '{"a": 1}']])
})

describe('numbers', () => {
  test('keep their source text, however many digits they have', () => {
    expect(compareTexts('{"id":12345678901234567890}', '{"id":12345678901234567891}')).toEqual([
      ['changed', '/id', '12345678901234567890', '12345678901234567891'],
    ])
    expect(compareTexts('{"id":12345678901234567890}', '{"id":12345678901234567890}')).toEqual([])
  })

  test('written in another way are told apart from other numbers', () => {
    expect(compareTexts('{"a":12.50,"b":1e2,"c":-0.0,"d":100}', '{"a":12.5,"b":100,"c":0,"d":1000}')).toEqual([
      ['respelled', '/a', '12.50', '12.5'],
      ['respelled', '/b', '1e2', '100'],
      ['respelled', '/c', '-0.0', '0'],
      ['changed', '/d', '100', '1000'],
    ])
  })

  test('are not strings of the same characters', () => {
    expect(compareTexts('{"a":1}', '{"a":"1"}')).toEqual([['changed', '/a', '1', '"1"']])
    expect(compareTexts('{"a":"\\u00001"}', '{"a":1}')).toEqual([['changed', '/a', '"\\u00001"', '1']])
    expect(compareTexts('{"a":"\\u0001x"}', '{"a":"\\u0001x"}')).toEqual([])
  })
})

describe('arrays', () => {
  test('items with an id are matched by it: only what changed in them is told', () => {
    const left = {
      items: [
        { id: 'a', n: 1 },
        { id: 'b', n: 1 },
      ],
    }
    const right = {
      items: [
        { id: 'new', n: 0 },
        { id: 'a', n: 1 },
        { id: 'b', n: 2 },
      ],
    }
    expect(compare(left, right)).toEqual([
      ['added', '/items/0', null, '{"id": "new", "n": 0}'],
      ['changed', '/items/2/n', '1', '2'],
    ])
  })

  test('an item that is elsewhere is moved', () => {
    expect(compare(['a', 'b', 'c'], ['c', 'a', 'b'])).toEqual([['moved', '/0', '/2', '/0']])
  })

  test('an item without an id that stands in the place of another is that item, changed', () => {
    expect(compare([{ at: 1, x: 'same' }], [{ at: 2, x: 'same' }])).toEqual([['changed', '/0/at', '1', '2']])
    expect(compare([1, 2], [1, 3])).toEqual([['changed', '/1', '2', '3']])
  })

  test('items that are gone are told by their old place', () => {
    expect(compare(['a', 'b', 'c'], ['b'])).toEqual([
      ['removed', '/0', '"a"', null],
      ['removed', '/2', '"c"', null],
    ])
  })

  test('very long ones are compared by places, and that is said', () => {
    const many = Array.from({ length: 500 }, (_, index) => index)
    const result = compareJson(JSON.stringify(many), JSON.stringify([...many.slice(0, 499), 'last', 'more']))
    expect(result?.note).toMatch(/compared by their places/)
    expect(result?.differences.map(({ pointer, kind }) => [kind, pointer])).toEqual([
      ['changed', '/499'],
      ['added', '/500'],
    ])
  })

  test('many arrays of a length that is matched by itself are too many together', () => {
    const lists = (step: number) =>
      Array.from({ length: 60 }, (_, n) => Array.from({ length: 300 }, (_, m) => n + m * step))
    const result = compareJson(JSON.stringify(lists(1)), JSON.stringify(lists(2)))

    expect(result?.note).toMatch(/compared by their places/)
    expect(compareJson('[[1,2],[3]]', '[[2,1],[3]]')?.note).toBeNull()
  })
})

describe('what is left out', () => {
  test('by a pointer, with all below it', () => {
    expect(compare({ a: { b: 1, c: 1 }, d: 1 }, { a: { b: 2, c: 2 }, d: 1 }, ['/a'])).toEqual([])
    expect(compare({ a: { b: 1, c: 1 } }, { a: { b: 2, c: 2 } }, ['/a/b'])).toEqual([['changed', '/a/c', '1', '2']])
  })

  test('by a star, for every item or member', () => {
    const left = {
      items: [
        { id: 'a', at: 1 },
        { id: 'b', at: 2 },
      ],
      map: { x: { at: 1 }, y: { at: 1 } },
    }
    const right = {
      items: [
        { id: 'a', at: 9 },
        { id: 'b', at: 9 },
      ],
      map: { x: { at: 9 }, y: { at: 9 } },
    }
    expect(compare(left, right, ['/*/*/at'])).toEqual([])
  })

  test('does not keep items from being matched', () => {
    const item = (name: string, at: number) => ({ text: name, at })
    expect(compare([item('a', 1), item('b', 1)], [item('new', 2), item('a', 2), item('b', 2)], ['/*/at'])).toEqual([
      ['added', '/0', null, '{"text": "new"}'],
    ])
  })

  test('names with a slash or a tilde', () => {
    expect(compare({ 'a/b': 1, 'c~d': 1 }, { 'a/b': 2, 'c~d': 2 }, ['/a~1b', '/c~0d'])).toEqual([])
  })
})

test('hostile documents are compared without harm', () => {
  expect(compareTexts('{"__proto__":{"a":1},"_t":"a"}', '{"__proto__":{"a":2},"_t":"a"}')).toEqual([
    ['changed', '/__proto__/a', '1', '2'],
  ])
  const deep = (leaf: string) => '['.repeat(50_000) + leaf + ']'.repeat(50_000)
  const result = compareJson(deep('1'), deep('2'))
  expect(result === undefined || result.note !== null).toBe(true)
  expect(compareJson('{', '{}')).toBeUndefined()
})

test('long values and long lists are cut, and what is missing is counted', () => {
  const [only] = compare({ a: '' }, { a: 'x'.repeat(5000) })
  expect(only?.[3]).toMatch(/^"x{399}… \(5,002 characters\)$/)
  const wide = (value: number) => Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`k${index}`, value]))
  expect(compareJson(JSON.stringify(wide(1)), JSON.stringify(wide(2)))?.more).toBe(100)
})
