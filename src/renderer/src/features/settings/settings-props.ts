import type { Settings } from '#shared/model/settings.ts'

export interface SettingsProps {
  readonly settings: Settings
}
