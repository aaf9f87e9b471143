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
  /** Makes the tables, with their indexes and triggers. */
  readonly schema: string
  readonly tables: readonly string[]
  /** Queries of everything that the tables say, without numbers that were given out on the way. */
  readonly contents: readonly string[]
  readonly step: (batch: Batch) => Statement[]
}

/** What became of a delivery within one batch. */
export interface DeliveryInBatch {
  readonly seq: number
  readonly delivery: StoredDelivery
}

export function statement(sql: string, ...params: readonly SqlValue[]): Statement {
  return { sql, params }
}
