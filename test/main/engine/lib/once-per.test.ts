import { expect, test } from 'vitest'
import { oncePer } from '../../../../src/main/engine/lib/once-per.ts'

test('is made once for an object, and for each one by itself', () => {
  let made = 0
  const number = oncePer((_: object) => (made += 1))
  const [one, other] = [{}, {}]
  expect([number(one), number(one), number(other), number(one)]).toEqual([1, 1, 2, 1])
})

test('nothing is remembered as well', () => {
  let asked = 0
  const nothing = oncePer((_: object) => {
    asked += 1
    return undefined
  })
  const key = {}
  nothing(key)
  nothing(key)
  expect(asked).toBe(1)
})

test('what failed is tried again', () => {
  let asked = 0
  const flaky = oncePer((_: object) => {
    asked += 1
    if (asked === 1) throw new Error('not yet')
    return asked
  })
  const key = {}
  expect(() => flaky(key)).toThrow('not yet')
  expect(flaky(key)).toBe(2)
})
