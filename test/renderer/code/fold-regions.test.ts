import { expect, test } from 'vitest'
import { foldRegions } from '../../../src/renderer/src/code/fold-regions.ts'
import { formatJson } from '../../../src/renderer/src/code/json-text.ts'

const regionsOf = (value: unknown) => foldRegions(formatJson(JSON.stringify(value)).text)

test('objects and lists of several lines can be folded down to the line before their closing bracket', () => {
  const text = formatJson('{"a":[1,2],"b":{"c":{"d":"{"}},"e":{},"f":[]}').text
  expect(text.split('\n')).toHaveLength(13)
  expect(foldRegions(text)).toEqual([
    { from: 1, to: 12 },
    { from: 2, to: 4 },
    { from: 6, to: 9 },
    { from: 7, to: 8 },
  ])
})

test('brackets in strings are text', () => {
  expect(regionsOf(['{', '}', '[{', ']'])).toEqual([{ from: 1, to: 5 }])
})

test('a text that breaks off has the parts that were closed', () => {
  const { text } = formatJson('{"a":{"b":1},"c":[1')
  expect(foldRegions(text)).toEqual([{ from: 2, to: 3 }])
})

test('one line, or none, has nothing to fold', () => {
  expect([foldRegions(''), foldRegions('{}'), foldRegions('"a"')]).toEqual([[], [], []])
})

test('of too many, the outer ones are taken, and the first ones of the level that does not fit', () => {
  const many = regionsOf(Array.from({ length: 6000 }, (_, at) => ({ at, in: { b: 1 } })))
  expect(many).toHaveLength(5000)
  expect(many.slice(0, 3)).toEqual([
    { from: 1, to: 36001 },
    { from: 2, to: 6 },
    { from: 8, to: 12 },
  ])
})
