import { expect, it } from 'vitest'
import { withSeconds } from '../../scripts/lib/with-seconds.mjs'

const sink = (isTTY: boolean) => {
  const written: string[] = []
  return { isTTY, written, write: (text: string) => written.push(text) }
}

it('tells a log once, and hands on the result', async () => {
  const stream = sink(false)

  expect(await withSeconds('Building', async () => 7, { stream })).toBe(7)
  expect(stream.written).toEqual(['Building …\n'])
})

it('counts on a terminal for as long as the work takes', async () => {
  const stream = sink(true)
  const enough = async () => {
    while (stream.written.length < 3) await new Promise((done) => setTimeout(done, 1))
  }
  await withSeconds('Building', enough, { stream, everyMs: 1 })

  expect(stream.written[0]).toBe('\rBuilding … 0 s ')
  expect(stream.written.at(-1)).toBe('\n')
  const length = stream.written.length
  await new Promise((done) => setTimeout(done, 20))
  expect(stream.written).toHaveLength(length)
})

it('ends its line where the work fails, too', async () => {
  const stream = sink(true)
  const fails = () => Promise.reject(new Error('no'))

  await expect(withSeconds('Building', fails, { stream })).rejects.toThrow('no')
  expect(stream.written.at(-1)).toBe('\n')
})
