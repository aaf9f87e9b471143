import { expect, test } from 'vitest'
import { jsonFolds, lineCounter } from '../../../src/renderer/src/code/json-folds.ts'
import { formatJson, parseJson } from '../../../src/renderer/src/code/json-text.ts'

const turns = Array.from({ length: 41 }, (_, index) => ({
  role: index % 2 ? 'user' : 'agent',
  text: `line ${index} of it`,
}))
const folded = (value: unknown) => {
  const source = JSON.stringify(value)
  const shown = formatJson(source, [])
  return { shown, ...jsonFolds(parseJson(source), source, shown) }
}

test('a transcript is folded to its first line, with how many turns and how much', () => {
  const { shown, folds, notes } = folded({ id: 1, transcript: turns, end: true })
  const lines = shown.text.split('\n')
  const [fold] = folds
  expect(folds).toHaveLength(1)
  expect(lines[(fold?.from ?? 0) - 1]).toBe('  "transcript": [')
  // The closing bracket stays in sight.
  expect(lines[fold?.to ?? 0]).toBe('  ],')
  const size = JSON.stringify(turns).length.toLocaleString('en-US')
  expect(notes).toEqual([{ at: shown.text.indexOf('[') + 1, text: `41 turns, ${size} bytes`, source: null }])
})

test('what is small, and the payload itself, stay open', () => {
  expect(folded({ list: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }).folds).toEqual([])
  expect(folded(turns).folds).toEqual([])
})

test('an object stays open unless it is a map of many; a list of anything has items', () => {
  const fields = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`field-${index}`, 'x'.repeat(30)]))
  const value = { data: fields(30), map: fields(80), list: Object.values(fields(30)) }
  expect(folded(value).notes.map(({ text }) => text.split(',')[0])).toEqual(['80 fields', '30 items'])
})

test('of a long string the beginning is shown, and how much is left out', () => {
  const text = 'word '.repeat(400)
  const { shown, notes } = folded({ text, last: 12 })
  expect(shown.text.length).toBeLessThan(300)
  expect(notes).toEqual([{ at: shown.text.indexOf('…"') + 2, text: '1,941 more characters', source: 8 }])
  // What comes after it keeps its place.
  expect(shown.toSource(shown.text.indexOf('12'))).toBe(JSON.stringify({ text, last: 12 }).indexOf('12'))
})

test('lines are counted from 1', () => {
  const lineOf = lineCounter('ab\nc\n\nd')
  expect([0, 2, 3, 5, 6].map(lineOf)).toEqual([1, 1, 2, 3, 4])
})
