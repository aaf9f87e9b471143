import type { EndpointMode, ForwardSettings } from '#shared/model/forward.ts'
import type { ResponseRule } from '#shared/model/response-rule.ts'
import type { Retention } from '#shared/model/retention.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import type { StateChange } from '../capture/contract.ts'
import { asStorageFault } from '../lib/database.ts'
import { openLogReadOnly } from '../log/log-database.ts'
import type { LogPaths } from '../log/log-paths.ts'
import { readRunRows, type StoredRunRow } from '../log/run-tables.ts'

/** An endpoint as it is stored, without its secrets. */
export interface StoredEndpoint {
  readonly id: string
  readonly name: string
  readonly token: string
  readonly provider: string | null
  readonly target: string | null
  /** Left out: Switchhook answers by itself, as every endpoint does at first. */
  readonly mode?: EndpointMode
  readonly forward?: ForwardSettings
  readonly recipe: SchemeRef | null
  /** Left out: everything is kept. */
  readonly retention?: Retention | null
  readonly rules: readonly ResponseRule[]
  readonly createdAt: number
  /** Name under which a configuration file manages it, null for one made on screen. */
  readonly configKey: string | null
}

export interface StoredSecret {
  readonly id: string
  readonly endpointId: string
  readonly label: string
  readonly sealed: Uint8Array
  readonly addedAt: number
  readonly lastMatchAt: number | null
  readonly retiredAt: number | null
}

/** Everything beside the log, as it was found at the start. */
export interface StoredState {
  readonly endpoints: readonly StoredEndpoint[]
  readonly secrets: readonly StoredSecret[]
  readonly settings: ReadonlyMap<string, unknown>
  /** Oldest first. */
  readonly runs: readonly StoredRunRow[]
}

/** Writes changes in one transaction; resolves when they are on disk. */
export type WriteState = (changes: readonly StateChange[]) => Promise<void>

/** Reads the tables beside the log, which must have been opened for writing once. */
export function readStoredState({ database }: LogPaths): StoredState {
  try {
    const db = openLogReadOnly(database)
    try {
      const settings = db.prepare('SELECT key, value FROM settings').all() as { key: string; value: string }[]
      // Ids grow with time; the order of the rows themselves changes with each write.
      const endpoints = db.prepare('SELECT json FROM endpoints ORDER BY id').pluck().all() as string[]
      const secrets = db.prepare('SELECT id, endpoint_id, json, sealed FROM secrets ORDER BY id').all() as SecretRow[]
      return {
        endpoints: endpoints.map((json) => JSON.parse(json) as StoredEndpoint),
        secrets: secrets.map(({ id, endpoint_id: endpointId, json, sealed }) => ({
          ...(JSON.parse(json) as SecretFacts),
          id,
          endpointId,
          sealed,
        })),
        settings: new Map(settings.map(({ key, value }) => [key, JSON.parse(value) as unknown])),
        runs: readRunRows(db),
      }
    } finally {
      db.close()
    }
  } catch (error) {
    throw asStorageFault(error, database)
  }
}

interface SecretRow {
  readonly id: string
  readonly endpoint_id: string
  readonly json: string
  readonly sealed: Uint8Array
}

type SecretFacts = Omit<StoredSecret, 'id' | 'endpointId' | 'sealed'>

export const putEndpoint = (endpoint: StoredEndpoint): StateChange => ({
  table: 'endpoints',
  id: endpoint.id,
  json: JSON.stringify(endpoint),
})

/** With its secrets. */
export const removeEndpoint = (id: string): StateChange => ({ table: 'endpoints', id, json: null })

export function putSecret({ id, endpointId, sealed, ...facts }: StoredSecret): StateChange {
  return { table: 'secrets', id, put: { endpointId, json: JSON.stringify(facts), sealed: new Uint8Array(sealed) } }
}

export const removeSecret = (id: string): StateChange => ({ table: 'secrets', id, put: null })

export const putSetting = (key: string, value: unknown): StateChange => ({
  table: 'settings',
  key,
  value: JSON.stringify(value),
})

export const removeSetting = (key: string): StateChange => ({ table: 'settings', key, value: null })
