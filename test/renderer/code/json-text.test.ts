import { parseTree } from 'jsonc-parser'
import { describe, expect, test } from 'vitest'
import { asReceived, cursorAt, formatJson, meantOffset, parseJson } from '../../../src/renderer/src/code/json-text.ts'

describe('formatJson', () => {
  test('one member per line; numbers, escapes and duplicate keys keep their source text', () => {
    expect(formatJson('{"id":12345678901234567890,"cost":12.50,"e":1E3,"s":"\\u00e9\\/","s":"b","n":null}').text).toBe(
      '{\n  "id": 12345678901234567890,\n  "cost": 12.50,\n  "e": 1E3,\n  "s": "\\u00e9\\/",\n  "s": "b",\n  "n": null\n}',
    )
  })

  test('nested and empty containers', () => {
    expect(formatJson(' [ {} , [ ] , {"a" : [1,\r\n2]} ] ').text).toBe(
      '[\n  {},\n  [],\n  {\n    "a": [\n      1,\n      2\n    ]\n  }\n]',
    )
  })

  test.each(['"alone"', '12.50', 'true', ''])('a scalar stays: %s', (text) => expect(formatJson(text).text).toBe(text))

  test('a broken text is kept as far as it goes, without looping', () => {
    expect(formatJson('{"a":1,"b":"open').text).toBe('{\n  "a": 1,\n  "b": "open')
    expect(formatJson('}]{').text).toContain('{')
  })

  test('offsets map both ways at every token', () => {
    const source = '{"a":[1,{"bc":"x y"}],"d":12.50}'
    const formatted = formatJson(source)
    for (const piece of ['"a"', '1', '"bc"', '"x y"', '12.50', '}']) {
      const shown = formatted.text.indexOf(piece)
      expect(formatted.toSource(shown)).toBe(source.indexOf(piece))
      expect(formatted.toShown(source.indexOf(piece))).toBe(shown)
    }
    const inside = source.indexOf('x y') + 2
    expect(formatted.text.charAt(formatted.toShown(inside))).toBe('y')
  })

  test('a megabyte of members stays one pass', () => {
    const source = JSON.stringify(Array.from({ length: 40_000 }, (_, n) => ({ n, text: 'abc' })))
    const formatted = formatJson(source)
    expect(formatted.text).toBe(JSON.stringify(JSON.parse(source), null, 2))
  })
})

const text = '{"data":{"a/b~c":[1,"tw\\"o"],"cost":12.50}}'
const at = (piece: string) => cursorAt(parseTree(text)!, text, text.indexOf(piece) + 1)

describe('cursorAt', () => {
  test('a value: pointer, type, source text', () => {
    expect(at('12.50')).toEqual({ pointer: '/data/cost', type: 'number', start: 36, end: 41, value: '12.50' })
  })
  test('a member’s name stands for its value', () => expect(at('"cost"').value).toBe('12.50'))
  test('special characters are escaped in the pointer, strings are decoded in the value', () => {
    expect(at('"tw')).toMatchObject({ pointer: '/data/a~1b~0c/1', value: 'tw"o' })
  })
  test('the whole text', () =>
    expect(cursorAt(parseTree(text)!, text, 0)).toMatchObject({ pointer: '', type: 'object' }))
})

describe('meantOffset', () => {
  const source = '{"caller":"+1 555","other":{"id":7,"list":[]},"last":12.50}'
  const shown = formatJson(source)
  const pointerAt = (offset: number) =>
    cursorAt(parseTree(source)!, source, shown.toSource(meantOffset(shown.text, offset))).pointer
  const lines = shown.text.split('\n')
  const starts = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index > 0 ? 1 : 0))

  test('wherever the cursor stands in a line, it means the value of this line and never the next one', () => {
    const meant = lines.map((line, index) => {
      const start = starts[index]!
      return [...new Set(Array.from({ length: line.length + 1 }, (_, column) => pointerAt(start + column)))]
    })
    expect(meant).toEqual([[''], ['/caller'], ['/other'], ['/other/id'], ['/other/list'], ['/other'], ['/last'], ['']])
  })

  test('in a text as received, too: with its own line ends and blanks before the comma', () => {
    const received = '{\n\t"a": "x" ,  \n\n\t"b": 2\n}'
    const at = (offset: number) => cursorAt(parseTree(received)!, received, meantOffset(received, offset)).pointer
    expect(at(received.indexOf(',') + 3)).toBe('/a')
    expect(at(received.indexOf('\t"b"'))).toBe('/b')
  })
})

const nested = (depth: number) => `${'['.repeat(depth)}7${']'.repeat(depth)}`

describe('parseJson', () => {
  test('a tree with offsets', () => {
    const root = parseJson(' {"a": [1, 2]}')
    expect(root).toMatchObject({ type: 'object', offset: 1, length: 13 })
  })

  test('a broken text as far as it goes; nothing where there is no value', () => {
    expect(parseJson('{"a": 1, "b"')?.children?.[0]?.children?.[1]?.value).toBe(1)
    expect(parseJson('')).toBeNull()
  })

  test('nesting that would overflow the stack is not followed, honest nesting is', () => {
    expect(parseJson(nested(100_000))).toBeNull()
    const text = nested(900)
    const root = parseJson(text)
    expect(root && cursorAt(root, text, 900)).toMatchObject({ type: 'number', pointer: '/0'.repeat(900) })
  })

  test('brackets inside strings are not nesting', () => {
    expect(parseJson(JSON.stringify('['.repeat(5000)))).toMatchObject({ type: 'string' })
  })
})

test('a deeply nested text is laid out in proportion to its length', () => {
  const depth = 20_000
  const { text } = formatJson(nested(depth))
  expect(text.length).toBeLessThan(150 * 2 * depth)
  expect(text.replaceAll(/\s/g, '')).toBe(nested(depth))
})

describe('long strings', () => {
  const source = JSON.stringify({ a: 'x'.repeat(1000), b: 'y'.repeat(1000) })

  test('are shortened, but for those that are asked for', () => {
    const shown = formatJson(source, [source.indexOf('"y')])
    expect(shown.shortened).toEqual([{ source: 5, end: shown.text.indexOf('…"') + 2, hidden: 941 }])
    expect(shown.text).toContain(`"${'y'.repeat(1000)}"`)
    expect(formatJson(source).text).toBe(JSON.stringify(JSON.parse(source), null, 2))
  })

  test('offsets in the hidden part are those of its end', () => {
    const shown = formatJson(source, [])
    expect(shown.text.charAt(shown.toShown(900))).toBe('"')
    expect(shown.toShown(900)).toBe(shown.text.indexOf('…"') + 1)
  })

  test('no escape and no pair of surrogates is cut in two', () => {
    for (let shift = 0; shift < 14; shift++) {
      const text = JSON.stringify(`${'x'.repeat(45 + shift)}\u0001\\\\👋${'z'.repeat(400)}`)
      const { text: shown } = formatJson(text, [])
      expect(() => JSON.parse(shown)).not.toThrow()
      expect(shown).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
    }
  })
})

test('as received: CR LF is one character, and offsets know it', () => {
  const source = '{\r\n"a":1,\r\n"b":2}'
  const shown = asReceived(source)
  expect(shown.text).toBe('{\n"a":1,\n"b":2}')
  for (const piece of ['"a"', '1', '"b"', '2', '}']) {
    expect(shown.toShown(source.indexOf(piece))).toBe(shown.text.indexOf(piece))
    expect(shown.toSource(shown.text.indexOf(piece))).toBe(source.indexOf(piece))
  }
})
