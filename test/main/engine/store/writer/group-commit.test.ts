import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Database, openDatabase, readNumber } from '../../../../../src/main/engine/store/database.ts'
import { asStoreFault } from '../../../../../src/main/engine/store/store-faults.ts'
import { createGroupCommit } from '../../../../../src/main/engine/store/writer/group-commit.ts'
import { tempFolder } from '../sample-store.ts'

function tempDatabase(): Database {
  const path = join(tempFolder(), 'test.db')
  const db = openDatabase(path)
  onTestFinished(() => void db.close())
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE notes (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
  return db
}

const count = (db: Database) => readNumber(db, 'SELECT count(*) FROM notes')

test('what waits shares one transaction, and nothing is told before its commit', async () => {
  const db = tempDatabase()
  const other = openDatabase(db.name, { readonly: true })
  onTestFinished(() => void other.close())
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)')
  const group = createGroupCommit(db)
  const inside: number[] = []
  const seen = await Promise.all(
    ['a', 'b', 'c'].map(async (text) => {
      const n = await group.run(() => {
        inside.push(count(other))
        return Number(insert.run(text).lastInsertRowid)
      })
      return [n, count(other)]
    }),
  )
  expect(inside).toEqual([0, 0, 0])
  expect(seen).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ])
})

test('a write that fails undoes all of itself and nothing of its neighbours', async () => {
  const db = tempDatabase()
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)')
  const group = createGroupCommit(db)
  const results = await Promise.allSettled([
    group.run(() => insert.run('before')),
    group.run(() => {
      insert.run('half')
      insert.run(null)
    }),
    group.run(() => {
      insert.run('half')
      throw new Error('no')
    }),
    group.run(() => insert.run('after')),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(db.prepare('SELECT text FROM notes ORDER BY n').pluck().all()).toEqual(['before', 'after'])
})

test('a full disk fails the whole group in plain words, and work goes on when there is room again', async () => {
  const db = tempDatabase()
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)')
  const group = createGroupCommit(db)
  db.pragma(`max_page_count = ${readNumber(db, 'PRAGMA page_count') + 2}`)
  const results = await Promise.allSettled([
    group.run(() => insert.run('small')),
    group.run(() => insert.run('x'.repeat(100_000))),
    group.run(() => insert.run('small too')),
  ])
  const told = results.map((result) => (result.status === 'rejected' ? asStoreFault(result.reason, db.name) : 'kept'))
  const refused = expect.objectContaining({
    code: 'unavailable',
    message: `The disk is full: ${db.name} could not be written. Free some space; until then nothing new can be kept.`,
  })
  const kept = told.filter((outcome) => outcome === 'kept')
  expect(told).toContainEqual(refused)
  expect(count(db)).toBe(kept.length)
  expect(db.inTransaction).toBe(false)

  db.pragma('max_page_count = 1000')
  await group.run(() => insert.run('x'.repeat(100_000)))
  expect(count(db)).toBe(kept.length + 1)
})

test('a commit that fails fails all of its group', async () => {
  const db = tempDatabase()
  db.pragma('foreign_keys = ON')
  db.exec('CREATE TABLE marks (n INTEGER REFERENCES notes (n) DEFERRABLE INITIALLY DEFERRED) STRICT')
  const group = createGroupCommit(db)
  const results = await Promise.allSettled([
    group.run(() => db.prepare('INSERT INTO notes (text) VALUES (?)').run('x')),
    // Noticed at the commit only.
    group.run(() => db.prepare('INSERT INTO marks VALUES (?)').run(99)),
  ])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(count(db)).toBe(0)
  expect(await group.run(() => 'next')).toBe('next')
})

test('flush commits at once', async () => {
  const db = tempDatabase()
  const group = createGroupCommit(db)
  const done = group.run(() => db.prepare('INSERT INTO notes (text) VALUES (?)').run('x'))
  expect(count(db)).toBe(0)
  group.flush()
  expect(count(db)).toBe(1)
  await done
})
