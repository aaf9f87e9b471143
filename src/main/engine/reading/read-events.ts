import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { Database } from '../lib/database.ts'
import { firstAttempts } from './find-events.ts'

/** Attempts of one event that are listed; the provider's documented numbers are far below. */
const attemptsListed = 200

interface EventRecord {
  readonly first: number
  readonly first_at: number
  readonly last: number
  readonly attempts: number | null
  readonly guess: number | null
}

const records = `SELECT event.*, one.attempt AS attempts, one.guess FROM (
    SELECT seq AS first, at AS first_at, coalesce((SELECT later.seq FROM attempts AS later
      WHERE later.first = deliveries.seq AND later.attempt > 1 ORDER BY later.attempt DESC LIMIT 1), seq) AS last
    FROM deliveries WHERE seq IN (SELECT value FROM json_each(?))
  ) AS event LEFT JOIN attempts AS one ON one.seq = event.last`

type ReadRows = (db: Database, seqs: readonly number[]) => DeliveryRow[]

/** Events by their first attempts, in this order: each as the row of its last attempt, in the place of its first one. */
export function readEvents(db: Database, firsts: readonly number[], rowsOf: ReadRows): DeliveryRow[] {
  const found = db.prepare(records).all(JSON.stringify(firsts)) as EventRecord[]
  const events = new Map(found.map((event) => [event.first, event]))
  const rows = new Map(
    rowsOf(
      db,
      found.map(({ last }) => last),
    ).map((row) => [row.seq, row]),
  )
  return firsts.flatMap((first) => {
    const event = events.get(first)
    const row = event && rows.get(event.last)
    if (event === undefined || row === undefined) return []
    const { seq: lastSeq, receivedAt: lastAt, ...last } = row
    const guessed = event.guess === 1 && event.last !== first
    return [
      {
        ...last,
        seq: first,
        receivedAt: event.first_at,
        event: { attempts: event.attempts ?? 1, lastSeq, lastAt, ...(guessed && { guessed: true as const }) },
      },
    ]
  })
}

/** All attempts of the event that a delivery belongs to, oldest first; of very many the newest. `total` is their number. */
export function readAttempts(db: Database, seq: number, rowsOf: ReadRows): { rows: DeliveryRow[]; total: number } {
  const first = firstAttempts(db, [seq]).get(seq) ?? seq
  const later = db
    .prepare('SELECT seq FROM attempts WHERE first = ? AND attempt > 1 ORDER BY attempt DESC LIMIT ?')
    .pluck()
    .all(first, attemptsListed) as number[]
  const total = db.prepare('SELECT count(*) FROM attempts WHERE first = ? AND attempt > 1').pluck().get(first) as number
  return { rows: rowsOf(db, [first, ...later.reverse()].slice(-attemptsListed)), total: total + 1 }
}
