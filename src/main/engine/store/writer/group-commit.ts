import type { Database } from '../database.ts'

/** Runs writes of many callers in few transactions. */
export interface GroupCommit {
  /** Runs `write` in the next transaction; resolves after its commit is on disk. A failing write undoes itself only. */
  run<T>(write: () => T): Promise<T>
  /** Commits what waits. */
  flush(): void
}

interface Waiting {
  readonly write: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** One fsync costs the same for one delivery as for a hundred: everything that waits goes into one transaction. */
export function createGroupCommit(db: Database): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const savepoint = db.prepare('SAVEPOINT one')
  const release = db.prepare('RELEASE one')
  const undo = db.prepare('ROLLBACK TO one')
  let waiting: Waiting[] = []
  let scheduled = false

  const attempt = (entry: Waiting): (() => void) => {
    savepoint.run()
    try {
      const value = entry.write()
      release.run()
      return () => entry.resolve(value as never)
    } catch (error) {
      // A full disk ends the whole transaction by itself; then there is nothing left to commit.
      if (!db.inTransaction) throw error
      undo.run()
      release.run()
      return () => entry.reject(error)
    }
  }

  const flush = (): void => {
    scheduled = false
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    let outcomes: (() => void)[]
    try {
      begin.run()
      outcomes = batch.map(attempt)
      commit.run()
    } catch (error) {
      if (db.inTransaction) rollback.run()
      outcomes = batch.map(
        ({ reject }) =>
          () =>
            reject(error),
      )
    }
    for (const settle of outcomes) settle()
  }

  return {
    run: (write) =>
      new Promise((resolve, reject) => {
        waiting.push({ write, resolve, reject })
        if (scheduled) return
        scheduled = true
        // After the messages that have already arrived.
        setImmediate(flush)
      }),
    flush,
  }
}
