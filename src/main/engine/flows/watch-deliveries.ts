import type { StopSignal } from '#shared/api/contract-types.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { createWakeUp, pause } from '../lib/wake-up.ts'
import type { Store } from '../store/store.ts'
import type { DeliveryChanges } from './delivery-changes.ts'
import { createPendingChanges } from './pending-changes.ts'

export interface WatchItem {
  readonly added: DeliveryRow[]
  readonly changed: DeliveryRow[]
  readonly removed: number[]
  readonly reset: boolean
}

export interface WatchOptions {
  readonly store: Store
  readonly changes: DeliveryChanges
  readonly query: string
  /** Has the query free text? Then rows fit only once the search index holds them. */
  readonly needsIndex: boolean
  /** Rows with higher sequence numbers are new. */
  readonly after: number
  readonly stop: StopSignal
}

/** Does this query need the search index? */
export function asksForWords(query: string): boolean {
  return parseQuery(query, 0).terms.some((term) => term.condition?.kind === 'words')
}

const intervalMs = 40
const indexPollMs = 400
const pageSize = 200

/**
 * New, changed and removed rows of a query. It reads from the store when woken instead of queueing events, so a slow
 * window costs no memory: the next item is made when the last one was taken.
 */
export async function* watchDeliveries(options: WatchOptions): AsyncGenerator<WatchItem> {
  const { store, stop } = options
  const bell = createWakeUp(stop)
  const pending = createPendingChanges(options.after)
  const unsubscribe = options.changes.subscribe((change) => {
    pending.note(change)
    bell.ring()
  })

  try {
    let last = options.after
    const newestAtStart = (await store.count('')).newest
    while (!stop.aborted) {
      const newest = Math.max(newestAtStart, pending.newest())
      const horizon = options.needsIndex ? Math.min(newest, await store.indexedThrough()) : newest
      const added = await rowsBetween(options, last, horizon)
      const full = added.length === pageSize
      last = full ? (added.at(-1)?.seq ?? last) : Math.max(last, horizon)

      const item = await toItem(store, added, pending.take(last, new Set(added.map((row) => row.seq))))
      if (!isEmpty(item)) yield item

      if (full) continue
      if (!(await pause(intervalMs, stop))) return
      if (!(await bell.wait(last < newest ? indexPollMs : undefined))) return
    }
  } finally {
    unsubscribe()
  }
}

async function rowsBetween(
  { store, query }: WatchOptions,
  after: number,
  through: number,
): Promise<readonly DeliveryRow[]> {
  return through > after ? store.page({ query, after, through, order: 'oldest', limit: pageSize }) : []
}

async function toItem(
  store: Store,
  added: readonly DeliveryRow[],
  taken: { changed: number[]; removed: number[]; reset: boolean },
): Promise<WatchItem> {
  const changed = taken.changed.length ? await store.rows(taken.changed) : []
  return { added: [...added], changed: [...changed], removed: taken.removed, reset: taken.reset }
}

function isEmpty({ added, changed, removed, reset }: WatchItem): boolean {
  return !added.length && !changed.length && !removed.length && !reset
}
