import { expect, it } from 'vitest'
import { createBackOff } from '../../../../src/main/engine/tunnel/back-off.ts'

it('doubles up to the last wait and starts over when reset', () => {
  const backOff = createBackOff(250, 30_000, () => 0)
  expect(Array.from({ length: 9 }, () => backOff.next())).toEqual([
    250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ])
  backOff.reset()
  expect(backOff.next()).toBe(250)
})

it('shortens by at most a quarter, so that clients of a server that comes back spread out', () => {
  expect(createBackOff(1_000, 1_000, () => 0.999_999).next()).toBe(750)
})
