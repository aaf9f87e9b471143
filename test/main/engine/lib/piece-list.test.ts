import { expect, test } from 'vitest'
import { createPieceList } from '../../../../src/main/engine/lib/piece-list.ts'

test('pieces of any size come out in their order', () => {
  const list = createPieceList()
  const pieces = Array.from({ length: 1500 }, (_, n) => Buffer.alloc(n % 700 === 0 ? 5000 : (n % 7) + 1, n % 251))
  for (const piece of pieces) list.add(piece)

  expect(list.join().equals(Buffer.concat(pieces))).toBe(true)
  expect(createPieceList().join()).toHaveLength(0)
})

test('half a million one-byte pieces take little more than their bytes', () => {
  const list = createPieceList()
  const before = process.memoryUsage().heapUsed
  // Slices of large reads, as a socket gives them.
  const read = Buffer.alloc(65_536, 1)
  for (let n = 0; n < 500_000; n += 1) list.add(read.subarray(n % 65_536, (n % 65_536) + 1))
  globalThis.gc?.()

  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000)
  expect(list.join()).toHaveLength(500_000)
})
