import { AppError } from '#shared/api/errors.ts'
import { asStorageFault, type Database, faultCode, isCorruption, openDatabase } from '../lib/database.ts'
import { fileIdentity } from '../projections/views-database.ts'

/** The reading side of `views.db`, which may be replaced by another file at any time. */
export interface ViewsConnection {
  /** Runs `read` in one snapshot. Throws AppError `unavailable` where the views are damaged or not there at this moment. */
  read<T>(read: (db: Database) => T): T
  /** Lets go of the file, so that it can be replaced; the next `read` opens it again. */
  release(): void
}

export interface ViewsConnectionOptions {
  readonly path: string
  /** Sets a new connection up. */
  readonly prepare: (db: Database) => void
  /** The views are damaged, with SQLite's code for it, or `missing`. */
  readonly onDamage: (code: string) => void
}

const beingBuilt = 'The lists are being built again. Try again in a moment.'

export function openViewsConnection({ path, prepare, onDamage }: ViewsConnectionOptions): ViewsConnection {
  let db: Database | null = null
  let opened: string | null = null

  function release(): void {
    db?.close()
    db = null
  }

  function current(): Database {
    const file = fileIdentity(path)
    if (db !== null && file === opened) return db
    release()
    if (file === null) {
      onDamage('missing')
      throw new AppError('unavailable', beingBuilt)
    }
    db = openDatabase(path, { readonly: true })
    db.pragma('cache_size = -12288')
    // Sorts and sets of a search: a file of its own would be slower than reading again.
    db.pragma('temp_store = MEMORY')
    prepare(db)
    opened = file
    return db
  }

  return {
    read(read) {
      try {
        const db = current()
        return db.transaction(() => read(db))()
      } catch (error) {
        if (isCorruption(error)) {
          onDamage(faultCode(error))
          throw new AppError('unavailable', beingBuilt, [], { cause: error })
        }
        // The projections have made the file and not its tables yet.
        if (error instanceof Error && /^no such (table|column)/.test(error.message)) {
          release()
          throw new AppError('unavailable', beingBuilt, [], { cause: error })
        }
        throw asStorageFault(error, path)
      }
    },
    release,
  }
}
