import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import { errorText } from './client.tsx'

/** A check of all deliveries of an endpoint, running or ended. */
export interface Recheck {
  readonly state: 'running' | 'done' | 'cancelled' | 'failed'
  readonly done: number
  readonly total: number
  /** Deliveries that came out otherwise than before. */
  readonly changed: number
  readonly problem: string | null
}

interface RecheckState {
  /** The last check of each endpoint. */
  readonly byEndpoint: Readonly<Record<string, Recheck>>
  /** Counts checks that have ended: what shows deliveries has to be read again. */
  readonly ended: number
}

export const useRecheck = create<RecheckState>(() => ({ byEndpoint: {}, ended: 0 }))

const stops = new Map<string, AbortController>()

const put = (endpointId: string, change: Partial<Recheck>) =>
  useRecheck.setState(({ byEndpoint }) => ({
    byEndpoint: { ...byEndpoint, [endpointId]: { ...(byEndpoint[endpointId] ?? started), ...change } },
  }))

const started: Recheck = { state: 'running', done: 0, total: 0, changed: 0, problem: null }

/** Reads and checks an endpoint's deliveries again, as it is set up now. Where that runs already, nothing is done. */
export async function recheck(client: AppClient, endpointId: string): Promise<void> {
  if (stops.has(endpointId)) return
  const stop = new AbortController()
  stops.set(endpointId, stop)
  put(endpointId, started)
  try {
    const progress = client.stream('deliveries.recheck', { endpointId }, { signal: stop.signal })
    for await (const item of progress) put(endpointId, item)
    put(endpointId, { state: stop.signal.aborted ? 'cancelled' : 'done' })
  } catch (error) {
    put(endpointId, { state: 'failed', problem: errorText(error) })
  } finally {
    stops.delete(endpointId)
    useRecheck.setState(({ ended }) => ({ ended: ended + 1 }))
  }
}

/** Ends a running check; what was checked until then stays. */
export function cancelRecheck(endpointId: string): void {
  stops.get(endpointId)?.abort()
}
