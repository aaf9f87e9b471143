import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { Store } from '../store/store.ts'

const pageSize = 100
/** Deliveries that are worked on together, unless their bodies are large (bytes). */
const batch = { count: 10, bytes: 8 * 1024 * 1024 }

/** The deliveries of a query up to the sequence number `newest`, newest first, in small groups. */
export async function* deliveryBatches(store: Store, query: string, newest: number): AsyncGenerator<DeliveryRow[]> {
  let taken: DeliveryRow[] = []
  let bytes = 0
  for await (const row of newestFirst(store, query, newest)) {
    if (taken.length > 0 && bytes + row.size > batch.bytes) {
      yield taken
      taken = []
      bytes = 0
    }
    taken.push(row)
    bytes += row.size
    if (taken.length < batch.count) continue
    yield taken
    taken = []
    bytes = 0
  }
  if (taken.length > 0) yield taken
}

async function* newestFirst(store: Store, query: string, newest: number): AsyncGenerator<DeliveryRow> {
  let before = newest + 1
  for (;;) {
    const rows = await store.page({ query, before, limit: pageSize })
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    before = last.seq
  }
}
