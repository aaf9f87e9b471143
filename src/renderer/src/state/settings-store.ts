import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { Settings } from '#shared/model/settings.ts'

interface SettingsState {
  /** Null until the first answer. */
  readonly settings: Settings | null
}

export const useSettings = create<SettingsState>(() => ({ settings: null }))

export async function loadSettings(client: AppClient): Promise<void> {
  useSettings.setState({ settings: await client.call('settings.get', {}) })
}

/** Changes some settings; rejects with the engine's issues where a value is not accepted. */
export async function updateSettings(client: AppClient, change: Partial<Settings>): Promise<void> {
  useSettings.setState({ settings: await client.call('settings.update', change) })
}
