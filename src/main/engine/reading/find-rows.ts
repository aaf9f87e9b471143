import type { Database, Statement } from '../lib/database.ts'
import { blockBits, wordsTable } from '../projections/codes.ts'
import type { CompiledQuery, Cut, Range } from './compile-query.ts'
import { matchIn, stretchesWithin } from './match-words.ts'

interface Block {
  readonly block: number
  /** Rows of it that fit the tallied conditions. */
  readonly rows: number
  /** All of it lies within the times that were asked for. */
  readonly inTime: number
}

const sizeOfBlock = 2 ** blockBits

/**
 * Numbers of the rows that fit, in order. Three ways: from the words, one stretch of the index after the other; from the few
 * rows that an index names; else block by block, where the tally tells which blocks have something to give and how much
 * of them may be skipped unread.
 */
export function findRows(db: Database, query: CompiledQuery, range: Range, cut: Cut): number[] {
  if (range.low > range.high) return []
  if (query.terms.length > 0) return findByWords(db, query, range, cut)
  if (query.fewRows) return findAmongRows(db, query, range, cut)
  return findByBlocks(db, query, range, cut)
}

/** How many fit; at least `limit` where it is that. */
export function countRows(db: Database, query: CompiledQuery, range: Range, limit: number): number {
  if (range.low > range.high) return 0
  if (query.terms.length > 0) return countByWords(db, query, range, limit)
  if (query.fewRows) {
    const { sql, params } = rowsSql(query, range)
    return countOf(db, `SELECT count(*) FROM (SELECT 1 ${sql} LIMIT ?)`, [...params, limit])
  }
  return countByBlocks(db, query, range, limit)
}

/** Those of `seqs` that fit. */
export function filterRows(db: Database, query: CompiledQuery, seqs: readonly number[]): number[] {
  if (seqs.length === 0) return []
  const range = { low: Math.min(...seqs), high: Math.max(...seqs) }
  const sources =
    query.terms.length === 0 ? [rowsSql(query, range)] : [...wordSources(db, query, range, 'newest', true)]
  return sources.flatMap(
    ({ sql, params }) =>
      db
        .prepare(`SELECT d.seq ${sql} AND d.seq IN (SELECT value FROM json_each(?))`)
        .pluck()
        .all(...params, JSON.stringify(seqs)) as number[],
  )
}

/**
 * Of a query without words: how many later attempts of events fit, and how many events that began within the range fit by
 * these alone, their first attempt not fitting.
 */
export function countRetries(
  db: Database,
  query: CompiledQuery,
  { low, high }: Range,
): { readonly fitting: number; readonly alone: number } {
  const { conditions, params } = conditionsOf(query)
  const fits = conditions.map((sql) => `AND ${sql}`).join(' ')
  // An attempt is never older than the first one.
  const sql = `SELECT coalesce(sum(within), 0) AS fitting, count(*) FILTER (WHERE alone) AS alone FROM (
    SELECT count(*) FILTER (WHERE one.seq <= ?) AS within,
      NOT EXISTS (SELECT 1 FROM deliveries AS d WHERE d.seq = one.first ${fits}) AS alone
    FROM attempts AS one CROSS JOIN deliveries AS d ON d.seq = one.seq
    WHERE one.attempt > 1 AND one.first BETWEEN ? AND ? ${fits} GROUP BY one.first)`
  return db.prepare(sql).get(high, ...params, low, high, ...params) as { fitting: number; alone: number }
}

function findByWords(db: Database, query: CompiledQuery, range: Range, { order, skip, limit }: Cut): number[] {
  const found: number[] = []
  let left = skip
  for (const { key, sql, params } of wordSources(db, query, range, order)) {
    if (left > 0) {
      const rows = countOf(db, `SELECT count(*) ${sql}`, params)
      if (rows <= left) {
        left -= rows
        continue
      }
    }
    const ordered = `SELECT ${key} ${sql} ORDER BY ${key} ${direction(order)} LIMIT ? OFFSET ?`
    const seqs = db
      .prepare(ordered)
      .pluck()
      .all(...params, limit - found.length, left) as number[]
    left = 0
    for (const seq of seqs) found.push(seq)
    if (found.length >= limit) break
  }
  return found
}

function countByWords(db: Database, query: CompiledQuery, range: Range, limit: number): number {
  let count = 0
  for (const { sql, params } of wordSources(db, query, range, 'newest')) {
    count += countOf(db, `SELECT count(*) FROM (SELECT 1 ${sql} LIMIT ?)`, [...params, limit - count])
    if (count >= limit) return limit
  }
  return count
}

/** The stretches of the index that may have rows, each as what follows SELECT. */
function* wordSources(db: Database, query: CompiledQuery, range: Range, order: Cut['order'], joined = false) {
  for (const stretch of stretchesWithin(db, range, order)) {
    const match = matchIn(db, stretch, query)
    if (match === null) continue
    const table = wordsTable(stretch.low)
    const within = { low: Math.max(stretch.low, range.low), high: Math.min(stretch.high, range.high) }
    if (match.wanted === null) {
      const rows = rowsSql(query, within)
      const without =
        match.unwanted === null ? '' : `AND d.seq NOT IN (SELECT rowid FROM ${table} WHERE ${table} MATCH ?)`
      yield {
        key: 'd.seq',
        sql: `${rows.sql} ${without}`,
        params: [...rows.params, ...(match.unwanted ? [match.unwanted] : [])],
      }
      continue
    }
    const rows = conditionsOf(query)
    const join = joined || rows.conditions.length > 0 ? 'CROSS JOIN deliveries AS d ON d.seq = e.rowid' : ''
    const conditions = [`e.${table} MATCH ?`, 'e.rowid BETWEEN ? AND ?', ...rows.conditions]
    const text = match.unwanted === null ? match.wanted : `(${match.wanted}) NOT (${match.unwanted})`
    yield {
      key: 'e.rowid',
      sql: `FROM ${table} AS e ${join} WHERE ${conditions.join(' AND ')}`,
      params: [text, within.low, within.high, ...rows.params],
    }
  }
}

function findAmongRows(db: Database, query: CompiledQuery, range: Range, { order, skip, limit }: Cut): number[] {
  const { sql, params } = rowsSql(query, range)
  const ordered = `SELECT d.seq ${sql} ORDER BY d.seq ${direction(order)} LIMIT ? OFFSET ?`
  return db
    .prepare(ordered)
    .pluck()
    .all(...params, limit, skip) as number[]
}

function rowsSql(query: CompiledQuery, { low, high }: Range, checkTime = true) {
  const { conditions, params } = conditionsOf(query, checkTime)
  return {
    sql: `FROM deliveries AS d WHERE ${['d.seq BETWEEN ? AND ?', ...conditions].join(' AND ')}`,
    params: [low, high, ...params],
  }
}

function conditionsOf({ tallied, others, params, from, before }: CompiledQuery, checkTime = true) {
  const times = checkTime ? [[from, 'd.at >= ?'] as const, [before, 'd.at < ?'] as const] : []
  const bounds = times.filter(([at]) => Number.isFinite(at))
  return {
    conditions: [...tallied, ...others, ...bounds.map(([, sql]) => sql)],
    params: [...params, ...bounds.map(([at]) => at)],
  }
}

function findByBlocks(db: Database, query: CompiledQuery, range: Range, { order, skip, limit }: Cut): number[] {
  const found: number[] = []
  let left = skip
  const prepared = new Map<string, Statement>()
  for (const { block, rows, inTime } of blocksOf(db, query, range, order)) {
    const within = withinBlock(block, range)
    const known = query.others.length === 0 && inTime === 1 && isWhole(within)
    if (known && left >= rows) {
      left -= rows
      continue
    }
    const { sql, params } = rowsSql(query, within, inTime !== 1)
    const ordered = `SELECT d.seq ${sql} ORDER BY d.seq ${direction(order)} LIMIT ?`
    const seqs = once(db, prepared, ordered).all(...params, left + limit - found.length) as number[]
    for (const seq of seqs.slice(left)) found.push(seq)
    left = Math.max(0, left - seqs.length)
    if (found.length >= limit) break
  }
  return found
}

function countByBlocks(db: Database, query: CompiledQuery, range: Range, limit: number): number {
  let count = 0
  const prepared = new Map<string, Statement>()
  if (query.others.length > 0) {
    for (const { block, inTime } of blocksOf(db, query, range, 'newest')) {
      const { sql, params } = rowsSql(query, withinBlock(block, range), inTime !== 1)
      count += once(db, prepared, `SELECT count(*) ${sql}`).get(...params) as number
      if (count >= limit) return limit
    }
    return count
  }
  for (const { block, rows, inTime } of blocksOf(db, query, range, 'newest')) {
    const within = withinBlock(block, range)
    const known = inTime === 1 && isWhole(within)
    const { sql, params } = rowsSql(query, within, inTime !== 1)
    count += known ? rows : countOf(db, `SELECT count(*) ${sql}`, params)
  }
  return count
}

/** Blocks that have rows which may fit, in order, read in portions. */
function* blocksOf(db: Database, query: CompiledQuery, range: Range, order: Cut['order']): Generator<Block> {
  const { tallied, from, before } = query
  const time = [Number.isFinite(from) ? from : -1e300, Number.isFinite(before) ? before : 1e300]
  const [source, rows] =
    tallied.length === 0 ? ['blocks', 'count'] : ['tally JOIN blocks USING (block)', 'sum(tally.count)']
  const conditions = ['block BETWEEN ? AND ?', 'last_at >= ?', 'first_at < ?', ...tallied]
  const sql = `SELECT block, ${rows} AS rows, first_at >= ? AND last_at < ? AS inTime FROM ${source}
    WHERE ${conditions.join(' AND ')} ${tallied.length === 0 ? '' : 'GROUP BY block'}
    ORDER BY block ${direction(order)} LIMIT ?`
  const statement = db.prepare(sql)
  let [low, high] = [Math.floor(range.low / sizeOfBlock), Math.floor(range.high / sizeOfBlock)]
  for (let portion = 4; ; portion = Math.min(4 * portion, 4096)) {
    const blocks = statement.all(...time, low, high, ...time, portion) as Block[]
    yield* blocks
    if (blocks.length < portion) return
    if (order === 'newest') high = blocks.at(-1)!.block - 1
    else low = blocks.at(-1)!.block + 1
  }
}

function withinBlock(block: number, { low, high }: Range): Range {
  const first = block * sizeOfBlock
  return { low: Math.max(low, first), high: Math.min(high, first + sizeOfBlock - 1) }
}

const isWhole = ({ low, high }: Range): boolean => high - low === sizeOfBlock - 1

const direction = (order: Cut['order']): string => (order === 'oldest' ? 'ASC' : 'DESC')

function countOf(db: Database, sql: string, params: readonly unknown[]): number {
  return db
    .prepare(sql)
    .pluck()
    .get(...params) as number
}

/** The same statement runs for a thousand blocks. */
function once(db: Database, prepared: Map<string, Statement>, sql: string): Statement {
  const known = prepared.get(sql) ?? db.prepare(sql).pluck()
  prepared.set(sql, known)
  return known
}
