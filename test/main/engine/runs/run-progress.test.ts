import { describe, expect, test } from 'vitest'
import { type RunPace, RunSettings } from '#shared/model/run.ts'
import { runResults } from '#shared/model/run-words.ts'
import type { RunFigures } from '../../../../src/main/engine/reading/read-runs.ts'
import { createSpeedMeter, remainingMs, runStatus } from '../../../../src/main/engine/runs/run-progress.ts'
import {
  freshState,
  marksOf,
  type RunState,
  readRuns,
  type StoredRun,
} from '../../../../src/main/engine/runs/stored-run.ts'

const run = (state: Partial<RunState> = {}, pace: RunPace = { kind: 'fast' }, passes = 1): StoredRun => ({
  id: 'run_1',
  plan: {
    what: { kind: 'ids' } as unknown as StoredRun['plan']['what'],
    settings: RunSettings.parse({ pace, passes }),
    deliveries: 10,
    items: 10 * passes,
    gapsMs: 60_000,
    createdAt: 5,
  },
  state: { ...freshState, ...state },
})
const figures = (counts: Partial<RunFigures['counts']>): RunFigures => ({
  counts: { ...(Object.fromEntries(runResults.map((result) => [result, 0])) as RunFigures['counts']), ...counts },
  reasons: [],
  compared: null,
})

describe('answers per second', () => {
  test('are those of the last seconds', () => {
    let now = 1000
    const meter = createSpeedMeter(() => now)
    expect(meter.perSecond()).toBe(0)
    for (let n = 0; n < 100; n += 1) {
      now += 100
      meter.count()
    }
    expect(meter.perSecond()).toBeCloseTo(10, 0)
    now += 5001
    expect(meter.perSecond()).toBe(0)
  })

  test('at the very beginning are not many because the time is short', () => {
    let now = 0
    const meter = createSpeedMeter(() => now)
    now = 1
    meter.count()
    expect(meter.perSecond()).toBe(4)
    now = 1000
    expect(meter.perSecond()).toBe(1)
  })
})

describe('time until the end', () => {
  const left = figures({ ok: 2, waiting: 7, sending: 1 })

  test.each<[string, RunPace, number, number | null]>([
    ['as fast as the target: by how fast it answers', { kind: 'fast' }, 4, 2000],
    ['as fast as the target, which has not answered yet', { kind: 'fast' }, 0, null],
    ['at a rate that the target keeps', { kind: 'rate', perSecond: 2 }, 10, 3500],
    ['at a rate that the target does not keep', { kind: 'rate', perSecond: 2 }, 1, 8000],
    ['at the original pace: by the gaps that are left', { kind: 'original', factor: 2 }, 1, 20_000],
  ])('%s', (_, pace, perSecond, expected) => {
    expect(remainingMs(run({ gapsDoneMs: 20_000 }, pace), left, perSecond)).toBe(expected)
  })

  test('is none where nothing is left, and never below none', () => {
    expect(remainingMs(run(), figures({ ok: 10 }), 5)).toBe(0)
    expect(remainingMs(run({ gapsDoneMs: 99_999 }, { kind: 'original', factor: 1 }), left, 0)).toBe(0)
  })
})

describe('a run in a list', () => {
  const live = { activeMs: 500, perSecond: 4 }

  test('has what it was asked to do, what came of it, and its time so far', () => {
    expect(runStatus(run({ activeMs: 1000 }), figures({ ok: 2, waiting: 8 }), live)).toMatchObject({
      ...{ id: 'run_1', state: 'running', deliveries: 10, items: 10, createdAt: 5, endedAt: null },
      ...{ activeMs: 1500, perSecond: 4, remainingMs: 2000, counts: { ok: 2, waiting: 8, failed: 0 } },
    })
  })

  test('is pausing while something of a paused one is on its way', () => {
    expect(runStatus(run({ state: 'paused' }), figures({ sending: 1 }), live).state).toBe('pausing')
    expect(runStatus(run({ state: 'paused' }), figures({}), null)).toMatchObject({ state: 'paused', perSecond: 0 })
  })

  test.each(['done', 'cancelled'] as const)('that is %s has no time left to wait for', (state) => {
    expect(runStatus(run({ state }), figures({ waiting: 5 }), null).remainingMs).toBeNull()
  })
})

describe('runs of an earlier host', () => {
  const stored = (state: Partial<RunState>) => {
    const { id, plan, state: whole } = run(state)
    return { id, plan: JSON.stringify(plan), state: JSON.stringify(whole) } as Parameters<typeof readRuns>[0][number]
  }

  test('stand paused, and nothing of them is on its way any more', () => {
    const [found] = readRuns([stored({ state: 'running', dispatched: 7, settled: 4 })])
    expect(found!.state).toMatchObject({ state: 'paused', why: 'host-stopped', dispatched: 7, settled: 7 })
    expect(found!.plan).toEqual(run().plan)
  })

  test.each(['paused', 'done', 'cancelled'] as const)('that were %s are that still', (state) => {
    expect(readRuns([stored({ state, why: 'failures', dispatched: 7, settled: 4 })])[0]!.state).toMatchObject({
      ...{ state, why: 'failures', settled: 7 },
    })
  })
})

test('more than one pass makes a drill', () => {
  expect(marksOf(run({ dispatched: 3, settled: 2 }))).toEqual({
    ...{ id: 'run_1', items: 10, dispatched: 3, settled: 2, isDrill: false },
  })
  expect(marksOf(run({}, { kind: 'fast' }, 3)).isDrill).toBe(true)
})
