import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase, readNumber } from '../../../../src/main/engine/lib/database.ts'
import { LogDamage, openLogDatabase, openLogReadOnly } from '../../../../src/main/engine/log/log-database.ts'
import { logDir } from './log-support.ts'

const newFile = () => join(logDir(), 'switchhook.db')
const identityOf = (db: ReturnType<typeof openDatabase>) =>
  db.prepare("SELECT value FROM meta WHERE key = 'identity'").pluck().get()

test('a new log is durable, ours, and leaves nothing of what is removed', () => {
  const db = openLogDatabase(newFile())
  onTestFinished(() => void db.close())
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  // 2 is FULL: a commit is on disk when it returns.
  expect(readNumber(db, 'PRAGMA synchronous')).toBe(2)
  expect(readNumber(db, 'PRAGMA secure_delete')).toBe(1)
  expect(readNumber(db, 'PRAGMA application_id')).toBe(Buffer.from('SwHk').readUInt32BE())
  expect(identityOf(db)).toMatch(/^[0-9a-f]{32}$/)
})

test('opening again changes nothing; each log has an identity of its own', () => {
  const path = newFile()
  const first = openLogDatabase(path)
  const identity = identityOf(first)
  first.close()
  const before = readFileSync(path)
  const second = openLogDatabase(path)
  expect(identityOf(second)).toBe(identity)
  expect(readNumber(second, 'PRAGMA synchronous')).toBe(2)
  second.close()
  expect(readFileSync(path)).toEqual(before)
  const other = openLogDatabase(newFile())
  expect(identityOf(other)).not.toBe(identity)
  other.close()
})

test('a newer version is recognised where only the write-ahead log tells it', () => {
  const path = newFile()
  const newer = openLogDatabase(path)
  onTestFinished(() => void newer.close())
  newer.pragma('user_version = 77')
  expect(() => openLogDatabase(path)).toThrow('newer Switchhook (format 77; this one reads 11)')
})

test('a newer version is refused and left as it is, with nothing beside it', () => {
  const path = newFile()
  openLogDatabase(path).close()
  const bytes = readFileSync(path)
  bytes.writeUInt32BE(99, 60)
  writeFileSync(path, bytes)
  expect(() => openLogDatabase(path)).toThrow('newer Switchhook (format 99')
  expect(readFileSync(path).equals(bytes)).toBe(true)
  expect(readdirSync(dirname(path))).toEqual(['switchhook.db'])
})

test('the database of another program is refused, with nothing written beside it', () => {
  const path = newFile()
  const other = openDatabase(path)
  other.exec('CREATE TABLE theirs (x)')
  other.close()
  expect(() => openLogDatabase(path)).toThrow('a database of another program')
  expect(existsSync(`${path}-wal`)).toBe(false)
})

test.each([
  ['empty', ''],
  ['text', 'not a database at all '.repeat(50)],
  ['a short file', 'SQLite'],
])('%s in place of it is damage, and left as it is', (_, content) => {
  const path = newFile()
  writeFileSync(path, content)
  expect(() => openLogDatabase(path)).toThrow(LogDamage)
  expect(readFileSync(path, 'utf8')).toBe(content)
})

test.skipIf(process.platform === 'win32')('a pipe in its place is never waited for', () => {
  const path = newFile()
  execFileSync('mkfifo', [path])

  expect(() => openLogDatabase(path)).toThrow(/is not a regular file/)
})

test('the read-only connection reads and never writes', () => {
  const path = newFile()
  const writer = openLogDatabase(path)
  const reader = openLogReadOnly(path)
  onTestFinished(() => {
    reader.close()
    writer.close()
  })
  writer.exec("INSERT INTO settings VALUES ('a', '1')")
  expect(readNumber(reader, 'SELECT count(*) FROM settings')).toBe(1)
  expect(() => reader.exec('DELETE FROM settings')).toThrow('readonly')
})
