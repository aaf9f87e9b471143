import type { DeliveryRow } from '#shared/model/delivery.ts'
import { createSignal } from '../../../../src/main/engine/lib/signal.ts'
import type { ViewsChange } from '../../../../src/main/engine/projections/projector.ts'
import type { Views } from '../../../../src/main/engine/reading/views.ts'

/** A row of which only the given members matter. */
export const rowWith = (seq: number, given: Partial<DeliveryRow> = {}): DeliveryRow => {
  const answer = { status: 200, ms: 1 }
  return { seq, id: `dlv_${seq}`, aborted: false, receivedAt: 0, answer, verification: {}, ...given } as DeliveryRow
}

/** Views that a test holds in its hand: rows by number, and changes that are told when the test says so. */
export function fakeViews() {
  const rows = new Map<number, DeliveryRow>()
  const changes = createSignal<ViewsChange>((error) => {
    throw error
  })
  const asked: string[] = []
  let fits = (_row: DeliveryRow) => true
  let causes = 0
  let broken: Error | null = null
  const sorted = () => [...rows.values()].sort((a, b) => a.seq - b.seq)
  const read = {
    through: async () => Math.max(0, ...rows.keys()),
    async page({ after = -1, through = Infinity, order = 'newest', limit }: Parameters<Views['read']['page']>[0]) {
      asked.push('page')
      const found = sorted().filter(({ seq }) => seq > after && seq <= through)
      return (order === 'newest' ? found.reverse() : found).slice(0, limit)
    },
    async causes(mark: number, limit: number) {
      if (broken !== null) throw broken
      const entries = Array.from({ length: causes }, (_, n) => ({
        ...{ seq: n + 1, kind: 'cause-found', about: n + 1 },
        cause: { code: 'no-match', sentence: 'No.' },
      }))
      const found = entries.filter(({ seq }) => seq > mark).slice(0, limit)
      return { causes: found, through: found.at(-1)?.seq ?? Math.max(mark, causes) }
    },
    async rows(seqs: readonly number[]) {
      return seqs.flatMap((seq) => rows.get(seq) ?? [])
    },
    async matching(_query: string, _zone: string | undefined, seqs: readonly number[]) {
      asked.push(`matching ${seqs.length}`)
      return sorted().filter((row) => seqs.includes(row.seq) && fits(row))
    },
  }
  return {
    views: { read, changes } as unknown as Pick<Views, 'read' | 'changes'>,
    /** What was read. */
    asked,
    rows,
    /** Which rows fit the query. */
    query(predicate: (row: DeliveryRow) => boolean) {
      fits = predicate
    },
    /** Stores rows and tells of them. */
    put(...changed: DeliveryRow[]) {
      for (const row of changed) rows.set(row.seq, row)
      changes.emit({ through: Math.max(0, ...rows.keys()), changed: changed.map(({ seq }) => seq), removed: [] })
    },
    /** Entries of the log that say why, for as many deliveries. */
    findCauses(count: number) {
      causes = count
    },
    breakReading(error: Error) {
      broken = error
    },
    remove(...seqs: number[]) {
      for (const seq of seqs) rows.delete(seq)
      changes.emit({ through: Math.max(0, ...rows.keys()), changed: [], removed: seqs })
    },
    tellMany() {
      changes.emit({ through: 0, changed: 'many', removed: [] })
    },
  }
}
