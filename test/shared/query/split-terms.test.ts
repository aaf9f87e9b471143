import { expect, test } from 'vitest'
import { splitTerms } from '#shared/query/split-terms.ts'

/** Each term as `-field:value`, quoted values in quotes. */
const brief = (text: string) =>
  splitTerms(text).map(({ negated, field, value, quoted }) => {
    return `${negated ? '-' : ''}${field === null ? '' : `${field}:`}${quoted ? JSON.stringify(value) : value}`
  })

test.each<[string, string[]]>([
  ['', []],
  [' \t\n ', []],
  ['kitchen sink', ['kitchen', 'sink']],
  ['type:call.ended status:5xx', ['type:call.ended', 'status:5xx']],
  ['"kitchen sink" x', ['"kitchen sink"', 'x']],
  ['endpoint:"Front desk"', ['endpoint:"Front desk"']],
  ['"a \\"b\\" \\\\ c"', ['"a \\"b\\" \\\\ c"']],
  ['"still being typed', ['"still being typed"']],
  ['"', []],
  ['endpoint:', ['endpoint:']],
  ['-type:call.* -"a b"', ['-type:call.*', '-"a b"']],
  ['not type:x NOT y', ['-type:x', '-y']],
  ['not -x', ['x']],
  ['- x', ['-', 'x']],
  ['not', ['not']],
  ['nothing', ['nothing']],
  ['https://example.com/a', ['https://example.com/a']],
  ['after:14:00', ['after:14:00']],
  ['12:30', ['12:30']],
  ['a:b:c', ['a:b:c']],
  ['x\0y', ['x', 'y']],
  ['"x\0y"', ['"x y"']],
  ['naïve:x', ['naïve:x']],
])('%j', (text, terms) => expect(brief(text)).toEqual(terms))

test('spans cut the text into exactly these pieces', () => {
  const text = 'a  not endpoint:"Front desk"\t-x'
  const pieces = splitTerms(text).map(({ span, fieldSpan, valueSpan }) =>
    [span, fieldSpan, valueSpan].map(({ start, end }) => text.slice(start, end)),
  )
  expect(pieces).toEqual([
    ['a', '', 'a'],
    ['not endpoint:"Front desk"', 'endpoint:', '"Front desk"'],
    ['-x', '', 'x'],
  ])
})

test('a text of any length is cut once through', () => {
  const words = Array.from({ length: 20_000 }, (_, index) => `w${index}`)
  expect(brief(words.join(' '))).toEqual(words)
  expect(splitTerms('"'.repeat(20_001)).every(({ value }) => value === '')).toBe(true)
})
