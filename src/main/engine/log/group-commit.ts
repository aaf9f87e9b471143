import { type Database, isCorruption } from '../lib/database.ts'

/** A write that waits for the next transaction. */
export interface PendingWrite {
  /** Statements only: it runs again where the transaction has to be repeated. */
  readonly run: () => void
  /** After the commit is on disk, or with the error that kept this write from it. */
  readonly done: (error: unknown) => void
}

/** Runs the writes of many callers in few transactions. */
export interface GroupCommit {
  add(write: PendingWrite): void
  /** The same as a promise of what `run` returns. */
  write<T>(run: () => T): Promise<T>
  /** Commits what waits, now. */
  flush(): void
}

interface GroupCommitEvents {
  readonly committed: () => void
  readonly onError: (error: unknown) => void
  /** The file is damaged; the writes have failed with this error. */
  readonly onDamage: (error: unknown) => void
}

/**
 * One fsync costs the same for one delivery as for a hundred: everything that waits goes into one transaction. Where one
 * of the writes fails, the transaction is taken back and each is tried alone, so that it fails by itself. `committed` is
 * called after each commit, before anybody hears of it; neither it nor a `done` that throws keeps the others from being
 * called.
 */
export function createGroupCommit(db: Database, { committed, onError, onDamage }: GroupCommitEvents): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  let waiting: PendingWrite[] = []
  let scheduled = false

  function transact(writes: readonly PendingWrite[]): void {
    begin.run()
    try {
      for (const { run } of writes) run()
      commit.run()
    } catch (error) {
      // A full disk ends the transaction by itself.
      if (db.inTransaction) rollback.run()
      throw error
    }
  }

  function attempt(writes: readonly PendingWrite[]): unknown {
    try {
      transact(writes)
      return null
    } catch (error) {
      return error
    }
  }

  function settle(writes: readonly PendingWrite[], error: unknown): void {
    if (error === null) guarded(committed)
    for (const { done } of writes) guarded(() => done(error))
    if (isCorruption(error)) onDamage(error)
  }

  function guarded(listener: () => void): void {
    try {
      listener()
    } catch (fault) {
      onError(fault)
    }
  }

  function flush(): void {
    scheduled = false
    if (waiting.length === 0) return
    const batch = waiting
    waiting = []
    const error = attempt(batch)
    if (error === null || batch.length === 1) settle(batch, error)
    else for (const write of batch) settle([write], attempt([write]))
  }

  function add(write: PendingWrite): void {
    waiting.push(write)
    if (scheduled) return
    scheduled = true
    // After everything that has already arrived on other connections.
    setImmediate(flush)
  }

  return {
    add,
    flush,
    write: (run) =>
      new Promise((resolve, reject) => {
        let value: ReturnType<typeof run>
        add({
          run: () => {
            value = run()
          },
          done: (error) => (error === null ? resolve(value) : reject(error as Error)),
        })
      }),
  }
}
