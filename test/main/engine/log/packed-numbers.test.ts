import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import { openLogDatabase } from '../../../../src/main/engine/log/log-database.ts'
import { createPackedNumbers } from '../../../../src/main/engine/log/packed-numbers.ts'
import { packEntries } from '../../../../src/main/engine/log/packing.ts'
import { logDir } from './log-support.ts'

function open() {
  const db = openLogDatabase(join(logDir(), 'switchhook.db'))
  const put = db.prepare('INSERT OR REPLACE INTO packs (first, last, data) VALUES (?, ?, ?)')
  const pack = (...seqs: number[]) =>
    put.run(
      seqs[0],
      seqs.at(-1),
      packEntries(seqs.map((seq) => ({ seq, kind: 1, about: null, head: '{}', body: null }))),
    )
  return { db, pack, put, numbers: createPackedNumbers(db) }
}

test('what lies in a block, and what does not', () => {
  const { db, pack, numbers } = open()
  pack(3, 5, 9)
  pack(20, 21)
  expect([1, 3, 4, 5, 9, 10, 20, 21, 22].filter(numbers.has)).toEqual([3, 5, 9, 20, 21])
  db.close()
})

test('a block that was rewritten is read again', () => {
  const { db, pack, numbers } = open()
  pack(3, 5, 9)
  expect(numbers.has(5)).toBe(true)
  pack(3, 9)
  numbers.forget()
  expect([3, 5, 9].filter(numbers.has)).toEqual([3, 9])
  db.close()
})

test('of more blocks than are held all are told right, and of a damaged one nothing is known', () => {
  const { db, pack, put, numbers } = open()
  for (let first = 0; first < 100; first += 2) pack(first + 1, first + 2)
  put.run(200, 210, Buffer.from('damaged'))
  const asked = Array.from({ length: 300 }, (_, at) => at)
  for (let round = 0; round < 2; round += 1)
    expect(asked.filter(numbers.has)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1))
  db.close()
})

test('the numbers of a block cost one reading of it', () => {
  const { db, pack, numbers } = open()
  pack(...Array.from({ length: 50 }, (_, at) => at + 1))
  numbers.has(1)
  // Whatever another connection does to the block, it is not read again before it is forgotten.
  const other = openDatabase(db.name)
  other.exec("UPDATE packs SET data = x''")
  other.close()
  expect(numbers.has(50)).toBe(true)
  numbers.forget()
  expect(numbers.has(50)).toBe(false)
  db.close()
})
