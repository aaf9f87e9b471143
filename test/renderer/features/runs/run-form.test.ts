import { expect, test } from 'vitest'
import { RunSettings } from '#shared/model/run.ts'
import { formOf, numberProblem, type RunForm, settingsOf } from '../../../../src/renderer/src/features/runs/run-form.ts'

const one = { kind: 'ids', ids: ['d1'] } as const
const query = { kind: 'query', query: 'type:call' } as const
const form = (part: Partial<RunForm> = {}): RunForm => ({ ...formOf({ deliveries: query, drill: false }), ...part })

test('what the form begins with is a run that can be started', () => {
  for (const drill of [true, false])
    for (const deliveries of [{ kind: 'ids', ids: [...one.ids] } as const, query]) {
      const settings = settingsOf(formOf({ deliveries: { ...deliveries } as never, drill }), drill)
      expect(RunSettings.parse(settings)).toEqual(settings)
    }
})

test('a drill of one delivery repeats it; one of several sends them in another order', () => {
  expect(settingsOf(formOf({ deliveries: { kind: 'ids', ids: ['d1'] }, drill: true }), true)).toMatchObject({
    ...{ passes: 5, order: 'oldest', concurrency: 1 },
  })
  expect(settingsOf(formOf({ deliveries: { kind: 'ids', ids: ['d1', 'd2'] }, drill: true }), true)).toMatchObject({
    ...{ passes: 2, order: 'newest', concurrency: 1 },
  })
})

test('a drill at once sends as many at once as there are times', () => {
  const drill = { ...formOf({ deliveries: { kind: 'ids', ids: ['d1'] }, drill: true }), together: true }
  expect(settingsOf({ ...drill, passes: '8' }, true)?.concurrency).toBe(8)
  expect(settingsOf({ ...drill, passes: '100' }, true)?.concurrency).toBe(32)
})

test.each<[Partial<RunForm>, object]>([
  [{ pace: 'rate', rate: '2.5' }, { pace: { kind: 'rate', perSecond: 2.5 } }],
  [{ pace: 'original', factor: '60' }, { pace: { kind: 'original', factor: 60 } }],
  [
    { order: 'shuffled', seed: '42' },
    { order: 'shuffled', seed: 42 },
  ],
  [{ stops: true, stopAfter: '3' }, { stopAfter: 3 }],
  [{ target: ' http://localhost:1/ ' }, { target: 'http://localhost:1/' }],
  [{ sign: 'again' }, { sign: 'again' }],
])('%j', (part, settings) => expect(settingsOf(form(part), false)).toMatchObject(settings))

test.each<[Partial<RunForm>, 'rate' | 'concurrency' | 'seed' | 'stopAfter']>([
  [{ pace: 'rate', rate: '0' }, 'rate'],
  [{ pace: 'rate', rate: '' }, 'rate'],
  [{ concurrency: '33' }, 'concurrency'],
  [{ concurrency: '1.5' }, 'concurrency'],
  [{ order: 'shuffled', seed: 'x' }, 'seed'],
  [{ stops: true, stopAfter: '0' }, 'stopAfter'],
])('%j is no run', (part, field) => {
  expect(settingsOf(form(part), false)).toBeNull()
  expect(numberProblem(form(part), field)).toMatch(/number from/)
})

test('a number that does not count with the choices that were made is not in the way', () => {
  expect(settingsOf(form({ pace: 'fast', rate: 'x', factor: '', stops: false, stopAfter: '' }), false)).not.toBeNull()
})

test('the settings of an earlier run are what the form begins with', () => {
  const settings = RunSettings.parse({
    pace: { kind: 'rate', perSecond: 7 },
    concurrency: 3,
    stopAfter: 9,
    order: 'newest',
  })
  expect(settingsOf(formOf({ deliveries: query, drill: false, settings }), false)).toEqual(settings)
})
