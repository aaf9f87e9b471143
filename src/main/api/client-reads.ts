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

const pieceBytes = 1024 * 1024

/** A delivery's body piece by piece; `most`: of a larger one, so many bytes rounded up to a piece. */
export async function* bodyPieces(
  client: AppClient,
  id: string,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array, void> {
  for (let offset = 0; ; offset += pieceBytes) {
    const { base64, size } = await client.call('deliveries.body', { id, offset, length: pieceBytes })
    yield Buffer.from(base64, 'base64')
    if (offset + pieceBytes >= Math.min(size, most)) return
  }
}

export interface FollowOrder {
  readonly query: string
  /** Deliveries after this sequence number. */
  readonly after: number
  readonly signal: AbortSignal
}

const pageSize = 500

/**
 * Deliveries that fit, each once, when it is judged and nothing of its answer is open: before that it may fit a query about
 * either no more. Of those that are there already the newest 500. Ends with `signal`.
 */
export async function* settledDeliveries(
  client: AppClient,
  { query, after, signal }: FollowOrder,
): AsyncGenerator<DeliveryRow, void> {
  const given = new Set<number>()
  /** Seen, and not settled by then. */
  const open = new Set<number>()
  let newest = after

  function* settled(rows: readonly DeliveryRow[]): Generator<DeliveryRow> {
    for (const row of rows) {
      newest = Math.max(newest, row.seq)
      if (row.seq <= after || given.has(row.seq)) continue
      if (!isSettled(row)) {
        open.add(row.seq)
        continue
      }
      open.delete(row.seq)
      given.add(row.seq)
      yield row
    }
  }

  /** Those after a sequence number, oldest first, and at least a page. */
  async function stored(from: number): Promise<readonly DeliveryRow[]> {
    const found: DeliveryRow[] = []
    for (let before: { readonly before?: number } = {}; ; ) {
      const { rows } = await client.call('deliveries.page', { query, limit: pageSize, ...before })
      found.push(...rows)
      const last = rows.at(-1)
      if (last === undefined || rows.length < pageSize || last.seq <= from) return found.reverse()
      before = { before: last.seq }
    }
  }

  yield* settled(await stored(Number.POSITIVE_INFINITY))
  for await (const { rows, reset } of client.stream('deliveries.watch', { query, after }, { signal })) {
    yield* settled(rows)
    // More has changed than the stream tells.
    if (reset) yield* settled(await stored(open.values().reduce((one, other) => Math.min(one, other), newest) - 1))
  }
}

export interface AwaitOrder extends FollowOrder {
  readonly count: number
  readonly onFound?: (row: DeliveryRow, found: number) => void
}

/** Waits until so many deliveries fit, see `settledDeliveries`. Oldest first; fewer where `signal` ended it. */
export async function awaitDeliveries(client: AppClient, order: AwaitOrder): Promise<readonly DeliveryRow[]> {
  const { count, onFound } = order
  const found: DeliveryRow[] = []
  if (count > 0)
    for await (const row of settledDeliveries(client, order)) {
      found.push(row)
      onFound?.(row, found.length)
      if (found.length >= count) break
    }
  return found.sort((one, other) => one.seq - other.seq)
}
