import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { asStorageFault, type Database, openDatabase, readNumber } from '../../../../src/main/engine/lib/database.ts'
import { createGroupCommit } from '../../../../src/main/engine/log/group-commit.ts'
import { logDir } from './log-support.ts'

function setUp() {
  const db = openDatabase(join(logDir(), 'test.db'))
  onTestFinished(() => void db.close())
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE notes (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)')
  const faults: unknown[] = []
  const damage: unknown[] = []
  let commits = 0
  const group = createGroupCommit(db, {
    committed() {
      commits += 1
    },
    onError: (error) => void faults.push(error),
    onDamage: (error) => void damage.push(error),
  })
  return { db, insert, group, faults, damage, commits: () => commits }
}

const count = (db: Database) => readNumber(db, 'SELECT count(*) FROM notes')

test('what waits shares one transaction, and nothing is told before its commit', async () => {
  const { db, insert, group, commits } = setUp()
  const other = openDatabase(db.name, { readonly: true })
  onTestFinished(() => void other.close())
  const inside: number[] = []
  const seen = await Promise.all(
    ['a', 'b', 'c'].map(async (text) => {
      const n = await group.write(() => {
        inside.push(count(other))
        return Number(insert.run(text).lastInsertRowid)
      })
      return [n, count(other), commits()]
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
  const { db, insert, group } = setUp()
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
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(db.prepare('SELECT text FROM notes ORDER BY n').pluck().all()).toEqual(['before', 'after'])
})

test('on a full disk what does not fit fails in plain words, and work goes on when there is room again', async () => {
  const { db, insert, group } = setUp()
  db.pragma(`max_page_count = ${readNumber(db, 'PRAGMA page_count') + 2}`)
  const results = await Promise.allSettled([
    group.write(() => insert.run('small')),
    group.write(() => insert.run('x'.repeat(100_000))),
    group.write(() => insert.run('small too')),
  ])
  const told = results.map((result) =>
    result.status === 'rejected' ? asStorageFault(result.reason, db.name) : 'stored',
  )
  expect(told).toEqual([
    'stored',
    expect.objectContaining({
      code: 'unavailable',
      message: `The disk is full: ${db.name} could not be written. Free some space; until then nothing new can be stored.`,
    }),
    'stored',
  ])
  expect(count(db)).toBe(2)
  expect(db.inTransaction).toBe(false)

  db.pragma('max_page_count = 1000')
  await group.write(() => insert.run('x'.repeat(100_000)))
  expect(count(db)).toBe(3)
})

test('a fault that only the commit meets fails the write that brought it', async () => {
  const { db, insert, group } = setUp()
  db.pragma('foreign_keys = ON')
  db.exec('CREATE TABLE marks (n INTEGER REFERENCES notes (n) DEFERRABLE INITIALLY DEFERRED) STRICT')
  const results = await Promise.allSettled([
    group.write(() => insert.run('x')),
    group.write(() => db.prepare('INSERT INTO marks VALUES (?)').run(99)),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(count(db)).toBe(1)
  expect(await group.write(() => 'next')).toBe('next')
})

test('one who throws when told of its commit keeps nobody else from being told', async () => {
  const { db, insert, group, faults } = setUp()
  const fault = new Error('a listener of ours')
  const told: unknown[] = []
  group.add({
    run: () => void insert.run('a'),
    done() {
      throw fault
    },
  })
  group.add({ run: () => void insert.run('b'), done: (error) => told.push(error) })
  group.flush()
  expect(told).toEqual([null])
  expect(faults).toEqual([fault])
  expect(count(db)).toBe(2)
})

test('damage in the file fails the writes, and other faults are not taken for it', async () => {
  const { insert, group, damage } = setUp()
  const corrupt = Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' })
  const fail = () => {
    throw corrupt
  }
  const results = await Promise.allSettled([group.write(fail), group.write(fail)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(new Set(damage)).toEqual(new Set([corrupt]))

  damage.length = 0
  await expect(group.write(() => insert.run(null))).rejects.toThrow()
  expect(damage).toEqual([])
})

test('flush commits at once', async () => {
  const { db, insert, group } = setUp()
  const done = group.write(() => insert.run('x'))
  expect(count(db)).toBe(0)
  group.flush()
  expect(count(db)).toBe(1)
  await done
})
