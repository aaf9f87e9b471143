import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { SchemeInfo } from '#shared/api/providers.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { BrokenPack, ProviderInfo } from '#shared/model/provider-pack.ts'
import type { Settings } from '#shared/model/settings.ts'
import type { HostInfo, HostStatus } from '#shared/model/status.ts'
import { toast } from '../ui/toast.tsx'
import { errorText, useCall, useConnection, useConnectionState, viewerZone } from './client.tsx'
import { follow } from './follow.ts'

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

/** Shortest time between two counts of a query, in milliseconds. */
const atMostEvery = 2000
/** Counting is not free for the engine: it may take this share of the time at most. */
const busyShare = 1 / 20

/** `capped`: there are more, which were not counted. */
export interface Count {
  readonly count: number
  readonly capped?: boolean
}

/** Number of deliveries of a query, followed as deliveries arrive; null until known, or where it cannot be counted. */
export function useCount(query: string): Count | null {
  const { data, reload } = useCall('deliveries.count', { query, zone: viewerZone })
  const deliveries = useHost((state) => state.status?.deliveries ?? null)
  const last = useRef({ deliveries, at: 0, took: 0 })

  useEffect(() => {
    if (data && last.current.at > 0) last.current.took = Date.now() - last.current.at
  }, [data])
  useEffect(() => {
    const { at, took } = last.current
    if (deliveries === null || last.current.deliveries === deliveries) return
    const wait = Math.max(0, at + Math.max(atMostEvery, took / busyShare) - Date.now())
    const timer = setTimeout(() => {
      last.current = { ...last.current, deliveries, at: Date.now() }
      reload()
    }, wait)
    return () => clearTimeout(timer)
  }, [deliveries, reload])

  return data
}

/** Tries the tunnel again at once; says so where that cannot even be asked for. */
export function retryTunnel(client: AppClient): void {
  client.call('tunnel.retry', {}).catch((error: unknown) => {
    toast({ tone: 'bad', title: 'The tunnel could not be tried again', detail: errorText(error) })
  })
}
