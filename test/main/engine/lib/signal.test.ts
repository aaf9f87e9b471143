import { expect, test } from 'vitest'
import { createSignal } from '../../../../src/main/engine/lib/signal.ts'

test('listeners hear in the order in which they subscribed, until they unsubscribe', () => {
  const heard: string[] = []
  const signal = createSignal<number>(() => undefined)
  const end = signal.subscribe((value) => heard.push(`first ${value}`))
  signal.subscribe((value) => heard.push(`second ${value}`))

  signal.emit(1)
  end()
  signal.emit(2)

  expect(heard).toEqual(['first 1', 'second 1', 'second 2'])
})

test('a listener that throws is reported; the others and the emitter do not notice', () => {
  const faults: unknown[] = []
  const heard: number[] = []
  const signal = createSignal<number>((error) => faults.push(error))
  signal.subscribe(() => {
    throw new Error('a bug')
  })
  signal.subscribe((value) => heard.push(value))

  expect(() => signal.emit(1)).not.toThrow()
  expect(heard).toEqual([1])
  expect(faults).toEqual([new Error('a bug')])
})
