import type { Database } from '../lib/database.ts'
import type { DeliveryHead, LogEntry, StoredBody } from '../log/entries.ts'

export type SqlValue = string | number | null | Uint8Array

/** One statement of a step. `tells`: its result is a column of `seq`s of deliveries that it changed. */
export interface Statement {
  readonly sql: string
  readonly params: readonly SqlValue[]
  readonly tells?: true
}

/** A delivery as it was captured. */
export interface StoredDelivery {
  readonly head: DeliveryHead
  readonly body: StoredBody
}

/** Entries of the log in their order, and the log itself where a step needs more of a delivery than they say. */
export interface Batch {
  readonly entries: readonly LogEntry[]
  /** The delivery that an entry is about; null where it was removed later on. */
  readonly delivery: (seq: number) => StoredDelivery | null
  /** What the log has found out about a delivery by now, oldest first; perhaps more than these entries say. */
  readonly facts: (seq: number) => readonly LogEntry[]
  /** At least the first `length` bytes of a body, also of one in a file; fewer where there are no more. */
  readonly bodyStart: (body: StoredBody, length: number) => Uint8Array
}

/**
 * Something that is asked of the log, computed from its entries. `step` only makes statements: what is in the tables it
 * learns in SQL, so that the same entries give the same tables in whatever batches they come. The log may have lost
 * deliveries that were removed later, so a step passes over entries about deliveries that it does not know.
 */
export interface Projection {
  readonly name: string
  /** Whenever this is another one, the tables are dropped and built again. */
  readonly version: string
  /** Makes the tables, with their indexes and triggers. A step may make more of them. */
  readonly schema: string
  /** Is this table one of its own? */
  readonly owns: (table: string) => boolean
  /** Everything that the tables say, without numbers that were given out on the way: for telling two builds apart. */
  readonly contents: (db: Database) => unknown
  readonly step: (batch: Batch) => Statement[]
  /**
   * Where removing leaves something behind: one small step (some milliseconds, in a transaction of its own) towards
   * tables in which nothing is left of what was removed. False: there is nothing to do. Changes no `contents`; how far it
   * has come stands in the tables, for it may be interrupted at any time.
   */
  readonly tidy?: (db: Database) => boolean
}

export function statement(sql: string, ...params: readonly SqlValue[]): Statement {
  return { sql, params }
}

/** Contents as the results of queries. */
export function readAll(...queries: readonly string[]): Projection['contents'] {
  return (db) => queries.map((sql) => db.prepare(sql).raw().all())
}

export function ownsTables(...tables: readonly string[]): Projection['owns'] {
  return (table) => tables.includes(table)
}
