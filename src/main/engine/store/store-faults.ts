import { AppError } from '#shared/api/errors.ts'

const advice: readonly (readonly [pattern: RegExp, sentence: (path: string) => string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    (path) => `The disk is full: ${path} could not be written. Free some space; until then nothing new can be kept.`,
  ],
  [
    /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS|ENOTDIR|ENOENT|EEXIST)/,
    (path) => `${path} cannot be opened for writing. Check that the folder exists and that you may write to it.`,
  ],
  [
    /^(SQLITE_CORRUPT|SQLITE_NOTADB|SQLITE_FORMAT)/,
    (path) => `${path} is damaged or not a Switchhook database. Move it away to start with an empty one.`,
  ],
  [/^(SQLITE_IOERR|EIO)/, (path) => `The disk reported an error at ${path}. Check the disk, then start again.`],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, (path) => `${path} is in use by another program. Close it, then try again.`],
]

/** Code of an error from the SQLite driver or the file system, else an empty text. */
export function faultCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What a database file holds is of no use. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(faultCode(error))
}

/** Message of a search that met a damaged index; the store then makes the index anew. */
export const searchDamaged = 'The search index was damaged and is being made anew. Search again in a while.'

/** The AppError for a fault of database or disk at `path`; other errors are given back as they are. */
export function asStoreFault(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error
  const code = faultCode(error)
  if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/.test(code)) {
    const what = error instanceof Error ? error.message.split(': ').at(-1) : ''
    return new AppError('conflict', `The store already holds something with the same ${what}.`, [], { cause: error })
  }
  const sentence = advice.find(([pattern]) => pattern.test(code))?.[1]
  return sentence === undefined ? error : new AppError('unavailable', sentence(path), [], { cause: error })
}
