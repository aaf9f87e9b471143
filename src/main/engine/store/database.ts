import { dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { AppError } from '#shared/api/errors.ts'
import { asStoreFault } from './store-faults.ts'

export type Database = BetterSqlite3.Database

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
    throw asStoreFault(error, path)
  }
}

/** Numbers of a row that is known to exist and to have one column. */
export function readNumber(db: Database, sql: string, ...params: readonly unknown[]): number {
  return Number(
    db
      .prepare(sql)
      .pluck()
      .get(...params) ?? 0,
  )
}
