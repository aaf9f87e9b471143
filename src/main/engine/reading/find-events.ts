import type { Database } from '../lib/database.ts'
import { blockBits } from '../projections/codes.ts'
import type { Cut, Range } from './compile-query.ts'

/** The rows that fit a query, for whoever groups them. */
export interface FittingRows {
  /** There are no conditions: every row fits. */
  readonly all: boolean
  /** So many may be asked for at once; a count ends there. */
  readonly most: number
  find(range: Range, cut: Cut): number[]
  /** Those of `seqs` that fit. */
  filter(seqs: readonly number[]): number[]
  count(range: Range): { readonly count: number; readonly capped: boolean }
  /** Where conditions need no index of words: fitting later attempts in a range, and events that fit by these alone. */
  readonly retries: ((range: Range) => { readonly fitting: number; readonly alone: number }) | null
}

/** At least so many rows are looked at together. */
const fewest = 128
/** From so many rows on all later attempts are read at once, instead of those of these rows. */
const manyRows = 5000
/** Attempts that are looked at to tell whether some events fit. */
const mostAttempts = 100_000

/**
 * Events are known by the `seq` of their first attempt, and stand in the order of these numbers: a later attempt changes what
 * is told of an event, never its place. An event fits a query where any of its attempts does. This gives the events that
 * began within `range`, newest first.
 */
export function findEvents(db: Database, rows: FittingRows, range: Range, skip: number, limit: number): number[] {
  if (rows.all) return findAllEvents(db, range, skip, limit)
  const found: number[] = []
  for (const events of walkEvents(db, rows, range, skip + limit)) {
    for (const event of events) found.push(event)
    if (found.length >= skip + limit) break
  }
  return found.slice(skip, skip + limit)
}

/** How many events that began within `range` fit; `capped`: at least so many. */
export function countEvents(db: Database, rows: FittingRows, range: Range) {
  const { count, capped } = rows.count(range)
  if (rows.all) return { count: count - retriesWithin(db, range), capped: false }
  if (rows.retries !== null && !capped) {
    const { fitting, alone } = rows.retries(range)
    return { count: count - fitting + alone, capped: false }
  }
  // A count that is not exact ends within the first portion.
  const [events = []] = walkEvents(db, rows, range, rows.most)
  return { count: events.length, capped: capped || count >= rows.most }
}

/** The events that these deliveries are attempts of, and which of them fit. */
export function eventsOf(db: Database, rows: FittingRows, seqs: readonly number[]) {
  const looked = [...new Set(firstAttempts(db, seqs).values())]
  const members = new Map<number, number>(looked.map((first) => [first, first]))
  const later = db.prepare(
    `SELECT seq, first FROM attempts WHERE attempt > 1 AND first IN (SELECT value FROM json_each(?)) LIMIT ?`,
  )
  const found = later.all(JSON.stringify(looked), mostAttempts) as Retry[]
  for (const { seq, first } of found) members.set(seq, first)
  const fitting = new Set(rows.filter([...members.keys()]).map((seq) => members.get(seq)!))
  return { looked, fitting: looked.filter((first) => fitting.has(first)) }
}

/** The first attempts of the events that these deliveries belong to. */
export function firstAttempts(db: Database, seqs: readonly number[]): Map<number, number> {
  const later = laterAttempts(db, seqs)
  return new Map(seqs.map((seq) => [seq, later.get(seq) ?? seq]))
}

interface Retry {
  readonly seq: number
  readonly first: number
}

/** The later attempts among these deliveries, with the first ones of their events; of many deliveries all there are. */
function laterAttempts(db: Database, seqs: readonly number[]): ReadonlyMap<number, number> {
  const found =
    seqs.length < manyRows
      ? db
          .prepare('SELECT seq, first FROM attempts WHERE seq IN (SELECT value FROM json_each(?)) AND attempt > 1')
          .all(JSON.stringify(seqs))
      : db.prepare('SELECT seq, first FROM attempts INDEXED BY attempts_of WHERE attempt > 1').all()
  return new Map((found as Retry[]).map(({ seq, first }) => [seq, first]))
}

/**
 * Goes through the fitting rows, newest first. An event is given once all rows above its first attempt were seen: an attempt
 * is never older than the first one. Those that fit by an attempt after the range are known from the beginning.
 */
function* walkEvents(db: Database, rows: FittingRows, range: Range, wanted: number): Generator<number[]> {
  const pending = new Set(firstAttempts(db, rows.filter(attemptsAfter(db, range))).values())
  const portion = Math.min(rows.most, Math.max(fewest, wanted))
  for (let high = range.high; ; ) {
    const seqs = rows.find({ low: range.low, high }, { order: 'newest', skip: 0, limit: portion })
    const later = laterAttempts(db, seqs)
    for (const seq of seqs) {
      const first = later.get(seq) ?? seq
      if (first >= range.low) pending.add(first)
    }
    const isEnd = seqs.length < portion
    const seen = isEnd ? range.low : seqs.at(-1)!
    const ready = [...pending].filter((first) => first >= seen).sort((a, b) => b - a)
    for (const first of ready) pending.delete(first)
    yield ready
    if (isEnd) return
    high = seen - 1
  }
}

/** Attempts after the range of events that began in it. */
function attemptsAfter(db: Database, { low, high }: Range): number[] {
  const newest = db.prepare('SELECT max(seq) FROM attempts').pluck().get() as number | null
  if (newest === null || newest <= high) return []
  return db
    .prepare('SELECT seq FROM attempts INDEXED BY attempts_of WHERE attempt > 1 AND +seq > ? AND first BETWEEN ? AND ?')
    .pluck()
    .all(high, low, high) as number[]
}

function retriesWithin(db: Database, { low, high }: Range): number {
  // By the small index of later attempts, not by the table of all.
  const count = db.prepare(
    'SELECT count(*) FROM attempts INDEXED BY attempts_of WHERE attempt > 1 AND +seq BETWEEN ? AND ?',
  )
  return count.pluck().get(low, high) as number
}

/** Without conditions each event fits by its first attempt, so that far jumps pass over whole blocks. */
function findAllEvents(db: Database, range: Range, skip: number, limit: number): number[] {
  const found: number[] = []
  const retries = skip > manyRows ? retriesByBlock(db) : null
  const inBlock = db
    .prepare(
      `SELECT seq FROM deliveries AS d WHERE seq BETWEEN ? AND ?
       AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.seq = d.seq AND attempt > 1) ORDER BY seq DESC LIMIT ?`,
    )
    .pluck()
  const blocks = db.prepare('SELECT block, count FROM blocks WHERE block BETWEEN ? AND ? ORDER BY block DESC')
  let left = skip
  for (const { block, count } of blocks.iterate(blockOf(range.low), blockOf(range.high)) as Iterable<Block>) {
    const first = block * sizeOfBlock
    const last = first + sizeOfBlock - 1
    const isWhole = first >= range.low && last <= range.high
    const events = retries === null || !isWhole ? null : count - (retries.get(block) ?? 0)
    if (events !== null && left >= events) {
      left -= events
      continue
    }
    const within = [Math.max(first, range.low), Math.min(last, range.high)]
    const seqs = inBlock.all(...within, left + limit - found.length) as number[]
    found.push(...seqs.slice(left))
    left = Math.max(0, left - seqs.length)
    if (found.length >= limit) break
  }
  return found
}

interface Block {
  readonly block: number
  readonly count: number
}

const sizeOfBlock = 2 ** blockBits
const blockOf = (seq: number): number => Math.floor(Math.min(seq, Number.MAX_SAFE_INTEGER) / sizeOfBlock)

function retriesByBlock(db: Database): ReadonlyMap<number, number> {
  const rows = db
    .prepare(
      `SELECT seq >> ${blockBits} AS block, count(*) AS count FROM attempts INDEXED BY attempts_of WHERE attempt > 1 GROUP BY 1`,
    )
    .all() as Block[]
  return new Map(rows.map(({ block, count }) => [block, count]))
}
