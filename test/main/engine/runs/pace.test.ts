import { expect, test } from 'vitest'
import type { RunPace } from '#shared/model/run.ts'
import { createPaceClock, paceMs } from '../../../../src/main/engine/runs/pace.ts'

/** Moments at which items are due, on a clock that the test moves. */
function moments(pace: RunPace, gaps: readonly number[], spent: readonly number[] = []): number[] {
  let time = 1000
  const clock = createPaceClock(pace, () => time)
  return gaps.map((gap, at) => {
    const due = clock.next(gap)
    time = Math.max(time, due) + (spent[at] ?? 0)
    return due - 1000
  })
}

test('original pace: the gaps of the arrivals, divided by the factor', () => {
  expect(moments({ kind: 'original', factor: 1 }, [0, 100, 50, 0])).toEqual([0, 100, 150, 150])
  expect(moments({ kind: 'original', factor: 10 }, [0, 100, 50, 0])).toEqual([0, 10, 15, 15])
  expect(moments({ kind: 'original', factor: 0.5 }, [0, 100])).toEqual([0, 200])
})

test('original pace, newest first: the same gaps', () => {
  expect(moments({ kind: 'original', factor: 1 }, [0, -50, -100])).toEqual([0, 50, 150])
})

test('original pace catches up after a slow answer', () => {
  expect(moments({ kind: 'original', factor: 1 }, [0, 100, 100, 500], [250])).toEqual([0, 100, 200, 700])
})

test('a fixed rate, whatever the gaps were', () => {
  expect(moments({ kind: 'rate', perSecond: 4 }, [0, 9000, 0, 1])).toEqual([0, 250, 500, 750])
})

test('a fixed rate is not exceeded after a slow answer', () => {
  expect(moments({ kind: 'rate', perSecond: 10 }, [0, 0, 0, 0], [1000])).toEqual([0, 1000, 1100, 1200])
})

test('as fast as the target answers: always due', () => {
  expect(moments({ kind: 'fast' }, [0, 100, 100])).toEqual([0, 0, 0])
})

test('how long it takes where the target keeps up', () => {
  expect(paceMs({ kind: 'rate', perSecond: 10 }, 101, 5)).toBe(10_000)
  expect(paceMs({ kind: 'rate', perSecond: 10 }, 0, 5)).toBe(0)
  expect(paceMs({ kind: 'original', factor: 2 }, 10, 60_000)).toBe(30_000)
  expect(paceMs({ kind: 'fast' }, 10, 60_000)).toBeNull()
})
