import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { SchemeInfo } from '#shared/api/providers.ts'
import type { BrokenPack, ProviderInfo } from '#shared/model/provider-pack.ts'

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
