import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { isAnswered } from '#shared/model/is-answered.ts'

export interface AwaitOrder {
  readonly query: string
  /** Deliveries after this sequence number. */
  readonly after: number
  readonly count: number
  /** Ends the wait; what was found until then is given. */
  readonly signal: AbortSignal
  readonly onFound?: (found: number) => void
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
      if (row.seq <= after || found.has(row.seq) || !isSettled(row)) continue
      found.set(row.seq, row)
      onFound?.(found.size)
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

/** Before it is judged and answered, it may fit a query about either no more. */
const isSettled = (row: DeliveryRow): boolean => row.verification.state !== 'checking' && isAnswered(row)
