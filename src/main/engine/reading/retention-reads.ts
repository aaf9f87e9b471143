import type { Retention, RetentionPreview } from '#shared/model/retention.ts'
import type { Database } from '../lib/database.ts'
import { blockBits, flags } from '../projections/codes.ts'
import { leaving } from '../projections/rows.ts'
import type { ViewsConnection } from './views-connection.ts'

/** What is beyond an endpoint's retention at one moment: up to a number, or arrived before a time. */
export interface RetentionBounds {
  readonly through: number
  /** Unix milliseconds; null: age does not count. */
  readonly before: number | null
}

const dayMs = 86_400_000
const pinned = `flags & ${flags.pinned}`
const endpointOf = '(SELECT id FROM texts WHERE text = ?)'

/** What retention reads. Everything older than what is to be kept goes, apart from pinned deliveries. */
export function createRetentionReads(views: ViewsConnection) {
  return {
    retentionBounds: (endpointId: string, retention: Retention, now: number): RetentionBounds =>
      views.read((db) => boundsOf(db, endpointId, retention, now)),
    retentionPreview: (endpointId: string, retention: Retention, now: number): RetentionPreview =>
      views.read((db) => {
        const { where, params } = beyond(endpointId, boundsOf(db, endpointId, retention, now))
        const sum = `SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes, min(at) AS oldest, max(at) AS newest
          FROM deliveries WHERE ${where} AND NOT ${pinned}`
        const kept = `SELECT count(*) FROM deliveries WHERE ${where} AND ${pinned}`
        const found = db.prepare(sum).get(...params) as Omit<RetentionPreview, 'pinned'>
        return {
          ...found,
          pinned: db
            .prepare(kept)
            .pluck()
            .get(...params) as number,
        }
      }),
    /** Oldest first: what is beyond the bounds, with its bytes. */
    beyondRetention: (endpointId: string, bounds: RetentionBounds, limit: number) =>
      views.read((db) => {
        const { where, params } = beyond(endpointId, bounds)
        return db
          .prepare(`SELECT seq, size FROM deliveries WHERE ${where} AND NOT ${pinned} ORDER BY seq LIMIT ?`)
          .all(...params, limit) as { seq: number; size: number }[]
      }),
  }
}

function boundsOf(db: Database, endpointId: string, { days, count, bytes }: Retention, now: number): RetentionBounds {
  const held = db.prepare(`SELECT count, bytes FROM endpoint_counts WHERE endpoint = ${endpointOf}`).get(endpointId) as
    | { count: number; bytes: number }
    | undefined
  const surplus = held === undefined || count === null ? 0 : held.count - count
  const excess = held === undefined || bytes === null ? 0 : held.bytes - bytes
  return {
    through: Math.max(nthOldest(db, endpointId, surplus), throughBytes(db, endpointId, excess)),
    before: days === null ? null : now - days * dayMs,
  }
}

/** Number of the n-th oldest delivery; 0 where n is less than 1. */
function nthOldest(db: Database, endpointId: string, n: number): number {
  if (n < 1) return 0
  const sql = `SELECT seq FROM deliveries WHERE endpoint = ${endpointOf} AND NOT ${leaving} ORDER BY seq LIMIT 1 OFFSET ?`
  return (
    (db
      .prepare(sql)
      .pluck()
      .get(endpointId, n - 1) as number | undefined) ?? 0
  )
}

/** Number of the oldest delivery that, with those before it, has so many bytes; 0 where `bytes` is less than 1. */
function throughBytes(db: Database, endpointId: string, bytes: number): number {
  if (bytes < 1) return 0
  const rows = db
    .prepare(`SELECT seq, size FROM deliveries WHERE endpoint = ${endpointOf} AND NOT ${leaving} ORDER BY seq`)
    .iterate(endpointId) as IterableIterator<{ seq: number; size: number }>
  let sum = 0
  let through = 0
  for (const { seq, size } of rows) {
    sum += size
    through = seq
    if (sum >= bytes) break
  }
  return through
}

function beyond(endpointId: string, { through, before }: RetentionBounds) {
  // Blocks know when their deliveries came: newer ones need not be looked at.
  const newest = `coalesce((SELECT max(block) + 1 FROM blocks WHERE first_at < ?) << ${blockBits}, 0)`
  const aged = before === null ? '' : `OR (at < ? AND seq < ${newest})`
  return {
    where: `endpoint = ${endpointOf} AND NOT ${leaving} AND (seq <= ? ${aged}) AND seq <= max(?, ${before === null ? '0' : newest})`,
    params: [
      endpointId,
      through,
      ...(before === null ? [] : [before, before]),
      through,
      ...(before === null ? [] : [before]),
    ],
  }
}
