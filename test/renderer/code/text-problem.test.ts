import { expect, test } from 'vitest'
import { parseJson } from '../../../src/main/engine/lib/json-problem.ts'
import { textProblem } from '../../../src/renderer/src/code/text-problem.ts'

/** The host's own words, so that the page cannot come to mean another place. */
function placeIn(text: string) {
  const parsed = parseJson(text)
  if (parsed.ok) throw new Error('it is JSON')
  return textProblem(text, { reason: 'syntax-error', detail: parsed.problem })
}

test.each([
  ['a comma is missing', '{\n  "a": 1\n  "b": 2\n}', 3, '"'],
  ['in a long line', '{"a":1,"b":nope}', 1, 'n'],
  ['lines end with CR LF', '{\r\n"a":1,\r\n"b":,\r\n"c":2}', 3, ','],
  ['lines end with CR', '{\r"a":1,\r"b":,\r"c":2}', 3, ','],
  ['a character of two units before it', '{"👋":1 "b":2}', 1, '"'],
])('%s', (_, text, line, char) => {
  const found = placeIn(text)
  expect(found?.line).toBe(line)
  expect(text.slice(found?.start, found?.end)).toBe(char)
})

test('a text that ends too early is marked at its last character', () => {
  const found = placeIn('{"a":1')
  expect(found).toMatchObject({ line: 1, start: 5, words: 'a closing brace is expected' })
})

test('what names no place has none', () => {
  expect(textProblem('{', { reason: 'syntax-error', detail: 'it is nested more than 1,000 levels deep' })).toBeNull()
  expect(textProblem('{', { reason: 'body-empty', detail: null })).toBeNull()
})
