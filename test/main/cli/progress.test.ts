import { expect, test } from 'vitest'
import { createProgress } from '../../../src/main/cli/progress.ts'

function watched() {
  const written: string[] = []
  let time = 0
  const progress = createProgress(
    (text) => written.push(text),
    () => time,
  )
  const after = (ms: number) => {
    time += ms
  }
  return { written, progress, after }
}
const clear = '\r\u001b[K'

test('each line takes the place of the one before, and the last is taken away', () => {
  const { written, progress, after } = watched()
  progress('1 of 3')
  after(100)
  progress('2 of 3')
  progress(null)
  expect(written).toEqual([`${clear}1 of 3`, `${clear}2 of 3`, clear])
})

test('lines that come faster than a terminal writes are passed over', () => {
  const { written, progress, after } = watched()
  for (let n = 0; n < 1000; n += 1) {
    progress(String(n))
    after(1)
  }
  expect(written).toHaveLength(10)
})

test('nothing is taken away where nothing was shown, and nothing is written where no terminal is', () => {
  const { written, progress } = watched()
  progress(null)
  progress(null)
  expect(written).toEqual([])
  expect(() => {
    const none = createProgress(null)
    none('text')
    none(null)
  }).not.toThrow()
})
