import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase, readNumber } from '../../../../src/main/engine/store/database.ts'
import { openMainDatabase, openMainReadOnly } from '../../../../src/main/engine/store/main-database.ts'
import { migrations } from '../../../../src/main/engine/store/migrations/migrations.ts'
import { tempFolder } from './sample-store.ts'

const newFile = () => join(tempFolder(), 'switchhook.db')

test('a new database is up to date, durable and ours', () => {
  const path = newFile()
  const db = openMainDatabase(path)
  onTestFinished(() => void db.close())
  expect(readNumber(db, 'PRAGMA user_version')).toBe(migrations.length)
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  // 2 is FULL: a commit is on disk when it returns.
  expect(readNumber(db, 'PRAGMA synchronous')).toBe(2)
  expect(readNumber(db, 'PRAGMA foreign_keys')).toBe(1)
})

test('opening again changes nothing', () => {
  const path = newFile()
  const first = openMainDatabase(path)
  const identity = first.prepare('SELECT id FROM store_identity').pluck().get()
  first.close()
  const second = openMainDatabase(path)
  onTestFinished(() => void second.close())
  expect(second.prepare('SELECT id FROM store_identity').pluck().all()).toEqual([identity])
})

test('a database that stopped between two steps goes on from there', () => {
  const path = newFile()
  const db = openMainDatabase(path)
  db.exec(
    'DROP TABLE store_identity; DROP TABLE settings; DROP TABLE secrets; DROP TABLE endpoints; PRAGMA user_version = 1',
  )
  db.close()
  const again = openMainDatabase(path)
  onTestFinished(() => void again.close())
  expect(readNumber(again, 'PRAGMA user_version')).toBe(2)
  expect(readNumber(again, 'SELECT count(*) FROM endpoints')).toBe(0)
})

test('a newer version is recognised where only the write-ahead log tells it', () => {
  const path = newFile()
  const newer = openMainDatabase(path)
  onTestFinished(() => void newer.close())
  newer.pragma('user_version = 77')
  expect(() => openMainDatabase(path)).toThrow('newer Switchhook (format 77; this one reads up to 2)')
})

test('the database of another program is refused', () => {
  const path = newFile()
  const other = openDatabase(path)
  other.exec('CREATE TABLE theirs (x)')
  other.close()
  expect(() => openMainDatabase(path)).toThrow('not a Switchhook database')
  expect(existsSync(`${path}-wal`)).toBe(false)
})

test('an empty file is a new database', () => {
  const path = newFile()
  writeFileSync(path, '')
  const db = openMainDatabase(path)
  expect(readNumber(db, 'PRAGMA user_version')).toBe(migrations.length)
  db.close()
})

test('the read-only connection reads and never writes', () => {
  const path = newFile()
  const writer = openMainDatabase(path)
  const reader = openMainReadOnly(path)
  onTestFinished(() => {
    reader.close()
    writer.close()
  })
  writer.exec("INSERT INTO settings VALUES ('a', '1')")
  expect(readNumber(reader, 'SELECT count(*) FROM settings')).toBe(1)
  expect(() => reader.exec('DELETE FROM settings')).toThrow('readonly')
})
