import { expect, test } from 'vitest'
import { trimWhitespace, withoutLastBreaks } from '../../../../src/main/engine/import/trim.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

test('spaces and tabs go, other bytes that count as space elsewhere stay', () => {
  expect(trimWhitespace(' \t a\tb \t')).toBe('a\tb')
  expect(trimWhitespace('\u00a0a\u0085\v')).toBe('\u00a0a\u0085\v')
  expect([trimWhitespace(''), trimWhitespace(' \t ')]).toEqual(['', ''])
})

test('line breaks at the end go, and nothing else', () => {
  expect(withoutLastBreaks('a\r\nb \r\n\n\r')).toBe('a\r\nb ')
  expect([withoutLastBreaks(''), withoutLastBreaks('\n\n')]).toEqual(['', ''])
})

test('both do what a regular expression would', () => {
  holdsFor(textOf(' ', '\t', '\n', '\r', 'a', '\u00a0'), (text) => {
    expect(trimWhitespace(text)).toBe(text.replace(/^[ \t]+|[ \t]+$/g, ''))
    expect(withoutLastBreaks(text)).toBe(text.replace(/[\r\n]+$/, ''))
  })
})

test('millions of blanks that do not end the text take no time', () => {
  const text = `${' '.repeat(3_000_000)}x${'\n'.repeat(3_000_000)}y`
  // What goes back for each of them would never end.
  expect(trimWhitespace(text)).toHaveLength(3_000_002)
  expect(withoutLastBreaks(text)).toBe(text)
})
