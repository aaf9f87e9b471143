import { expect, test } from 'vitest'
import { alignLines } from '../../../../src/renderer/src/features/runs/align-lines.ts'

const shown = (left: string, right: string) =>
  alignLines(left, right).map(({ left, right }) => `${left ?? '-'}|${right ?? '-'}`)

test('equal lines stand beside each other, changed ones in each other’s place', () => {
  expect(shown('a\nb\nc', 'a\nx\nc')).toEqual(['a|a', 'b|x', 'c|c'])
})

test('what one side has more of has nothing beside it', () => {
  expect(shown('a\nc', 'a\nb\nc')).toEqual(['a|a', '-|b', 'c|c'])
  expect(shown('a\nb\nb2\nc', 'a\nx\nc')).toEqual(['a|a', 'b|x', 'b2|-', 'c|c'])
  expect(shown('', 'a')).toEqual(['|a'])
})

test('all lines of both texts are there, in their order', () => {
  const [left, right] = ['a\nb\nc\nd\ne', 'b\nd\nx\ne\na']
  const pairs = alignLines(left, right)
  expect(pairs.flatMap(({ left }) => left ?? []).join('\n')).toBe(left)
  expect(pairs.flatMap(({ right }) => right ?? []).join('\n')).toBe(right)
})

test('very long texts are put beside each other as they come', () => {
  const long = Array.from({ length: 2000 }, (_, at) => `line ${at}`).join('\n')
  expect(alignLines(long, `new\n${long}`)).toHaveLength(2001)
})
