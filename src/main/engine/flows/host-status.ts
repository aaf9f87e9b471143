import type { HostStatus, ReceiverStatus, TunnelStatus } from '#shared/model/status.ts'
import type { RateMeter } from '../lib/rate-meter.ts'
import type { Store } from '../store/store.ts'

interface StatusSources {
  readonly store: Store
  readonly receiver: () => ReceiverStatus
  readonly tunnel: () => TunnelStatus
  readonly rates: RateMeter
  readonly refused: ReadonlyMap<number, number>
}

/** The host's state at this moment. */
export async function readHostStatus(sources: StatusSources): Promise<HostStatus> {
  const { store } = sources
  const [{ count, newest }, storeBytes, indexed] = await Promise.all([
    store.count(''),
    store.size(),
    store.indexedThrough(),
  ])
  return {
    receiver: sources.receiver(),
    tunnel: sources.tunnel(),
    deliveries: count,
    storeBytes,
    perMinute: sources.rates.total(),
    views: { state: 'current', behind: Math.max(0, newest - indexed), progress: 1, problem: null },
    warnings: [],
    refused: Object.fromEntries(sources.refused),
  }
}
