import { describe, expect, test } from 'vitest'
import { formatJson } from '../../../src/renderer/src/code/json-text.ts'

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
