import type { ResponseRule } from '#shared/model/response-rule.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import type { Database } from '../lib/database.ts'
import type { NewFact } from '../log/codec.ts'
import type { NewDelivery } from '../log/log-writer.ts'
import { applyRunChange, type RunChange } from '../log/run-tables.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import type { CaptureForward } from './forward/targets.ts'

/** What the capture thread decides by. Replaced as a whole when something in it changes. */
export interface CaptureSnapshot {
  readonly endpoints: readonly CaptureEndpoint[]
  /** Base URL of the tunnel while it is online. */
  readonly tunnelUrl: string | null
  /** Largest body taken, bytes; for requests that begin afterwards. */
  readonly bodyLimit: number
  /** Origins outside of this machine that deliveries may be forwarded to. */
  readonly approvedTargets: readonly string[]
}

export interface CaptureEndpoint {
  readonly id: string
  readonly token: string
  readonly provider: string | null
  readonly recipe: SchemeRef | null
  /** Active ones, in the order in which they are tried. */
  readonly secrets: readonly SchemeSecret[]
  /** Left out: Switchhook answers by itself. */
  readonly forward?: CaptureForward
  /** In the order in which they are tried. */
  readonly rules: readonly ResponseRule[]
}

export interface ListenAddress {
  readonly host: string
  readonly port: number
  /** Taken means failure, not "the next free one". */
  readonly strictPort: boolean
}

/** What the capture thread is started with. */
export interface CaptureData {
  readonly dataDir: string
  readonly resourcesDir: string
  readonly packsDir: string
  readonly listen: ListenAddress
  readonly snapshot: CaptureSnapshot
  readonly limits?: Partial<CaptureLimits>
  /** One number: requests that are being taken. The host reads it when the thread is dead. */
  readonly underWay: Int32Array
}

export interface CaptureLimits {
  /** Whole header section, bytes: 431 above. */
  readonly headerBytes: number
  /** Time for the header section, and longest silence within a body, milliseconds: 408 above. */
  readonly headerTimeoutMs: number
  readonly idleTimeoutMs: number
  /** Time for a body, milliseconds, beside a second for each 500 bytes that have come: 408 above. */
  readonly bodyTimeMs: number
  /** Open connections: 503 above. */
  readonly connections: number
}

/** What the capture thread tells the host: one notice per batch, never one per delivery. */
export interface CaptureNotice {
  /** Highest number in the log. */
  readonly through: number
  /** How busy the thread is, 0 to 1. */
  readonly load: number
  /** Deliveries stored since the last notice, by endpoint id. */
  readonly arrived: Readonly<Record<string, number>>
  /** Secrets that matched, by id, with the time of the newest match (Unix milliseconds). */
  readonly matched: Readonly<Record<string, number>>
  /** Deliveries that response rules answered since the last notice, by their count keys. */
  readonly byRules: Readonly<Record<string, number>>
  /** Numbers of deliveries whose signature failed; the newest where there are many. */
  readonly failed: readonly number[]
  /** Some delivery waits to be judged. */
  readonly later: boolean
  /** Some delivery waits for its target. */
  readonly queued: boolean
  /** Requests turned away, by status, with the last reason of each. */
  readonly refused: Readonly<Record<string, { readonly count: number; readonly why: string }>>
  /** Why deliveries cannot be stored at the moment, null while they can. */
  readonly problem: string | null
}

/** The host's functions, as the capture thread calls them. */
export type CaptureHost = {
  readonly noticed: (notice: CaptureNotice) => void
  readonly fault: (message: string) => void
}

export interface CaptureStart {
  /** Of the log, and the highest number in it. */
  readonly identity: string
  readonly through: number
  readonly host: string
  readonly port: number
  /** http://127.0.0.1:4180 */
  readonly url: string
  /** What the user should know: a recovered log, files that were put aside. */
  readonly warnings: readonly string[]
}

/** The capture thread's functions, as the host calls them. */
export type CaptureFunctions = {
  readonly started: () => CaptureStart
  readonly configure: (snapshot: CaptureSnapshot) => void
  /** Listens at another port before the present one is left. */
  readonly listen: (address: ListenAddress) => Promise<CaptureStart>
  /** Reads the provider packs again. */
  readonly reloadPacks: () => void
  /** Stops accepting; running requests get a moment to finish, partial ones are stored as aborted. */
  readonly drain: () => Promise<void>
  readonly addFacts: (facts: readonly NewFact[]) => Promise<void>
  /** Adds deliveries that are in no list yet; all or none. Resolves with their numbers. */
  readonly addHidden: (deliveries: readonly Pick<NewDelivery, 'head' | 'body'>[]) => Promise<readonly number[]>
  /** Takes deliveries out of every list, or back in. */
  readonly setHidden: (seqs: readonly number[], hidden: boolean) => Promise<void>
  readonly remove: (seqs: readonly number[]) => Promise<readonly number[]>
  readonly writeState: (changes: readonly StateChange[]) => Promise<void>
  /** A sample of Switchhook's own is on its way; `testKey` is what it was signed with where that is no secret of the endpoint. */
  readonly expectSample: (endpointId: string, body: Uint8Array, testKey: SchemeSecret | null) => number
  readonly forgetSample: (ticket: number) => void
  /** Damage was met while reading; the next start recovers. */
  readonly markForRecovery: () => void
  /** Up to this entry of the log no delivery of the endpoint waits for its target. False where one was queued since. */
  readonly releaseQueue: (endpointId: string, through: number) => boolean
}

/** A change of the tables beside the log. */
export type StateChange =
  | { readonly table: 'endpoints'; readonly id: string; readonly json: string | null }
  | { readonly table: 'secrets'; readonly id: string; readonly put: StoredSecretRow | null }
  | { readonly table: 'settings'; readonly key: string; readonly value: string | null }
  | { readonly table: 'runs'; readonly id: string; readonly change: RunChange }

export interface StoredSecretRow {
  readonly endpointId: string
  readonly json: string
  readonly sealed: Uint8Array
}

/** Applies changes in a transaction that the caller has opened. */
export function applyStateChanges(db: Database, changes: readonly StateChange[]): void {
  for (const change of changes) {
    if (change.table === 'settings' && change.value === null)
      db.prepare('DELETE FROM settings WHERE key = ?').run(change.key)
    else if (change.table === 'settings')
      db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)').run(change.key, change.value)
    else if (change.table === 'runs') applyRunChange(db, change.id, change.change)
    else if (change.table === 'endpoints' && change.json !== null)
      db.prepare('INSERT OR REPLACE INTO endpoints (id, json) VALUES (?, ?)').run(change.id, change.json)
    else if (change.table === 'endpoints') {
      db.prepare('DELETE FROM secrets WHERE endpoint_id = ?').run(change.id)
      db.prepare('DELETE FROM endpoints WHERE id = ?').run(change.id)
    } else if (change.put !== null)
      db.prepare('INSERT OR REPLACE INTO secrets (id, endpoint_id, json, sealed) VALUES (?, ?, ?, ?)').run(
        change.id,
        change.put.endpointId,
        change.put.json,
        change.put.sealed,
      )
    else db.prepare('DELETE FROM secrets WHERE id = ?').run(change.id)
  }
}
