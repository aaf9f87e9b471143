import { expect, test } from 'vitest'
import { latestValues } from '../../../../src/main/engine/lib/latest-values.ts'
import { createSignal } from '../../../../src/main/engine/lib/signal.ts'

function harness() {
  const signal = createSignal<void>(() => undefined)
  const stop = new AbortController()
  let value = 0
  const values = latestValues(() => ({ value }), {
    onChange: (listener) => signal.subscribe(listener),
    stop: stop.signal,
    intervalMs: 1,
  })
  const set = (next: number) => {
    value = next
    signal.emit()
  }
  return { values, set, stop }
}

test('gives a value at once, then folds changes into the latest', async () => {
  const { values, set, stop } = harness()

  expect((await values.next()).value).toEqual({ value: 0 })
  for (let i = 1; i <= 5; i++) set(i)
  expect((await values.next()).value).toEqual({ value: 5 })

  stop.abort()
  expect((await values.next()).done).toBe(true)
})

test('leaves out a value that is equal to the last', async () => {
  const { values, set } = harness()
  await values.next()
  set(0)
  setTimeout(() => set(7), 10)

  expect((await values.next()).value).toEqual({ value: 7 })
})
