import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunPace } from '#shared/model/run.ts'
import { createPaceClock } from '../../../../src/main/engine/runs/pace.ts'
import { type LoopItem, type LoopOptions, runLoop } from '../../../../src/main/engine/runs/run-loop.ts'
import { createSendSlots } from '../../../../src/main/engine/runs/send-slots.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const itemAt = (index: number, gapMs = 0): LoopItem => ({ index, id: `d${index}`, seq: index, at: 0, gapMs })

interface Order extends Partial<LoopOptions> {
  readonly count: number
  readonly gapMs?: number
  readonly answerMs?: number
  readonly concurrency?: number
  readonly pace?: never
  readonly at?: RunPace
}

/** A loop on a clock that stands still until the test moves it. */
function start({ count, gapMs = 0, answerMs = 10, concurrency = 1, at = { kind: 'fast' }, ...others }: Order) {
  const begun = performance.now()
  const now = () => performance.now()
  const sentAt: number[] = []
  const sent: number[] = []
  const marked: number[] = []
  let [under, most] = [0, 0]
  async function* items() {
    for (let index = 0; index < count; index += 1) yield itemAt(index, index === 0 ? 0 : gapMs)
  }
  const stop = new AbortController()
  const done = runLoop({
    items: items(),
    pace: createPaceClock(at, now),
    slots: [createSendSlots(concurrency)],
    async mark(batch) {
      for (const { index } of batch) {
        expect(sent).not.toContain(index)
        marked.push(index)
      }
    },
    async send({ index }) {
      expect(marked).toContain(index)
      sent.push(index)
      sentAt.push(Math.round(now() - begun))
      under += 1
      most = Math.max(most, under)
      await new Promise((resolve) => setTimeout(resolve, answerMs))
      under -= 1
    },
    now,
    stop: stop.signal,
    most: 8,
    ...others,
  })
  return { done, stop, sent, sentAt, marked, most: () => most, under: () => under }
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('one at a time, as fast as there is an answer', async () => {
  const loop = start({ count: 4 })
  await pass(1000)
  expect(await loop.done).toBe(true)
  expect(loop.sentAt).toEqual([0, 10, 20, 30])
  expect(loop.most()).toBe(1)
})

test('never more at once than is allowed, and in order', async () => {
  const loop = start({ count: 50, concurrency: 4 })
  await pass(1000)
  expect(await loop.done).toBe(true)
  expect(loop.most()).toBe(4)
  expect(loop.sent).toEqual(Array.from({ length: 50 }, (_, at) => at))
})

test('at the original pace, and twice as fast', async () => {
  const once = start({ count: 3, gapMs: 500, at: { kind: 'original', factor: 1 } })
  const twice = start({ count: 3, gapMs: 500, at: { kind: 'original', factor: 2 } })
  await pass(2000)
  expect(once.sentAt).toEqual([0, 500, 1000])
  expect(twice.sentAt).toEqual([0, 250, 500])
})

test('at a fixed rate, with answers that take longer than the gap', async () => {
  const loop = start({ count: 4, at: { kind: 'rate', perSecond: 10 }, answerMs: 350, concurrency: 2 })
  await pass(3000)
  expect(await loop.done).toBe(true)
  expect(loop.sentAt).toEqual([0, 100, 350, 450])
})

test('stopped: nothing more is marked or sent, and what is on its way is waited for', async () => {
  const loop = start({ count: 100, answerMs: 100, concurrency: 3 })
  await pass(150)
  loop.stop.abort()
  expect(loop.under()).toBe(3)
  await pass(1000)
  expect(await loop.done).toBe(false)
  expect(loop.under()).toBe(0)
  expect(loop.sent).toEqual([0, 1, 2, 3, 4, 5])
  expect(loop.marked).toEqual(loop.sent)
})

test('stopped while it waits for the next one: it ends at once', async () => {
  const loop = start({ count: 2, gapMs: 3_600_000, at: { kind: 'original', factor: 1 } })
  await pass(20)
  loop.stop.abort()
  await pass(0)
  expect(await loop.done).toBe(false)
  expect(loop.sent).toEqual([0])
})

test('a wait of months is waited for', async () => {
  const months = 100 * 24 * 3_600_000
  const loop = start({ count: 2, gapMs: months, at: { kind: 'original', factor: 1 } })
  await pass(months - 1000)
  expect(loop.sent).toEqual([0])
  await pass(2000)
  expect(await loop.done).toBe(true)
})

test('what cannot be noted is not sent', async () => {
  const slot = createSendSlots(2)
  const loop = start({ count: 5, slots: [slot], mark: () => Promise.reject(new Error('disk full')) })
  await expect(loop.done).rejects.toThrow('disk full')
  expect(loop.sent).toEqual([])
  expect([slot.tryTake(), slot.tryTake(), slot.tryTake()]).toEqual([true, true, false])
})

test('several loops share what they may send at once', async () => {
  const shared = createSendSlots(3)
  const loops = [1, 2].map(() => start({ count: 20, answerMs: 50, slots: [createSendSlots(3), shared] }))
  const seen: number[] = []
  for (let step = 0; step < 100; step += 1) {
    await pass(10)
    seen.push(loops.reduce((sum, loop) => sum + loop.under(), 0))
  }
  expect(await Promise.all(loops.map(({ done }) => done))).toEqual([true, true])
  expect(Math.max(...seen)).toBe(3)
})

test('a run without items is done', async () => expect(await start({ count: 0 }).done).toBe(true))

test('a slot that is waited for is not lost when the waiting ends', async () => {
  const slots = createSendSlots(1)
  expect(slots.tryTake()).toBe(true)
  const stop = new AbortController()
  const waiting = slots.take(stop.signal)
  const other = slots.take(new AbortController().signal)
  stop.abort()
  expect(await waiting).toBe(false)
  slots.give()
  expect(await other).toBe(true)
  slots.give()
  expect(slots.tryTake()).toBe(true)
  expect(await slots.take(AbortSignal.abort())).toBe(false)
})
