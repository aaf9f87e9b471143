import { describe, expect, test } from 'vitest'
import { createSendSlots } from '../../../../src/main/engine/runs/send-slots.ts'

const never = new AbortController().signal
const settled = async (promise: Promise<boolean>) => {
  let result: boolean | 'waiting' = 'waiting'
  void promise.then((value) => {
    result = value
  })
  await new Promise((resolve) => setImmediate(resolve))
  return result as boolean | 'waiting'
}

describe('slots', () => {
  test('are given while there are some, and waited for when there are none', async () => {
    const slots = createSendSlots(2)
    expect([slots.tryTake(), await slots.take(never), slots.tryTake()]).toEqual([true, true, false])
    const third = slots.take(never)
    expect(await settled(third)).toBe('waiting')
    slots.give()
    expect(await third).toBe(true)
    expect(slots.tryTake()).toBe(false)
    slots.give()
    expect(slots.tryTake()).toBe(true)
  })

  test('go to who waited longest, not to who tries now', async () => {
    const slots = createSendSlots(1)
    slots.tryTake()
    const order: number[] = []
    const waits = [1, 2, 3].map((n) => slots.take(never).then(() => order.push(n)))
    slots.give()
    expect(slots.tryTake()).toBe(false)
    slots.give()
    slots.give()
    await Promise.all(waits)
    expect(order).toEqual([1, 2, 3])
  })
})

describe('waiting', () => {
  test('ends when it is aborted, and the slot goes to the next', async () => {
    const slots = createSendSlots(1)
    slots.tryTake()
    const stop = new AbortController()
    const [first, second] = [slots.take(stop.signal), slots.take(never)]
    stop.abort()
    expect(await first).toBe(false)
    slots.give()
    expect(await second).toBe(true)
  })

  test('does not begin where it is aborted already, and takes no slot', async () => {
    const slots = createSendSlots(1)
    expect(await slots.take(AbortSignal.abort())).toBe(false)
    expect(slots.tryTake()).toBe(true)
  })

  test('that got its slot loses none when it is aborted afterwards', async () => {
    const slots = createSendSlots(1)
    slots.tryTake()
    const stop = new AbortController()
    const first = slots.take(stop.signal)
    const second = slots.take(never)
    slots.give()
    stop.abort()
    expect(await first).toBe(true)
    expect(await settled(second)).toBe('waiting')
    slots.give()
    expect(await second).toBe(true)
  })
})
