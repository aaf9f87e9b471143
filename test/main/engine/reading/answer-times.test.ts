import { expect, test } from 'vitest'
import { answered, delivery, noon, replayed } from '../../../support/fake-log.ts'
import { sampleViews } from './sample-views.ts'

const minute = 60_000
type Replayed = Extract<ReturnType<typeof replayed>, { kind: 'replayed' }>

function replay(about: number, target: string, totalMs: number, part: Partial<Replayed['replay']> = {}) {
  const entry = replayed(about, `rep_${Math.random()}`) as Replayed
  const timing = { connectMs: 1, firstByteMs: 2, totalMs }
  return { ...entry, replay: { ...entry.replay, target, timing, ...part } }
}

async function filled() {
  const views = sampleViews()
  const add = (minutesAgo: number, ms: number, part: object = {}) => {
    const seq = views.log.add(delivery({ top: { receivedAt: noon - minutesAgo * minute, deadlineMs: 5000, ...part } }))
    views.log.add(answered(seq, ms))
    return seq
  }
  return { views, add, read: (hours: 1 | 24 | 168 = 1) => views.reader.answerTimes('end_1', hours, noon) }
}

test('live answers by stretches of time, by the nearest rank', async () => {
  const { views, add, read } = await filled()
  for (let ms = 1; ms <= 100; ms++) add(10, ms)
  for (const ms of [100, 4000, 4500, 5001]) add(3, ms)
  add(61, 9999)
  add(3, 7777, { endpointId: 'end_2' })
  views.log.add(delivery({ top: { receivedAt: noon, deadlineMs: 5000 } }))
  await views.catchUp()
  const { from, until, stretchMs, series } = read()
  expect([from, until, stretchMs]).toEqual([noon - 59 * minute, noon + minute, minute])
  expect(series).toEqual([
    {
      target: null,
      points: [
        { at: noon - 10 * minute, count: 100, p50Ms: 50, p95Ms: 95, near: 0, late: 0 },
        { at: noon - 3 * minute, count: 4, p50Ms: 4000, p95Ms: 5001, near: 2, late: 1 },
      ],
      all: { count: 104, p50Ms: 52, p95Ms: 99, near: 2, late: 1 },
      deadlinesMs: [5000],
      capped: false,
    },
  ])
  expect(read(24).series[0]?.all.count).toBe(105)
})

test('replays by target, without those that failed or were slowed down, in step with removal', async () => {
  const { views, add, read } = await filled()
  const [one, two] = [add(5, 10), add(4, 10)]
  const at = { sentAt: noon - 2 * minute }
  for (const ms of [10, 20, 30]) views.log.add(replay(one, 'http://u:p@localhost:3000/hooks?x=1', ms, at))
  views.log.add(replay(one, 'http://localhost:4000/', 40, at))
  views.log.add(replay(two, 'http://localhost:3000/hooks?y=2', 40, at))
  views.log.add(replay(one, 'http://localhost:3000/hooks', 9000, { ...at, slow: { overMs: 9000, sentMs: 8999 } }))
  views.log.add(replay(one, 'http://localhost:3000/hooks', 1, { ...at, error: { code: 'refused', message: 'no' } }))
  await views.catchUp()
  const told = () => read().series.map(({ target, all }) => [target, all.count, all.p50Ms])
  expect(told()).toEqual([
    [null, 2, 10],
    ['http://localhost:3000/hooks', 4, 20],
    ['http://localhost:4000/', 1, 40],
  ])
  views.log.add({ kind: 'removed', deliveries: [one] })
  await views.catchUp()
  expect(told()).toEqual([
    [null, 1, 10],
    ['http://localhost:3000/hooks', 1, 40],
  ])
})

test('nothing of an endpoint without deliveries', async () => {
  const { views, read } = await filled()
  await views.catchUp()
  expect(read(168).series).toEqual([])
})

test('a delivery on its way out tells nothing', async () => {
  const { views, add, read } = await filled()
  const seqs = [add(10, 20), add(10, 30)]
  for (const seq of seqs) views.log.add(replay(seq, 'http://localhost:1/', 50, { sentAt: noon }))
  views.log.add({ kind: 'hidden', deliveries: [seqs[0]!] })
  await views.catchUp()
  expect(read().series.map(({ all }) => all.count)).toEqual([1, 1])
  views.log.add({ kind: 'restored', deliveries: [seqs[0]!] })
  await views.catchUp()
  expect(read().series.map(({ all }) => all.count)).toEqual([2, 2])
})
