import { create } from 'zustand'
import type { EndpointStatus } from '#shared/model/endpoint.ts'

interface EndpointsState {
  /** In the order of the rail. Null until the first answer. */
  readonly endpoints: readonly EndpointStatus[] | null
}

export const useEndpoints = create<EndpointsState>(() => ({ endpoints: null }))

export function useEndpoint(id: string | null): EndpointStatus | null {
  return useEndpoints((state) => state.endpoints?.find((endpoint) => endpoint.id === id) ?? null)
}
