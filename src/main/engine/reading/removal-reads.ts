import type { Database } from '../lib/database.ts'
import { flags } from '../projections/codes.ts'
import { leaving } from '../projections/rows.ts'
import type { PageRequest } from './page-request.ts'
import type { Scan } from './scan-rows.ts'
import type { ViewsConnection } from './views-connection.ts'

/** A piece of what a search finds, with what one wants to know before deleting it. */
export interface Survey {
  readonly seqs: readonly number[]
  readonly pinned: readonly number[]
  /** Of their bodies, as received. */
  readonly bytes: number
  /** Of the pinned ones among them. */
  readonly pinnedBytes: number
  /** Arrival of the first and the last of them; null where there is none. Unpinned ones alone, and all. */
  readonly arrived: { readonly unpinned: Arrivals; readonly all: Arrivals }
  /** Where to go on: below it; null: there is nothing more. */
  readonly next: number | null
}

export type Arrivals = { readonly first: number; readonly last: number } | null

interface Row {
  readonly seq: number
  readonly at: number
  readonly size: number
  readonly flags: number
}

/** What deletions read. */
export function createRemovalReads(
  views: ViewsConnection,
  scan: (db: Database, request: PageRequest, now: number) => Scan,
) {
  return {
    survey: (request: PageRequest, now: number): Survey =>
      views.read((db) => {
        const { seqs, next } = scan(db, request, now)
        const rows = db
          .prepare('SELECT seq, at, size, flags FROM deliveries WHERE seq IN (SELECT value FROM json_each(?))')
          .all(JSON.stringify(seqs)) as Row[]
        const pinned = rows.filter((row) => (row.flags & flags.pinned) !== 0)
        return {
          seqs: rows.map(({ seq }) => seq),
          pinned: pinned.map(({ seq }) => seq),
          bytes: sizeOf(rows),
          pinnedBytes: sizeOf(pinned),
          arrived: {
            all: arrivalsOf(rows),
            unpinned: arrivalsOf(rows.filter((row) => (row.flags & flags.pinned) === 0)),
          },
          next,
        }
      }),
    /** Oldest first: deliveries that are on their way out, after a number. */
    leavingAfter: (after: number, limit: number): number[] =>
      views.read(
        (db) =>
          db
            .prepare(`SELECT seq FROM deliveries WHERE ${leaving} AND seq > ? ORDER BY seq LIMIT ?`)
            .pluck()
            .all(after, limit) as number[],
      ),
  }
}

const sizeOf = (rows: readonly Row[]): number => rows.reduce((sum, { size }) => sum + size, 0)

function arrivalsOf(rows: readonly Row[]): Arrivals {
  if (rows.length === 0) return null
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { at } of rows) {
    first = Math.min(first, at)
    last = Math.max(last, at)
  }
  return { first, last }
}
