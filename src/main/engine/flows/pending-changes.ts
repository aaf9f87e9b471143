import type { DeliveryChange } from './delivery-changes.ts'

/** More changes than this between two looks are told as "read again", so that memory stays bounded. */
const manyChanges = 2000

export interface TakenChanges {
  readonly changed: number[]
  readonly removed: number[]
  readonly reset: boolean
}

/** What happened to rows since a watcher last looked. */
export interface PendingChanges {
  note(change: DeliveryChange): void
  /** Highest sequence number that was announced. */
  newest(): number
  /** Hands over what concerns rows up to `last`; rows in `fresh` are told as new and need no second telling. */
  take(last: number, fresh: ReadonlySet<number>): TakenChanges
}

export function createPendingChanges(after: number): PendingChanges {
  const changed = new Set<number>()
  let removed: number[] = []
  let newest = after
  let overflow = false

  return {
    note(change) {
      if (change.kind === 'added') newest = Math.max(newest, change.seq)
      else if (change.kind === 'changed') changed.add(change.seq)
      else if (change.kind === 'removed') removed.push(...change.seqs)
      const isReset = change.kind === 'reset' || changed.size > manyChanges || removed.length > manyChanges
      if (!isReset) return
      overflow = true
      changed.clear()
      removed = []
    },
    newest: () => newest,
    take(last, fresh) {
      const taken = {
        changed: [...changed].filter((seq) => seq <= last && !fresh.has(seq)),
        removed,
        reset: overflow,
      }
      for (const seq of [...taken.changed, ...fresh]) changed.delete(seq)
      removed = []
      overflow = false
      return taken
    },
  }
}
