import { expect, test } from 'vitest'
import { orderedJson } from '#shared/json/ordered-json.ts'

test('keys in order at every level, lists as they are, numbers as they are written', () => {
  const text = '{ "b": 12.50, "a": [ {"d": -0, "c": 12345678901234567890}, 1e2, null ] }'
  expect(orderedJson(text)).toBe('{"a":[{"c":12345678901234567890,"d":-0},1e2,null],"b":12.50}')
})

test('keys that mean something to JavaScript are keys', () => {
  expect(orderedJson('{"__proto__":{"b":1,"a":2},"constructor":1}')).toBe('{"__proto__":{"a":2,"b":1},"constructor":1}')
})

test('what is not JSON is an error', () => expect(() => orderedJson('{"a":')).toThrow(SyntaxError))
