import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { SchemeInfo } from '#shared/api/providers.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { BrokenPack, ProviderInfo } from '#shared/model/provider-pack.ts'
import type { Settings } from '#shared/model/settings.ts'
import type { HostInfo, HostStatus } from '#shared/model/status.ts'
import { toast } from '../ui/toast.tsx'
import { errorText, useClient, useConnection, useConnectionState, viewerZone } from './client.tsx'
import { follow } from './follow.ts'
import { useRecheck } from './recheck.ts'

interface EndpointsState {
  /** In the order of the rail. Null until the first answer. */
  readonly endpoints: readonly EndpointStatus[] | null
}

export const useEndpoints = create<EndpointsState>(() => ({ endpoints: null }))

export function useEndpoint(id: string | null): EndpointStatus | null {
  return useEndpoints((state) => state.endpoints?.find((endpoint) => endpoint.id === id) ?? null)
}

interface HostState {
  /** Null until the first answer. */
  readonly status: HostStatus | null
  readonly info: HostInfo | null
}

export const useHost = create<HostState>(() => ({ status: null, info: null }))

interface ProvidersState {
  /** Null until the first answer. */
  readonly providers: readonly ProviderInfo[] | null
  readonly byId: ReadonlyMap<string, ProviderInfo>
  readonly broken: readonly BrokenPack[]
  readonly schemes: readonly SchemeInfo[]
}

export const useProviders = create<ProvidersState>(() => ({
  providers: null,
  byId: new Map(),
  broken: [],
  schemes: [],
}))

/** Reads the packs; again after `providers.reload`. */
export async function loadProviders(client: AppClient): Promise<void> {
  const { providers, broken, schemes } = await client.call('providers.list', {})
  useProviders.setState({ providers, broken, schemes, byId: new Map(providers.map((pack) => [pack.id, pack])) })
}

/** The pack of an id; null for none, or for one that is no longer there. */
export function useProvider(id: string | null): ProviderInfo | null {
  return useProviders((state) => (id === null ? null : (state.byId.get(id) ?? null)))
}

interface SettingsState {
  /** Null until the first answer. */
  readonly settings: Settings | null
}

export const useSettings = create<SettingsState>(() => ({ settings: null }))

async function loadSettings(client: AppClient): Promise<void> {
  useSettings.setState({ settings: await client.call('settings.get', {}) })
}

/** Changes some settings; rejects with the engine's issues where a value is not accepted. */
export async function updateSettings(client: AppClient, change: Partial<Settings>): Promise<void> {
  useSettings.setState({ settings: await client.call('settings.update', change) })
}

/** Keeps the stores in step with the engine: streams all the time, the rest with each new connection. */
export function useLiveState(): void {
  const connection = useConnection()
  const state = useConnectionState()
  useFollowedCounts(connection.client)

  useEffect(() => {
    const end = new AbortController()
    const { signal } = end
    const input = () => ({})
    void follow(connection, { name: 'host.watch', input, onItem: (status) => useHost.setState({ status }), signal })
    void follow(connection, {
      name: 'endpoints.watch',
      input,
      onItem: ({ endpoints }) => useEndpoints.setState({ endpoints }),
      signal,
    })
    return () => end.abort()
  }, [connection])

  useEffect(() => {
    if (state !== 'open') return
    const { client } = connection
    const readAll = async () => {
      await Promise.all([loadSettings(client), loadProviders(client)])
      useHost.setState({ info: await client.call('host.info', {}) })
    }
    // Lost again while reading: the next connection reads again.
    readAll().catch((error: unknown) => console.warn('reading the settings failed', error))
  }, [connection, state])
}

/** Shortest time between two readings of the counts, in milliseconds. */
const atMostEvery = 2000
/** Counting is not free for the engine: it may take this share of the time at most. */
const busyShare = 1 / 20

/** `capped`: there are more, which were not counted. */
export interface Count {
  readonly count: number
  readonly capped?: boolean
}

/** Each query is counted once for the whole window, and all at the same moment: what shows the same count agrees. */
const useCounts = create<{ readonly byQuery: Readonly<Record<string, Count>> }>(() => ({ byQuery: {} }))
/** How many show a query's count. */
const shownBy = new Map<string, number>()

/** Ends the query of a count of events. */
const ofEvents = '\n'

async function countAll(client: AppClient, queries: readonly string[]): Promise<void> {
  const counts = await Promise.all(
    queries.map(async (key): Promise<[string, Count] | null> => {
      const [query = '', grouped] = key.split(ofEvents)
      const count = await client
        .call('deliveries.count', { query, zone: viewerZone, grouped: grouped !== undefined })
        .catch(() => null)
      return count === null ? null : [key, count]
    }),
  )
  const read = Object.fromEntries(counts.filter((each) => each !== null).filter(([query]) => shownBy.has(query)))
  useCounts.setState(({ byQuery }) => ({ byQuery: { ...byQuery, ...read } }))
}

/** Number of deliveries (or events) of a query, followed as deliveries arrive; null until known, or where it cannot be counted. */
export function useCount(text: string, grouped = false): Count | null {
  const query = grouped ? text + ofEvents : text
  const client = useClient()
  const connected = useConnectionState() !== 'lost'
  useEffect(() => {
    shownBy.set(query, (shownBy.get(query) ?? 0) + 1)
    return () => {
      const left = (shownBy.get(query) ?? 1) - 1
      if (left > 0) return void shownBy.set(query, left)
      shownBy.delete(query)
      useCounts.setState(({ byQuery: { [query]: _, ...byQuery } }) => ({ byQuery }))
    }
  }, [query])
  useEffect(() => {
    if (connected && useCounts.getState().byQuery[query] === undefined) void countAll(client, [query])
  }, [client, query, connected])
  return useCounts((state) => state.byQuery[query] ?? null)
}

/** Counts again as deliveries come and go, and at once when a check of deliveries has ended. */
function useFollowedCounts(client: AppClient): void {
  const deliveries = useHost((state) => state.status?.deliveries ?? null)
  const checks = useRecheck((state) => state.ended)
  const last = useRef({ at: 0, took: 0, deliveries, checks })
  useEffect(() => {
    const before = last.current
    if (before.deliveries === deliveries && before.checks === checks) return
    const rest = before.at + Math.max(atMostEvery, before.took / busyShare) - Date.now()
    const wait = before.checks === checks ? Math.max(0, rest) : 0
    const read = async () => {
      const at = Date.now()
      last.current = { ...last.current, at, deliveries, checks }
      await countAll(client, [...shownBy.keys()])
      last.current = { ...last.current, took: Date.now() - at }
    }
    const timer = setTimeout(() => void read(), wait)
    return () => clearTimeout(timer)
  }, [client, deliveries, checks])
}

/** Tries the tunnel again at once; says so where that cannot even be asked for. */
export function retryTunnel(client: AppClient): void {
  client.call('tunnel.retry', {}).catch((error: unknown) => {
    toast({ tone: 'bad', title: 'The tunnel could not be tried again', detail: errorText(error) })
  })
}
