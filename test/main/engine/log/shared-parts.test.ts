import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSharedParts, sharedPartsReader } from '../../../../src/main/engine/log/shared-parts.ts'

let db: Database.Database
beforeEach(() => {
  db = new Database(':memory:')
  db.exec('CREATE TABLE shared (id INTEGER PRIMARY KEY, json TEXT NOT NULL)')
})
afterEach(() => void db.close())

const count = () => db.prepare('SELECT count(*) FROM shared').pluck().get()
const lost = { a: 0 }

describe('a part', () => {
  test('is stored once, by whichever object it comes', () => {
    const { put } = createSharedParts(db)
    const number = put({ a: 1 })
    expect(number).toEqual(expect.any(Number))
    expect(put({ a: 1 })).toBe(number)
    expect(put({ a: 2 })).not.toBe(number)
    expect(count()).toBe(2)
  })

  test('is read as it was put, also by who opened the log before', () => {
    const read = sharedPartsReader(db)
    const number = createSharedParts(db).put({ a: [1, { b: null }] } as object)
    expect(read(number, lost)).toEqual({ a: [1, { b: null }] })
  })

  test('is known again after a restart', () => {
    const before = createSharedParts(db).put({ a: 1 })
    expect(createSharedParts(db).put({ a: 1 })).toBe(before)
    expect(count()).toBe(1)
  })

  test('that was not shared is the part itself', () => {
    expect(sharedPartsReader(db)({ a: 7 }, lost)).toEqual({ a: 7 })
  })

  test('that damage has taken has a stand-in, and is read as soon as it is there', () => {
    const read = sharedPartsReader(db)
    expect(read(1, lost)).toBe(lost)
    expect(read(createSharedParts(db).put({ a: 1 }), lost)).toEqual({ a: 1 })
  })
})

test('what differs from delivery to delivery does not grow the table without end', () => {
  const { put } = createSharedParts(db)
  const known = put({ n: 0 })
  const parts = db.transaction(() => Array.from({ length: 2500 }, (_, n) => put({ n })))()
  expect(count()).toBe(2000)
  expect(parts.at(-1)).toEqual({ n: 2499 })
  expect(put({ n: 0 })).toBe(known)
  // A restart forgets nothing of it.
  expect(createSharedParts(db).put({ n: 2499 })).toEqual({ n: 2499 })
})
