import { expect, test } from 'vitest'
import { createAutoResetEvent, pause } from '../../../../src/main/engine/lib/auto-reset-event.ts'

test('an event before the wait wakes it once', async () => {
  const event = createAutoResetEvent(new AbortController().signal)
  event.set()
  event.set()

  expect(await event.wait()).toBe(true)
  let heard = false
  const second = event.wait().then(() => {
    heard = true
  })
  await Promise.resolve()
  expect(heard).toBe(false)
  event.set()
  await second
})

test('stopping ends a wait and a pause with false', async () => {
  const stop = new AbortController()
  const event = createAutoResetEvent(stop.signal)
  const waits = Promise.all([event.wait(), pause(60_000, stop.signal)])
  stop.abort()

  expect(await waits).toEqual([false, false])
  expect(await pause(1, stop.signal)).toBe(false)
})

test('a wait with a time limit ends by itself', async () => {
  const event = createAutoResetEvent(new AbortController().signal)

  expect(await event.wait(1)).toBe(true)
  expect(await pause(1, new AbortController().signal)).toBe(true)
})
