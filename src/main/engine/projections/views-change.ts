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
    if (entry.kind === 'delivery') changed.add(entry.seq)
    else if (entry.kind === 'answered') for (const { about } of entry.answers) changed.add(about)
    else if (entry.kind === 'restored') {
      for (const seq of entry.deliveries) if (!removed.delete(seq)) changed.add(seq)
    } else if ('deliveries' in entry) for (const seq of entry.deliveries) removed.add(seq)
    else if (entry.kind !== 'unreadable') changed.add(entry.about)
  }
  for (const seq of removed) changed.delete(seq)
  if (changed.size > maxChanges || removed.size > maxChanges) return { through, changed: 'many', removed: [] }
  return { through, changed: [...changed], removed: [...removed] }
}
