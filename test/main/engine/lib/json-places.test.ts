import { describe, expect, it } from 'vitest'
import { locate, pointerTo, pointerTokens } from '../../../../src/main/engine/lib/json-places.ts'

const sliceOf = (text: string, pointer: string) => {
  const place = locate(text, [pointer]).get(pointer)
  return place === undefined ? null : text.slice(place.offset, place.offset + place.length)
}

describe('locate', () => {
  const text = '{ "a" : [1, {"b\\u0063": "x,}", "": null}], "a/b": {"~": 12.50}, "c":true }'

  it.each([
    ['', text],
    ['/a', '[1, {"b\\u0063": "x,}", "": null}]'],
    ['/a/0', '1'],
    ['/a/1/bc', '"x,}"'],
    ['/a/1/', 'null'],
    ['/a~1b/~0', '12.50'],
    ['/c', 'true'],
    ['/d', null],
    ['/a/2', null],
    ['/c/x', null],
  ])('finds %s', (pointer, expected) => {
    expect(sliceOf(text, pointer)).toBe(expected)
  })

  it('tells where the name of a member stands', () => {
    const key = locate(text, ['/a~1b/~0']).get('/a~1b/~0')?.key
    expect(text.slice(key!.offset, key!.offset + key!.length)).toBe('"~"')
    expect(locate(text, ['/a/0']).get('/a/0')?.key).toBeNull()
  })

  it('finds many places in one pass', () => {
    expect([...locate('[[],{},[0]]', ['/1', '/2/0', '/0']).keys()].sort()).toEqual(['/0', '/1', '/2/0'])
  })

  it('takes the last of members with the same name, as JSON.parse does', () => {
    const twice = '{"id":1,"id":{"x":2},"x":3}'
    expect(sliceOf(twice, '/id')).toBe(JSON.stringify(JSON.parse(twice).id))
    expect(sliceOf(twice, '/id/x')).toBe('2')
  })

  it('needs no stack for deep nesting', () => {
    const depth = 100_000
    const deep = `${'[7,'.repeat(depth)}8${']'.repeat(depth)}`
    expect(sliceOf(deep, '/1'.repeat(depth))).toBe('8')
  })

  it('finds a member called __proto__', () => {
    expect(sliceOf('{"__proto__":{"constructor":5}}', '/__proto__/constructor')).toBe('5')
  })
})

it('escapes and unescapes pointers', () => {
  expect(pointerTo(pointerTo('', 'a/b'), '~1')).toBe('/a~1b/~01')
  expect(pointerTokens('/a~1b/~01')).toEqual(['a/b', '~1'])
  expect(pointerTokens('')).toEqual([])
})
