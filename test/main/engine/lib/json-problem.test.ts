import { expect, test } from 'vitest'
import { jsonProblem, lineIndex, parseJson } from '../../../../src/main/engine/lib/json-problem.ts'

/** Of a text that JSON.parse refuses. */
function problemOf(text: string): string {
  try {
    JSON.parse(text)
  } catch (fault) {
    return jsonProblem(text, fault)
  }
  throw new Error('this is JSON')
}

test.each([
  ['{"a":1 "b":2}', 'line 1, column 8: a comma is expected'],
  ['{\n  "a" 1\n}', 'line 2, column 7: a colon is expected'],
  ['{"a":1,}', 'line 1, column 8: '],
  ['{a:1}', 'line 1, column 2: '],
  ["{'a':1}", 'line 1, column 2: '],
  ['[1,2', 'line 1, column 5: a closing bracket is expected'],
  ['{"a":1', 'line 1, column 7: a closing brace is expected'],
  ['{"a":1}\r\n{"b":2}', 'line 2, column 1: the text should end here'],
  ['{"a":"x', 'line 1, column 6: a string does not end'],
  ['{"a":"\\x"}', 'line 1, column 6: this escape does not exist in JSON'],
  ['{"a":1} // note', 'line 1, column 9: comments are not allowed in JSON'],
  ['{"a":undefined}', 'line 1, column 6: '],
])('%j', (text, words) => expect(problemOf(text)).toContain(words))

test('every text that JSON.parse refuses has some words', () => {
  for (const text of ['NaN', '-', '01', '1.', '"\t"', '[', '{', ']', '\ufeff{}', '[1,]', '\0', 'tru']) {
    expect(problemOf(text)).toMatch(/\S/)
  }
})

test('a text that is nested without end', () => {
  expect(problemOf('['.repeat(100_000))).toMatch(/\S/)
})

test('lines end with LF, CRLF or CR; the break itself belongs to its line', () => {
  const text = 'ab\r\nc\rd\n\ne'
  const at = lineIndex(text)
  const places = [...text].map((_, offset) => `${at(offset).line}:${at(offset).column}`)
  expect(places).toEqual(['1:1', '1:2', '1:3', '1:4', '2:1', '2:2', '3:1', '3:2', '4:1', '5:1'])
  expect(at(text.length)).toEqual({ line: 5, column: 2 })
  expect(lineIndex('')(0)).toEqual({ line: 1, column: 1 })
})

test('a text is read with its value, or with what is wrong', () => {
  expect(parseJson('{"a":1}')).toEqual({ ok: true, value: { a: 1 } })
  expect(parseJson('{"a":}')).toEqual({ ok: false, problem: 'line 1, column 6: a value is expected' })
})
