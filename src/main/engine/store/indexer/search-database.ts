import { rmSync } from 'node:fs'
import { type Database, openDatabase, readNumber } from '../database.ts'
import { faultCode, isDamage } from '../store-faults.ts'

/** Raised whenever what the index keeps changes; an index of another format is made anew. */
const format = 1

/**
 * The index keeps positions only, not the text (`content=''`), and folds case. `progress` tells how far it has come.
 * Removed rows are forgotten by number (`contentless_delete`).
 */
const schema = `
CREATE VIRTUAL TABLE entries USING fts5 (line, path, headers, body, content='', contentless_delete=1, tokenize='trigram');
CREATE TABLE progress (source TEXT NOT NULL, indexed_through INTEGER NOT NULL, removals_through INTEGER NOT NULL) STRICT;
`

/** Opens the search index of the main database `source`; makes it anew where it is missing, damaged or another's. */
export function openSearchDatabase(path: string, source: string): Database {
  const existing = openExisting(path, source)
  if (existing !== null) return existing
  removeSearchDatabase(path)
  const db = configure(openDatabase(path))
  db.transaction(() => {
    db.exec(schema)
    db.prepare('INSERT INTO progress VALUES (?, 0, 0)').run(source)
    db.pragma(`user_version = ${format}`)
  })()
  return db
}

export function removeSearchDatabase(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) rmSync(file, { force: true })
}

function openExisting(path: string, source: string): Database | null {
  const db = openDatabase(path)
  try {
    if (
      readNumber(db, 'PRAGMA user_version') === format &&
      db.prepare('SELECT source FROM progress').pluck().get() === source
    ) {
      // Reads the index's own structure; damage further down shows when it is met.
      db.prepare(`SELECT rowid FROM entries WHERE entries MATCH '"   "' LIMIT 1`).get()
      return configure(db)
    }
  } catch (error) {
    // A table that is not there is an error of the statement.
    if (!isDamage(error) && faultCode(error) !== 'SQLITE_ERROR') {
      db.close()
      throw error
    }
  }
  db.close()
  return null
}

/** After a power cut the newest entries may be missing together with the progress over them; they are made again. */
function configure(db: Database): Database {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('journal_size_limit = 67108864')
  return db
}
