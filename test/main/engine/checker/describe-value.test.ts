import { describe, expect, test } from 'vitest'
import { describeValue } from '../../../../src/main/engine/checker/describe-value.ts'

test.each<[unknown, string | null, string]>([
  [null, 'null', 'null'],
  [true, 'true', 'true'],
  [12.5, '12.50', 'the number 12.50'],
  [Number('12345678901234567890'), '12345678901234567890', 'the number 12345678901234567890'],
  [1, null, 'the number 1'],
  ['', '""', 'the string ""'],
  ['a "b"\n', null, 'the string "a \\"b\\"\\n"'],
  [[], null, 'an array of no items'],
  [[1], null, 'an array of 1 item'],
  [[1, 2], null, 'an array of 2 items'],
  [{}, null, 'an object with no fields'],
  [{ a: 1 }, null, 'an object with 1 field'],
])('%j', (value, source, words) => expect(describeValue(value, source)).toBe(words))

describe('what is long is cut to 120 characters', () => {
  test.each<[string, unknown, string | null]>([
    ['a text', 'x'.repeat(500), null],
    ['a text of escapes', '"\n\\'.repeat(200), null],
    ['a text of control characters', '\u0001'.repeat(200), null],
    ['digits', 1e300, '9'.repeat(300)],
  ])('%s', (_name, value, source) => {
    const words = describeValue(value, source)
    expect(words.length).toBeLessThanOrEqual(120)
    expect(words.length).toBeGreaterThan(100)
    expect(words).toContain('…')
  })

  test('never within an escape: what is shown is the beginning of the text', () => {
    for (let lead = 0; lead < 8; lead++) {
      const text = 'x'.repeat(lead) + '\u0001\n'.repeat(100)
      const shown = describeValue(text, null)
        .replace(/^the string /, '')
        .replace('…"', '"')
      expect(text.startsWith(JSON.parse(shown) as string)).toBe(true)
    }
  })

  test('the longest text that fits is not cut', () => {
    const text = 'x'.repeat(120 - 'the string ""'.length)
    expect(describeValue(text, null)).toBe(`the string "${text}"`)
    expect(describeValue(`${text}x`, null)).toContain('…')
  })
})
