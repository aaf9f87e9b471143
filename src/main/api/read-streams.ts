import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { isSettled } from '#shared/model/is-answered.ts'

// For clients that show nothing while they read: commands and tools for agents. No schema is loaded here.

/** The first item of a stream that begins with the present state. Throws AppError `closed` where there is none. */
export async function firstOf<T>(open: (options: { signal: AbortSignal }) => AsyncIterable<T>): Promise<T> {
  const stop = new AbortController()
  try {
    for await (const item of open({ signal: stop.signal })) return item
    throw new AppError('closed', 'The host is stopping.')
  } finally {
    stop.abort()
  }
}

/** All endpoints with their URLs and figures, as they are now. */
export async function readEndpoints(client: AppClient): Promise<readonly EndpointStatus[]> {
  const { endpoints } = await firstOf((options) => client.stream('endpoints.watch', {}, options))
  return endpoints
}

export interface AwaitOrder {
  readonly query: string
  /** Deliveries after this sequence number. */
  readonly after: number
  readonly count: number
  /** Ends the wait; what was found until then is given. */
  readonly signal: AbortSignal
  readonly onFound?: (row: DeliveryRow, found: number) => void
}

const pageSize = 500

/**
 * Waits until so many deliveries fit, each once it is judged and nothing of its answer is open. Oldest first; fewer where
 * `signal` ended it.
 */
export async function awaitDeliveries(client: AppClient, order: AwaitOrder): Promise<readonly DeliveryRow[]> {
  const { query, after, count, signal, onFound } = order
  const found = new Map<number, DeliveryRow>()
  const take = (rows: readonly DeliveryRow[]): boolean => {
    for (const row of rows) {
      if (found.size >= count) break
      // Before that it may fit a query about verdict or answer no more.
      if (row.seq <= after || found.has(row.seq) || !isSettled(row)) continue
      found.set(row.seq, row)
      onFound?.(row, found.size)
    }
    return found.size >= count
  }
  const takeStored = async () => {
    const { rows } = await client.call('deliveries.page', { query, limit: pageSize })
    return take(rows.toReversed())
  }
  const taken = () => [...found.values()].toSorted((one, other) => one.seq - other.seq)
  if (await takeStored()) return taken()
  for await (const { rows, reset } of client.stream('deliveries.watch', { query, after }, { signal })) {
    if (take(rows) || (reset && (await takeStored()))) break
  }
  return taken()
}
