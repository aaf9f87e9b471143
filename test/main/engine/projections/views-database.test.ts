import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import { ownsTables, type Projection } from '../../../../src/main/engine/projections/projection.ts'
import {
  fileIdentity,
  makeTables,
  openViews,
  removeViews,
} from '../../../../src/main/engine/projections/views-database.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const projection = (name: string, version = '1'): Projection =>
  ({
    ...{ name, version, schema: `CREATE TABLE ${name} (v TEXT) STRICT;` },
    ...{ owns: ownsTables(name), contents: () => [], step: () => [] },
  }) as Projection

let path: string
beforeEach(async () => {
  path = join(await tempDir(), 'views.db')
})

/** Opens the views, does something with them, and closes them. */
function withViews<T>(
  projections: readonly Projection[],
  work: (views: ReturnType<typeof openViews>) => T,
  identity = 'log-1',
): T {
  const views = openViews(path, identity, projections)
  try {
    return work(views)
  } finally {
    views.db.close()
  }
}
const both = [projection('one'), projection('two')]
/** As if entries had been taken in. */
const fill = () =>
  withViews(both, ({ db }) => {
    db.exec("INSERT INTO one VALUES ('a'); INSERT INTO two VALUES ('b'); UPDATE projections SET mark = 7")
  })
const rows = (projections = both, identity = 'log-1') =>
  withViews(
    projections,
    ({ db, marks, fresh }) => ({
      one: db.prepare('SELECT v FROM one').pluck().all(),
      two: db.prepare('SELECT v FROM two').pluck().all(),
      marks: Object.fromEntries(marks),
      fresh: [...fresh],
    }),
    identity,
  )

const empty = { one: [], two: [], marks: { one: 0, two: 0 }, fresh: ['one', 'two'] }
const whole = { one: ['a'], two: ['b'], marks: { one: 7, two: 7 }, fresh: [] }

describe('views', () => {
  test('that are missing are made, and begin with the first entry', () => expect(rows()).toEqual(empty))

  test('are what they were at the next start', () => {
    fill()
    expect(rows()).toEqual(whole)
  })

  test('of which one has another version make only that one again', () => {
    fill()
    expect(rows([projection('one'), projection('two', '2')])).toEqual({
      ...{ one: ['a'], two: [], marks: { one: 7, two: 0 }, fresh: ['two'] },
    })
  })

  test('of another log are of no use', () => {
    fill()
    expect(rows(both, 'log-2')).toEqual(empty)
  })

  test('of another format are of no use', () => {
    fill()
    const db = openDatabase(path)
    db.pragma('user_version = 1')
    db.close()
    expect(rows()).toEqual(empty)
  })

  test.each([
    [
      'is no database',
      (file: string) => writeFileSync(file, 'not a database, but long enough to be looked at as one'.repeat(50)),
    ],
    ['is empty', (file: string) => writeFileSync(file, '')],
    [
      'lacks a table',
      (file: string) => {
        const db = openDatabase(file)
        db.exec('DROP TABLE made_from')
        db.close()
      },
    ],
  ])('whose file %s are made again', (_, damage) => {
    fill()
    damage(path)
    expect(rows()).toEqual(empty)
  })

  test('that cannot be opened tell why, and nothing else is touched', () => {
    mkdirSync(path)
    expect(() => openViews(path, 'log-1', both)).toThrow()
    expect(existsSync(path)).toBe(true)
  })
})

describe('one projection', () => {
  test('is emptied by itself, with its tables of whatever shape', () => {
    fill()
    withViews(both, ({ db }) => {
      db.exec('ALTER TABLE one ADD COLUMN old TEXT')
      makeTables(db, projection('one', '2'))
      expect(db.prepare('SELECT * FROM one').all()).toEqual([])
      expect(db.prepare('SELECT v FROM two').pluck().all()).toEqual(['b'])
      expect(db.prepare('SELECT version, mark FROM projections WHERE name = ?').get('one')).toEqual({
        version: '2',
        mark: 0,
      })
    })
  })
})

describe('the file', () => {
  test('is the one that was opened until another takes its place', () => {
    expect(fileIdentity(path)).toBeNull()
    fill()
    const before = fileIdentity(path)
    expect(before).not.toBeNull()
    fill()
    expect(fileIdentity(path)).toBe(before)
    renameSync(path, `${path}.old`)
    fill()
    expect(fileIdentity(path)).not.toBe(before)
  })

  test('is removed with all that belongs to it, also where there is none', () => {
    const views = openViews(path, 'log-1', both)
    expect(existsSync(`${path}-wal`)).toBe(true)
    views.db.close()
    for (const end of ['-wal', '-shm', '-journal']) writeFileSync(`${path}${end}`, '')
    removeViews(path)
    expect(['', '-wal', '-shm', '-journal'].filter((end) => existsSync(path + end))).toEqual([])
    expect(() => removeViews(path)).not.toThrow()
  })

  test('overwrites what is removed', () => {
    withViews(both, ({ db }) => expect(db.pragma('secure_delete', { simple: true })).toBe(1))
  })
})
