import { rmSync, statSync } from 'node:fs'
import { type Database, faultCode, isCorruption, openDatabase } from '../lib/database.ts'
import type { Projection } from './projection.ts'

/** Raised when what all projections share changes. */
const format = 2

/** How far each projection has come, and with which version of itself. */
const schema = `
CREATE TABLE made_from (log TEXT NOT NULL) STRICT;
CREATE TABLE projections (name TEXT PRIMARY KEY, version TEXT NOT NULL, mark INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** `views.db`: everything in it can be made again from the log, so it may be deleted at any time. */
export interface ViewsDatabase {
  readonly db: Database
  /** By projection: the `seq` up to which the log is taken in. */
  readonly marks: Map<string, number>
  /** Projections that begin with the first entry. */
  readonly fresh: ReadonlySet<string>
}

/** Opens the views of the log `identity`, and makes again what is missing, damaged, of another version or of another log. */
export function openViews(path: string, identity: string, projections: readonly Projection[]): ViewsDatabase {
  const db = openExisting(path, identity) ?? create(path, identity)
  try {
    const fresh = new Set<string>()
    const marks = new Map<string, number>()
    db.transaction(() => {
      const stored = db.prepare('SELECT version, mark FROM projections WHERE name = ?')
      for (const projection of projections) {
        const { name, version } = projection
        const found = stored.get(name) as { version: string; mark: number } | undefined
        if (found?.version !== version) {
          makeTables(db, projection)
          fresh.add(name)
        }
        marks.set(name, fresh.has(name) ? 0 : found!.mark)
      }
    })()
    return { db, marks, fresh }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Empties one projection. */
export function makeTables(db: Database, { name, version, owns, schema }: Projection): void {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
  for (const table of tables.filter(owns)) db.exec(`DROP TABLE ${table}`)
  db.exec(schema)
  db.prepare('INSERT OR REPLACE INTO projections VALUES (?, ?, 0)').run(name, version)
}

/** Null where the file is missing or of no use; it may have been made from another log. */
function openExisting(path: string, identity: string): Database | null {
  if (fileIdentity(path) === null) return null
  const db = openDatabase(path)
  try {
    const version = db.pragma('user_version', { simple: true })
    if (version === format && db.prepare('SELECT log FROM made_from').pluck().get() === identity) return configure(db)
  } catch (error) {
    // SQLITE_ERROR: a table is not there.
    if (!isCorruption(error) && faultCode(error) !== 'SQLITE_ERROR') {
      db.close()
      throw error
    }
  }
  db.close()
  return null
}

function create(path: string, identity: string): Database {
  removeViews(path)
  const db = configure(openDatabase(path))
  db.transaction(() => {
    db.exec(schema)
    db.prepare('INSERT INTO made_from VALUES (?)').run(identity)
    db.pragma(`user_version = ${format}`)
  })()
  return db
}

export function removeViews(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) {
    // On Windows a reader may have it open for a moment longer.
    rmSync(file, { force: true, maxRetries: 5, retryDelay: 50 })
  }
}

/** Tells whether the file is still the one that was opened; null where there is none. */
export function fileIdentity(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? null : `${stat.dev} ${stat.ino} ${stat.birthtimeMs}`
}

/** After a power cut the newest statements may be missing together with the marks over them; they are made again. */
function configure(db: Database): Database {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('journal_size_limit = 16777216')
  db.pragma('wal_autocheckpoint = 4000')
  db.pragma('cache_size = -8192')
  db.pragma('temp_store = MEMORY')
  // What is removed is overwritten.
  db.pragma('secure_delete = ON')
  return db
}
