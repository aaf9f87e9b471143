import { faultCode, isDamage } from '../store-faults.ts'
import { openSearchDatabase } from './search-database.ts'

/** What the index learns of one delivery. */
export interface IndexEntry {
  readonly seq: number
  readonly texts: readonly [line: string, path: string, headers: string, body: string]
}

/** A row that is in the index as it is no more, and its place in the order of such changes. */
export interface Renewal {
  readonly position: number
  readonly seq: number
}

/** The index contradicts itself and is of no further use. */
export class IndexDamage extends Error {
  override readonly name = 'IndexDamage'
}

/** The writing side of the search index. Each change is one transaction together with the progress that it makes. */
export function openSearchIndex(path: string, identity: string) {
  const db = openSearchDatabase(path, identity)
  const insert = db.prepare('INSERT INTO entries (rowid, line, path, headers, body) VALUES (?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM entries WHERE rowid = ?')
  const indexed = db.prepare('UPDATE progress SET indexed_through = ?')
  const forgotten = db.prepare('UPDATE progress SET removals_through = ?')
  const progress = db.prepare(
    'SELECT indexed_through AS indexedThrough, removals_through AS removalsThrough FROM progress',
  )
  return {
    progress: guarded(() => progress.get() as { indexedThrough: number; removalsThrough: number }),
    add: guarded(
      db.transaction((entries: readonly IndexEntry[]) => {
        for (const { seq, texts } of entries) insert.run(seq, ...texts)
        indexed.run(entries.at(-1)!.seq)
      }),
    ),
    /** Forgets rows, and takes up those again that were only changed. */
    renew: guarded(
      db.transaction((gone: readonly Renewal[], entries: readonly IndexEntry[]) => {
        for (const { seq } of gone) remove.run(seq)
        for (const { seq, texts } of entries) insert.run(seq, ...texts)
        forgotten.run(gone.at(-1)!.position)
      }),
    ),
    close: () => void db.close(),
  }
}

function guarded<A extends readonly unknown[], T>(access: (...args: A) => T): (...args: A) => T {
  return (...args) => {
    try {
      return access(...args)
    } catch (error) {
      // FTS5 notices some of its own damage only as an entry that is there already.
      if (isDamage(error) || faultCode(error).startsWith('SQLITE_CONSTRAINT')) {
        throw new IndexDamage('The search index is damaged', { cause: error })
      }
      throw error
    }
  }
}
