import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { AppError } from '#shared/api/errors.ts'
import { type Database, openDatabase, readNumber } from './database.ts'
import { migrations } from './migrations/migrations.ts'
import { asStoreFault, faultCode } from './store-faults.ts'

/** "SwHk"; tells our database from any other SQLite file. */
const applicationId = 0x5377486b

/**
 * Opens the main database for writing and brings it up to date. Throws AppError `unavailable`, with nothing changed,
 * where the file is damaged, not ours, or from a newer version.
 */
export function openMainDatabase(path: string): Database {
  refuseForeignFile(path)
  const db = openDatabase(path)
  try {
    // Again, because what was written last may still stand in the journal or the write-ahead log alone.
    refuseNewerVersion(readNumber(db, 'PRAGMA user_version'), path)
    if (readNumber(db, 'SELECT count(*) FROM sqlite_master') > 0) {
      refuseForeignDatabase(readNumber(db, 'PRAGMA application_id'), path)
    } else {
      // Before the write-ahead log is switched on: from now on the file itself tells whose it is.
      db.pragma(`application_id = ${applicationId}`)
    }
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('journal_size_limit = 67108864')
    db.pragma('cache_size = -32768')
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw asStoreFault(error, path)
  }
}

/** For the reader and the indexer; the writer has migrated it before. */
export function openMainReadOnly(path: string): Database {
  const db = openDatabase(path, { readonly: true })
  db.pragma('cache_size = -65536')
  return db
}

function migrate(db: Database): void {
  const from = readNumber(db, 'PRAGMA user_version')
  for (const [index, step] of migrations.entries()) {
    if (index < from) continue
    db.transaction(() => {
      db.exec(step)
      db.pragma(`user_version = ${index + 1}`)
    })()
  }
}

/** Reads the header as bytes, because opening a database with SQLite may already write beside it. */
function refuseForeignFile(path: string): void {
  const header = readHeader(path)
  // A journal beside it: the very first write was cut off, and SQLite will take it back.
  if (header === null || header.length === 0 || existsSync(`${path}-journal`)) return
  // https://www.sqlite.org/fileformat.html#the_database_header
  const isSqlite = header.length === 100 && header.toString('latin1', 0, 16) === 'SQLite format 3\0'
  refuseForeignDatabase(isSqlite ? header.readUInt32BE(68) : 0, path)
  refuseNewerVersion(header.readUInt32BE(60), path)
}

function refuseForeignDatabase(foundId: number, path: string): void {
  if (foundId === applicationId) return
  throw new AppError(
    'unavailable',
    `${path} is damaged or not a Switchhook database. Nothing was changed; move it away to start with an empty one.`,
  )
}

function refuseNewerVersion(version: number, path: string): void {
  if (version <= migrations.length) return
  throw new AppError(
    'unavailable',
    `${path} was written by a newer Switchhook (format ${version}; this one reads up to ${migrations.length}). ` +
      'Nothing was changed; update Switchhook, or start with another data folder.',
  )
}

function readHeader(path: string): Buffer | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return null
    throw asStoreFault(error, path)
  }
  try {
    const header = Buffer.alloc(100)
    return header.subarray(0, readSync(file, header, 0, 100, 0))
  } catch (error) {
    throw asStoreFault(error, path)
  } finally {
    closeSync(file)
  }
}
