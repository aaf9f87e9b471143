import { dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { AppError } from '#shared/api/errors.ts'

export type Database = BetterSqlite3.Database
export type Statement = BetterSqlite3.Statement

interface OpenOptions {
  readonly readonly?: boolean
  /** How long a statement waits for another connection's lock, in milliseconds. */
  readonly busyMs?: number
}

/** Opens one SQLite file. Throws AppError `unavailable` with the file's path where it cannot. */
export function openDatabase(path: string, options: OpenOptions = {}): Database {
  try {
    return new BetterSqlite3(path, { readonly: options.readonly ?? false, timeout: options.busyMs ?? 5000 })
  } catch (error) {
    // The driver throws this where the folder is missing or lies below a file.
    if (error instanceof TypeError) {
      throw new AppError('unavailable', `The folder ${dirname(path)} cannot be used: it does not exist.`, [], {
        cause: error,
      })
    }
    throw asStorageFault(error, path)
  }
}

/** The first column of the first row as a number, 0 where there is none. */
export function readNumber(db: Database, sql: string, ...params: readonly unknown[]): number {
  return Number(
    db
      .prepare(sql)
      .pluck()
      .get(...params) ?? 0,
  )
}

/**
 * Moves the write-ahead log into the file and cuts it down to nothing; only then has the file the size of what is in it.
 * False where somebody is reading, and would have to be waited for.
 */
export function emptyWriteAheadLog(db: Database): boolean {
  const patience = db.pragma('busy_timeout', { simple: true }) as number
  db.pragma('busy_timeout = 0')
  try {
    const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    return result?.busy === 0
  } finally {
    db.pragma(`busy_timeout = ${patience}`)
  }
}

const advice: readonly (readonly [pattern: RegExp, sentence: (path: string) => string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    (path) => `The disk is full: ${path} could not be written. Free some space; until then nothing new can be stored.`,
  ],
  [
    /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS|ENOTDIR|ENOENT|EEXIST|EISDIR)/,
    (path) => `${path} cannot be opened for writing. Check that the folder exists and that you may write to it.`,
  ],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB|SQLITE_FORMAT)/, (path) => `${path} is damaged.`],
  [/^(SQLITE_IOERR|EIO)/, (path) => `The disk reported an error at ${path}. Check the disk, then start again.`],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, (path) => `${path} is in use by another program. Close it, then try again.`],
]

/** Code of an error from the SQLite driver or the file system, else an empty text. */
export function faultCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What the database file holds cannot be trusted. */
export function isCorruption(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(faultCode(error))
}

/** The AppError for a fault of database or disk at `path`; other errors are returned as they are. */
export function asStorageFault(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error
  const code = faultCode(error)
  if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/.test(code)) {
    const what = error instanceof Error ? error.message.split(': ').at(-1) : ''
    return new AppError('conflict', `There is already something with the same ${what}.`, [], { cause: error })
  }
  const sentence = advice.find(([pattern]) => pattern.test(code))?.[1]
  return sentence === undefined ? error : new AppError('unavailable', sentence(path), [], { cause: error })
}
