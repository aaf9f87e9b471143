import { expect, test } from 'vitest'
import { createWakeUp, pause } from '../../../../src/main/engine/lib/wake-up.ts'

test('a ring before the wait is heard once', async () => {
  const bell = createWakeUp(new AbortController().signal)
  bell.ring()
  bell.ring()

  expect(await bell.wait()).toBe(true)
  let heard = false
  const second = bell.wait().then(() => {
    heard = true
  })
  await Promise.resolve()
  expect(heard).toBe(false)
  bell.ring()
  await second
})

test('stopping ends a wait and a pause with false', async () => {
  const stop = new AbortController()
  const bell = createWakeUp(stop.signal)
  const waits = Promise.all([bell.wait(), pause(60_000, stop.signal)])
  stop.abort()

  expect(await waits).toEqual([false, false])
  expect(await pause(1, stop.signal)).toBe(false)
})

test('a wait with a time limit ends by itself', async () => {
  const bell = createWakeUp(new AbortController().signal)

  expect(await bell.wait(1)).toBe(true)
  expect(await pause(1, new AbortController().signal)).toBe(true)
})
