import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { asStorageFault, type Database, openDatabase, readNumber } from '../../../../src/main/engine/lib/database.ts'
import { createGroupCommit } from '../../../../src/main/engine/log/group-commit.ts'
import { logDir } from './log-support.ts'

function setUp(committed: () => void = () => undefined) {
  const db = openDatabase(join(logDir(), 'test.db'))
  const other = openDatabase(db.name)
  onTestFinished(() => {
    other.close()
    db.close()
  })
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE notes (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
  const faults: unknown[] = []
  const group = createGroupCommit(db, { committed, onError: (error) => faults.push(error) })
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)')
  return { db, other, group, faults, insert }
}

const count = (db: Database) => readNumber(db, 'SELECT count(*) FROM notes')
const texts = (db: Database) => db.prepare('SELECT text FROM notes ORDER BY n').pluck().all()
const outcomes = (results: readonly PromiseSettledResult<unknown>[]) => results.map(({ status }) => status)

test('what waits shares one transaction; nobody hears of it before its commit', async () => {
  let commits = 0
  const { other, group, insert } = setUp(() => {
    commits += 1
  })
  const inside: number[] = []
  const seen = await Promise.all(
    ['a', 'b', 'c'].map(async (text) => {
      const n = await group.write(() => {
        inside.push(count(other))
        return Number(insert.run(text).lastInsertRowid)
      })
      return [n, count(other), commits]
    }),
  )

  expect(inside).toEqual([0, 0, 0])
  expect(seen).toEqual([
    [1, 3, 1],
    [2, 3, 1],
    [3, 3, 1],
  ])
})

test('a write that fails undoes all of itself and nothing of its neighbours', async () => {
  const { db, group, insert } = setUp()
  const results = await Promise.allSettled([
    group.write(() => insert.run('before')),
    group.write(() => {
      insert.run('half')
      insert.run(null)
    }),
    group.write(() => {
      insert.run('half')
      throw new Error('no')
    }),
    group.write(() => insert.run('after')),
  ])

  expect(outcomes(results)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(texts(db)).toEqual(['before', 'after'])
})

test('a commit that fails fails the one that is at fault', async () => {
  const { db, group, insert } = setUp()
  db.pragma('foreign_keys = ON')
  db.exec('CREATE TABLE marks (n INTEGER REFERENCES notes (n) DEFERRABLE INITIALLY DEFERRED) STRICT')
  const results = await Promise.allSettled([
    group.write(() => insert.run('x')),
    // Noticed at the commit only.
    group.write(() => db.prepare('INSERT INTO marks VALUES (?)').run(99)),
  ])

  expect(outcomes(results)).toEqual(['fulfilled', 'rejected'])
  expect(texts(db)).toEqual(['x'])
  expect(await group.write(() => 'next')).toBe('next')
})

test('a `done` that throws is told of; the others are called, and the next write works', async () => {
  const { group, faults, insert, other } = setUp()
  const told: unknown[] = []
  const add = (text: string, done: (error: unknown) => void) => group.add({ run: () => insert.run(text), done })
  add('a', (error) => told.push(error))
  add('b', () => {
    throw new Error('bad listener')
  })
  add('c', (error) => told.push(error))
  const later = group.write(() => insert.run('d'))

  await later

  expect(told).toEqual([null, null])
  expect(faults).toEqual([new Error('bad listener')])
  expect(count(other)).toBe(4)
  await group.write(() => insert.run('e'))
})

test('`committed` that throws is told of; everybody hears of the commit all the same', async () => {
  const { group, faults, insert } = setUp(() => {
    throw new Error('bad listener')
  })

  await Promise.all([group.write(() => insert.run('a')), group.write(() => insert.run('b'))])

  expect(faults).toEqual([new Error('bad listener')])
})

test('a full disk fails all that has no room, in plain words; work goes on when there is room again', async () => {
  const { db, group, insert } = setUp()
  db.pragma(`max_page_count = ${readNumber(db, 'PRAGMA page_count')}`)
  const large = 'x'.repeat(100_000)
  const results = await Promise.allSettled([1, 2, 3].map(() => group.write(() => insert.run(large))))

  expect(outcomes(results)).toEqual(['rejected', 'rejected', 'rejected'])
  for (const result of results) {
    expect(asStorageFault((result as PromiseRejectedResult).reason, db.name)).toMatchObject({
      code: 'unavailable',
      message: `The disk is full: ${db.name} could not be written. Free some space; until then nothing new can be stored.`,
    })
  }
  expect(count(db)).toBe(0)
  expect(db.inTransaction).toBe(false)

  db.pragma('max_page_count = 1000')
  await group.write(() => insert.run(large))
  expect(count(db)).toBe(1)
})

test('a database that another connection has locked fails the writes, and is no trouble afterwards', async () => {
  const { db, other, group, insert } = setUp()
  db.pragma('busy_timeout = 20')
  other.exec('BEGIN IMMEDIATE')

  await expect(group.write(() => insert.run('a'))).rejects.toMatchObject({ code: 'SQLITE_BUSY' })

  other.exec('ROLLBACK')
  await group.write(() => insert.run('b'))
  expect(texts(db)).toEqual(['b'])
})

test('flush commits what waits, now', async () => {
  const { other, group, insert } = setUp()
  const done = group.write(() => insert.run('x'))
  expect(count(other)).toBe(0)
  group.flush()
  expect(count(other)).toBe(1)
  await done
})
