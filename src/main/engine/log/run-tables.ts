import type { Database } from '../lib/database.ts'

/**
 * Replay runs, beside the log: what each was asked to do (`plan`), how far it has come (`state`), and its deliveries in
 * their order, in a table of their own because `state` is written with each item that is sent.
 */
export const runTables = `
CREATE TABLE runs (id TEXT PRIMARY KEY, plan TEXT NOT NULL, state TEXT NOT NULL) STRICT;
-- Numbers of deliveries, eight bytes each, as floating point in the byte order of the machine (little-endian).
CREATE TABLE run_items (id TEXT PRIMARY KEY, items BLOB NOT NULL) STRICT;
`

export interface StoredRunRow {
  readonly id: string
  /** JSON. */
  readonly plan: string
  readonly state: string
}

/** A change of the tables of runs. */
export type RunChange =
  | { readonly kind: 'put'; readonly plan: string; readonly state: string; readonly items: Uint8Array }
  | { readonly kind: 'state'; readonly state: string }
  | { readonly kind: 'remove' }

/** In a transaction that the caller has opened. */
export function applyRunChange(db: Database, id: string, change: RunChange): void {
  switch (change.kind) {
    case 'put':
      db.prepare('INSERT OR REPLACE INTO runs (id, plan, state) VALUES (?, ?, ?)').run(id, change.plan, change.state)
      db.prepare('INSERT OR REPLACE INTO run_items (id, items) VALUES (?, ?)').run(id, change.items)
      return
    case 'state':
      db.prepare('UPDATE runs SET state = ? WHERE id = ?').run(change.state, id)
      return
    case 'remove':
      db.prepare('DELETE FROM runs WHERE id = ?').run(id)
      db.prepare('DELETE FROM run_items WHERE id = ?').run(id)
  }
}

/** Oldest first: ids grow with time. */
export const readRunRows = (db: Database): StoredRunRow[] =>
  db.prepare('SELECT id, plan, state FROM runs ORDER BY id').all() as StoredRunRow[]

const itemBytes = Float64Array.BYTES_PER_ELEMENT

export function encodeRunItems(seqs: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(seqs).buffer)
}

/** Deliveries of a run from a place (from 0) on. */
export function readRunItems(db: Database, id: string, from: number, limit: number): number[] {
  const bytes = db
    .prepare('SELECT substr(items, ?, ?) FROM run_items WHERE id = ?')
    .pluck()
    .get(from * itemBytes + 1, limit * itemBytes, id) as Uint8Array | undefined
  // Copied: the driver's bytes may begin anywhere.
  return bytes === undefined ? [] : [...new Float64Array(new Uint8Array(bytes).buffer)]
}
