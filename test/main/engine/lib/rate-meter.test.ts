import { expect, test } from 'vitest'
import { createMutex } from '../../../../src/main/engine/lib/mutex.ts'
import { createRateMeter } from '../../../../src/main/engine/lib/rate-meter.ts'
import { createSignal } from '../../../../src/main/engine/lib/signal.ts'

test('counts the last minute per key and forgets what is older', () => {
  let now = 1_000_000
  const meter = createRateMeter(() => now)
  meter.count('a')
  now += 30_000
  meter.count('a')
  meter.count('b')

  expect([meter.perMinute('a'), meter.perMinute('b'), meter.total()]).toEqual([2, 1, 3])
  now += 31_000
  expect([meter.perMinute('a'), meter.total()]).toEqual([1, 2])
  now += 60_000
  expect(meter.total()).toBe(0)
})

test('a mutex runs tasks one after another, also after one that fails', async () => {
  const exclusive = createMutex()
  const order: string[] = []
  const task = (name: string, fail = false) =>
    exclusive(async () => {
      order.push(`${name} begins`)
      await Promise.resolve()
      order.push(`${name} ends`)
      if (fail) throw new Error(name)
      return name
    })

  const results = await Promise.allSettled([task('a', true), task('b')])

  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  expect(results.map((r) => r.status)).toEqual(['rejected', 'fulfilled'])
})

test('a signal reaches its subscribers until they leave', () => {
  const signal = createSignal<number>(() => undefined)
  const seen: number[] = []
  const leave = signal.subscribe((n) => seen.push(n))
  signal.emit(1)
  leave()
  signal.emit(2)

  expect(seen).toEqual([1])
})
