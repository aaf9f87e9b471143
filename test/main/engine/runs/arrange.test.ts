import { expect, test } from 'vitest'
import type { RunSettings } from '#shared/model/run.ts'
import { arrange } from '../../../../src/main/engine/runs/arrange.ts'

const settings = (part: Partial<RunSettings>): RunSettings => ({
  ...{ order: 'oldest', seed: 1, passes: 1, pace: { kind: 'fast' }, concurrency: 1 },
  ...{ sign: 'keep', target: null, stopAfter: null },
  ...part,
})
const list = Array.from({ length: 20 }, (_, at) => at * 3)
const sorted = (items: readonly number[]) => [...items].sort((a, b) => a - b)

test('oldest first, newest first', () => {
  expect(arrange(list, settings({}))).toEqual(list)
  expect(arrange(list, settings({ order: 'newest' }))).toEqual(list.toReversed())
})

test('shuffled: every delivery once, the same for the same seed and another for another', () => {
  const one = arrange(list, settings({ order: 'shuffled', seed: 7 }))
  expect(sorted(one)).toEqual(list)
  expect(one).not.toEqual(list)
  expect(arrange(list, settings({ order: 'shuffled', seed: 7 }))).toEqual(one)
  expect(arrange(list, settings({ order: 'shuffled', seed: 8 }))).not.toEqual(one)
})

test('a drill goes oldest first once, then in the other order', () => {
  expect(arrange([1, 2, 3], settings({ passes: 3, order: 'newest' }))).toEqual([1, 2, 3, 3, 2, 1, 3, 2, 1])
  expect(arrange([5], settings({ passes: 4 }))).toEqual([5, 5, 5, 5])
})

test('each shuffled pass of a drill has an order of its own', () => {
  const all = arrange(list, settings({ passes: 3, order: 'shuffled' }))
  const passes = [all.slice(0, 20), all.slice(20, 40), all.slice(40)]
  for (const pass of passes) expect(sorted(pass)).toEqual(list)
  expect(passes[0]).toEqual(list)
  expect(passes[1]).not.toEqual(passes[2])
})

test('nothing stays nothing', () => expect(arrange([], settings({ passes: 5, order: 'shuffled' }))).toEqual([]))
