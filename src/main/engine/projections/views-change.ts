import type { LogEntry } from '../log/entries.ts'

/** What a committed batch changed. */
export interface ViewsChange {
  /** The rows hold the log up to this number. */
  readonly through: number
  /** Deliveries that came or changed, in no order; `many`: too many to be told. */
  readonly changed: readonly number[] | 'many'
  /** Deliveries that left the lists, for good or not. */
  readonly removed: readonly number[]
}

const maxChanges = 1000

/** `told`: rows that the statements themselves have named. */
export function changeOf(entries: readonly LogEntry[], told: readonly number[], through: number): ViewsChange {
  const changed = new Set<number>(told)
  const removed = new Set<number>()
  for (const entry of entries) {
    if (entry.kind === 'removed' || entry.kind === 'hidden') for (const seq of entry.deliveries) removed.add(seq)
    else for (const seq of changedBy(entry)) if (entry.kind !== 'restored' || !removed.delete(seq)) changed.add(seq)
  }
  for (const seq of removed) changed.delete(seq)
  if (changed.size > maxChanges || removed.size > maxChanges) return { through, changed: 'many', removed: [] }
  return { through, changed: [...changed], removed: [...removed] }
}

/** Deliveries that an entry changes, or brings. */
function changedBy(entry: LogEntry): readonly number[] {
  switch (entry.kind) {
    case 'delivery':
      return [entry.seq]
    case 'answered':
      return entry.answers.map(({ about }) => about)
    case 'removed':
    case 'hidden':
    case 'restored':
      return entry.deliveries
    case 'unreadable':
      return []
    default:
      return [entry.about]
  }
}
