import type { Store } from '../store/store.ts'
import { asksForWords } from './watch-deliveries.ts'

/**
 * Number of rows of a query and the newest sequence number that was looked at. With free text that is the newest one in
 * the search index: what is indexed later is told by a watch that begins there.
 */
export async function countDeliveries(store: Store, query: string, through?: number) {
  if (!asksForWords(query)) return store.count(query, through)
  const indexed = await store.indexedThrough()
  const { count, newest } = await store.count(query, Math.min(through ?? indexed, indexed))
  return { count, newest: Math.min(newest, indexed) }
}
