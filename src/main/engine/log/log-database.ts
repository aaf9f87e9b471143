import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { AppError } from '#shared/api/errors.ts'
import { asStorageFault, type Database, faultCode, isCorruption, openDatabase, readNumber } from '../lib/database.ts'
import { runTables } from './run-tables.ts'

/** "SwHk"; tells our database from any other SQLite file. */
const applicationId = 0x5377486b
/** `user_version` of this format. Below 10: the first edition, which was never released. */
const format = 11

/**
 * `log` is append-only: only a removal deletes from it, and packing, which moves settled deliveries into compressed
 * blocks (`packs`). `about` is the `seq` of the delivery that an entry is about. Body files are found by `log_files`;
 * parts that many heads have in common are in `shared`.
 */
const schema = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('identity', lower(hex(randomblob(16))));

CREATE TABLE log (
  seq INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  about INTEGER,
  head TEXT NOT NULL,
  body BLOB
) STRICT;
CREATE INDEX log_about ON log (about) WHERE about IS NOT NULL;
CREATE INDEX log_files ON log (seq) WHERE kind = 2;

CREATE TABLE shared (id INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE packs (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, data BLOB NOT NULL) STRICT;

CREATE TABLE endpoints (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
-- sealed is opaque: encrypted by the host.
CREATE TABLE secrets (id TEXT PRIMARY KEY, endpoint_id TEXT NOT NULL, json TEXT NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
${runTables}`

/**
 * Opens the log for writing, making it where it is missing. Throws AppError `unavailable`, with nothing changed, where
 * the file is not ours or of another format; `LogDamage` where it is ours (or was) and cannot be used as it is.
 */
export function openLogDatabase(path: string): Database {
  refuseOtherFiles(path)
  const db = openDatabase(path)
  try {
    if (readNumber(db, 'SELECT count(*) FROM sqlite_master') === 0) create(db)
    // Again, because what was written last may stand in the write-ahead log alone.
    refuseOtherFormats(readNumber(db, 'PRAGMA application_id'), readNumber(db, 'PRAGMA user_version'), path)
    db.pragma('journal_mode = WAL')
    configure(db)
    // Reads a page of every table that a start needs, so that damage shows here and not in the middle of a capture.
    db.prepare(
      'SELECT (SELECT max(seq) FROM log), (SELECT max(first) FROM packs), count(*) FROM endpoints, settings',
    ).get()
    return db
  } catch (error) {
    db.close()
    throw isCorruption(error) ? new LogDamage(path, error) : asStorageFault(error, path)
  }
}

/** The log's file cannot be trusted: what can be read has to be recovered into a new one. */
export class LogDamage extends Error {
  override readonly name = 'LogDamage'

  constructor(path: string, cause: unknown) {
    super(`${path} is damaged`, { cause })
  }
}

/** For threads that only read; the capture thread has made it before. */
export function openLogReadOnly(path: string): Database {
  const db = openDatabase(path, { readonly: true })
  db.pragma('cache_size = -4096')
  return db
}

function create(db: Database): void {
  db.pragma('page_size = 8192')
  // Before the first table, or it has no effect: what packing frees goes back to the file system.
  db.pragma('auto_vacuum = INCREMENTAL')
  db.transaction(() => {
    db.exec(schema)
    db.pragma(`application_id = ${applicationId}`)
    db.pragma(`user_version = ${format}`)
  })()
}

function configure(db: Database): void {
  db.pragma('synchronous = FULL')
  db.pragma('journal_size_limit = 33554432')
  db.pragma('wal_autocheckpoint = 1000')
  db.pragma('cache_size = -16384')
  // What is removed is overwritten with zeros.
  db.pragma('secure_delete = ON')
}

/** Reads the header as bytes, because opening a database with SQLite may already write beside it. */
function refuseOtherFiles(path: string): void {
  const header = readHeader(path)
  if (header === null) return
  // A journal or write-ahead log beside it: SQLite completes or takes back what was cut off.
  const unfinished =
    existsSync(`${path}-journal`) || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
  if (header.length === 0 && unfinished) return
  if (header.length === 0) throw new LogDamage(path, new Error('the file is empty'))
  // https://www.sqlite.org/fileformat.html#the_database_header
  const isSqlite = header.length === 100 && header.toString('latin1', 0, 16) === 'SQLite format 3\0'
  if (!isSqlite) throw new LogDamage(path, new Error('it does not begin like a database'))
  if (unfinished && header.readUInt32BE(68) === 0) return
  refuseOtherFormats(header.readUInt32BE(68), header.readUInt32BE(60), path)
}

function refuseOtherFormats(foundId: number, version: number, path: string): void {
  if (foundId !== applicationId)
    throw new AppError(
      'unavailable',
      `${path} is a database of another program. Nothing was changed; start with another data folder (--data).`,
    )
  if (version === format) return
  throw new AppError(
    'unavailable',
    version < format
      ? `${path} was written by an early preview of Switchhook (0.1.0), whose data this version cannot read. ` +
          'Nothing was changed; start with another data folder (--data), or move this one away as a whole.'
      : `${path} was written by a newer Switchhook (format ${version}; this one reads ${format}). ` +
          'Nothing was changed; update Switchhook, or start with another data folder (--data).',
  )
}

/** The first 100 bytes, fewer where the file is shorter, null where there is none. */
function readHeader(path: string): Buffer | null {
  let file: number
  try {
    // A pipe would be waited for without end.
    const found = statSync(path)
    if (!found.isFile() && !found.isDirectory())
      throw new AppError(
        'unavailable',
        `${path} is not a regular file. Move it away, or start with another data folder (--data).`,
      )
    file = openSync(path, 'r')
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return null
    throw asStorageFault(error, path)
  }
  try {
    const header = Buffer.alloc(100)
    return header.subarray(0, readSync(file, header, 0, 100, 0))
  } catch (error) {
    throw asStorageFault(error, path)
  } finally {
    closeSync(file)
  }
}
