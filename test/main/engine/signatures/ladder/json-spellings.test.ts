import { describe, expect, test } from 'vitest'
import {
  allOrders,
  escapings,
  type KeyOrder,
  numberSpellings,
  numbersOf,
  permutations,
  usualOrders,
} from '../../../../../src/main/engine/signatures/ladder/json-spellings.ts'
import {
  compact,
  type JsonTree,
  jsonTree,
  layouts,
  respellInPlace,
  writeJson,
} from '../../../../../src/main/engine/signatures/ladder/json-tree.ts'

const treeOf = (text: string) => {
  const tree = jsonTree(Buffer.from(text))
  if (!tree) throw new Error('no JSON')
  return tree
}
const value = { a: [1, 'x', null], b: {}, c: [], d: { e: 'é/<' } }

describe('layouts', () => {
  test.each([
    ['minified', JSON.stringify(value)],
    ['with an indent of 2', JSON.stringify(value, null, 2)],
    ['with an indent of 4', JSON.stringify(value, null, 4)],
    ['with tabs', JSON.stringify(value, null, '\t')],
  ])('%s is what JSON.stringify writes', (words, expected) => {
    const layout = layouts.find((one) => one.words === words) ?? compact
    expect(writeJson(treeOf(JSON.stringify(value, null, 3)), layout)).toBe(expected)
  })

  test('strings, numbers and repeated keys keep their spelling', () => {
    const text = '{"a":1.50,"a":1E+2,"\\u0062":"\\/"}'
    expect(writeJson(treeOf(text), compact)).toBe(text)
  })

  test.each(['', '{', '{"a":1', '[1,]', '// x\n1', '\xff'])('%j is not JSON', (text) => {
    expect(jsonTree(Buffer.from(text, 'latin1'))).toBeNull()
  })
})

test('each escaping keeps the value', () => {
  const raw = '"a\\/b/\\u00e9é\\u003c<\\\\u0041\\n\\ud83d\\ude00"'
  for (const { of, words } of escapings) expect(JSON.parse(of(raw)), words).toBe(JSON.parse(raw))
})

test('each spelling of a number keeps the number', () => {
  for (const raw of ['12.5', '12.50', '1', '1.0', '-3', '0', '1e3', '1000', '0.001', '-1.20']) {
    for (const { of, words } of numberSpellings) expect(Number(of(raw)), `${words} ${raw}`).toBe(Number(raw))
  }
})

test('numbers are found once each, and none inside strings', () => {
  expect(numbersOf(treeOf('{"a":[1,1.0,1],"b":"12"}'))).toEqual(['1', '1.0'])
  expect(respellInPlace('{"1": "x 2", "b": 3}', { number: () => '9' })).toBe('{"1": "x 2", "b": 9}')
})

describe('orders of keys', () => {
  const written = (text: string, orders: (tree: JsonTree) => Iterable<KeyOrder>) => {
    const tree = treeOf(text)
    return [...orders(tree)].map(({ of }) => writeJson(tree, compact, { order: of }))
  }

  test('every order of few keys', () => {
    const text = '{"a":1,"b":2,"c":3}'
    expect(new Set(written(text, allOrders)).size).toBe(6)
    expect([...permutations([1, 2, 3, 4])]).toHaveLength(24)
  })

  test('of many keys, one moved', () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
    const text = JSON.stringify(Object.fromEntries(keys.map((key) => [key, 1])))
    const moved = JSON.stringify(Object.fromEntries(['i', ...keys.slice(0, 8)].map((key) => [key, 1])))
    expect(written(text, allOrders)).toContain(moved)
  })

  test('objects in one another are put in order together', () => {
    const text = '{"b":{"d":1,"c":2},"a":3}'
    expect(written(text, allOrders)).toContain('{"a":3,"b":{"c":2,"d":1}}')
  })

  test('the order of a body that is known', () => {
    const known = [treeOf('{"z":1,"data":{"q":1,"b":2},"a":0}')]
    expect(written('{"a":0,"data":{"b":2,"q":1,"r":3},"z":1}', () => usualOrders(known))[0]).toBe(
      '{"z":1,"data":{"q":1,"r":3,"b":2},"a":0}',
    )
  })
})
