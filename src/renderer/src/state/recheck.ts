import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { StopSignal } from '#shared/api/contract-types.ts'
import type { RecheckProgress } from '#shared/model/endpoint-change.ts'
import { errorText } from './client.tsx'

/** A check of all deliveries of an endpoint, or the way back to earlier verdicts; running or ended. */
export interface Recheck extends RecheckProgress {
  readonly kind: 'recheck' | 'undo'
  readonly state: 'running' | 'done' | 'cancelled' | 'failed'
  readonly problem: string | null
}

interface RecheckState {
  /** The last check of each endpoint. */
  readonly byEndpoint: Readonly<Record<string, Recheck>>
  /** Counts checks that have ended: what shows deliveries has to be read again. */
  readonly ended: number
}

/** What is shown of deliveries has changed without a delivery coming or going: it is read and counted again. */
export function readAgain(): void {
  useRecheck.setState(({ ended }) => ({ ended: ended + 1 }))
}

export const useRecheck = create<RecheckState>(() => ({ byEndpoint: {}, ended: 0 }))

interface Run {
  readonly stop: AbortController
  readonly ended: Promise<void>
}
const runs = new Map<string, Run>()

const started: Omit<Recheck, 'kind'> = {
  ...{ state: 'running', done: 0, total: 0, changed: 0, problem: null },
  verdicts: { verified: 0, failed: 0, unchecked: 0 },
}

/** Reads and checks an endpoint's deliveries again, as it is set up now. Where that runs already, nothing is done. */
export async function recheck(client: AppClient, endpointId: string): Promise<void> {
  if (runs.has(endpointId)) return
  await run(endpointId, 'recheck', (signal) => client.stream('deliveries.recheck', { endpointId }, { signal }))
}

/**
 * Follows the way back to earlier verdicts; a check that runs is ended first, because it would judge what is restored.
 * Resolves with what went wrong, null where nothing did.
 */
export async function undoing(endpointId: string, start: Progress): Promise<unknown> {
  const before = runs.get(endpointId)
  before?.stop.abort()
  await before?.ended
  return run(endpointId, 'undo', start)
}

type Progress = (signal: StopSignal) => AsyncIterable<RecheckProgress>

async function run(endpointId: string, kind: Recheck['kind'], start: Progress): Promise<unknown> {
  const put = (change: Partial<Recheck>) =>
    useRecheck.setState(({ byEndpoint }) => ({
      byEndpoint: { ...byEndpoint, [endpointId]: { ...(byEndpoint[endpointId] ?? { ...started, kind }), ...change } },
    }))
  const stop = new AbortController()
  const end = Promise.withResolvers<void>()
  runs.set(endpointId, { stop, ended: end.promise })
  put({ ...started, kind })
  try {
    for await (const item of start(stop.signal)) put(item)
    put({ state: stop.signal.aborted ? 'cancelled' : 'done' })
    return null
  } catch (error) {
    put({ state: 'failed', problem: errorText(error) })
    return error
  } finally {
    runs.delete(endpointId)
    end.resolve()
    readAgain()
  }
}

/** Ends a running check; what was checked until then stays. */
export function cancelRecheck(endpointId: string): void {
  runs.get(endpointId)?.stop.abort()
}
