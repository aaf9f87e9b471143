import { expect, test } from 'vitest'
import { chancesOf, digestOf } from '../../../../../src/main/engine/export/pseudonymise/chance.ts'

const numbers = (seed: string, purpose: string, value: string) => {
  const chance = chancesOf(seed)(purpose, value)
  return Array.from({ length: 8 }, () => chance.integer(1_000_000))
}

test('depends on seed, purpose and value, and on nothing else', () => {
  const first = numbers('seed', 'phone', '+1555')
  expect(numbers('seed', 'phone', '+1555')).toEqual(first)
  for (const other of [
    numbers('other', 'phone', '+1555'),
    numbers('seed', 'id', '+1555'),
    numbers('seed', 'phone', '+1556'),
  ])
    expect(other).not.toEqual(first)
})

test('what joins purpose and value cannot be moved between them', () => {
  expect(numbers('seed', 'a', 'bc')).not.toEqual(numbers('seed', 'ab', 'c'))
})

test('stays within its bounds and reaches all of them', () => {
  const chance = chancesOf('seed')('any', 'value')
  const seen = new Set(Array.from({ length: 400 }, () => chance.integer(6)))
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5])
  expect(chance.integer(1)).toBe(0)
  expect(['x']).toContain(chance.pick(['x']))
})

test('a digest of the seed tells nothing of it, and differs by purpose', () => {
  expect(digestOf('seed', 'one')).toHaveLength(32)
  expect(digestOf('seed', 'one')).not.toEqual(digestOf('seed', 'two'))
})
