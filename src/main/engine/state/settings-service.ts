import { parseInput } from '#shared/api/errors.ts'
import { defaultSettings, Settings } from '#shared/model/settings.ts'
import { createMutex } from '../lib/mutex.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import type { Log } from '../ports.ts'
import { putSetting, type WriteState } from './stored-state.ts'

export type SettingsPatch = { readonly [K in keyof Settings]?: Settings[K] | undefined }

export interface SettingsService {
  readonly changed: Signal<Settings>
  get(): Settings
  update(patch: SettingsPatch): Promise<Settings>
  /** Adds origins to those that may be sent to. */
  approveTargets(origins: readonly string[]): Promise<void>
}

interface SettingsParts {
  /** As they were found at the start. */
  readonly stored: unknown
  readonly write: WriteState
  readonly log: Log
  /** Settings of the command line or a configuration file, given the stored ones; they hold for this run and are not stored. */
  readonly override: (stored: Settings) => Partial<Settings>
}

export const settingsKey = 'settings'

/** What is missing or no longer valid takes its default, one by one, so that one bad value does not lose the others. */
export function createSettingsService({
  stored: found,
  write: writeState,
  log,
  override,
}: SettingsParts): SettingsService {
  const changed = createSignal<Settings>((error) => log.error('a listener failed', { error: String(error) }))
  let stored = readSettings(found, log)
  let overrides = override(stored)
  const effective = () => ({ ...stored, ...overrides })

  async function write(given: SettingsPatch): Promise<Settings> {
    const patch = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const next = parseInput(Settings, { ...stored, ...patch })
    await writeState([putSetting(settingsKey, next)])
    stored = next
    // What the user sets by hand wins over the command line from here on.
    overrides = Object.fromEntries(Object.entries(overrides).filter(([name]) => !(name in patch)))
    changed.emit(effective())
    return effective()
  }

  /** All settings are one value: of two patches at once, the second would take back the first. */
  const oneWrite = createMutex()

  return {
    changed,
    get: effective,
    update: (patch) => oneWrite(() => write(patch)),
    approveTargets: (origins) =>
      oneWrite(async () => {
        const approvedTargets = [...new Set([...effective().approvedTargets, ...origins])]
        await write({ approvedTargets })
      }),
  }
}

function readSettings(value: unknown, log: Log): Settings {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const kept: Record<string, unknown> = { ...defaultSettings }
  for (const [name, schema] of Object.entries(Settings.shape)) {
    if (!(name in found)) continue
    const parsed = schema.safeParse(found[name])
    if (parsed.success) kept[name] = parsed.data
    else log.warn(`the stored setting "${name}" is not valid and takes its default`, { problem: parsed.error.message })
  }
  return kept as Settings
}
