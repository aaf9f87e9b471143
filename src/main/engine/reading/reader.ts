import { statSync } from 'node:fs'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { type Database, readNumber } from '../lib/database.ts'
import { deliveryId, logCodeOf } from '../log/delivery-id.ts'
import type { LogPaths } from '../log/log-paths.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { Log } from '../ports.ts'
import { checking, inFile, leaving } from '../projections/rows.ts'
import { type CompiledQuery, compileQuery, type Range } from './compile-query.ts'
import { createConfirmations, needsConfirming } from './confirm-rows.ts'
import { countRows, filterRows, findRows } from './find-rows.ts'
import { createHeaderNames } from './header-names.ts'
import { countLimit, type PageRequest, rangeOf } from './page-request.ts'
import { createDetailReads } from './read-details.ts'
import { readRecords, toRow } from './read-rows.ts'
import { createRemovalReads } from './removal-reads.ts'
import { createRetentionReads } from './retention-reads.ts'
import { type Scan, scanRows } from './scan-rows.ts'
import { openViewsConnection } from './views-connection.ts'
import { matchesWildcards } from './wildcards.ts'

export type { PageRequest }

export interface Count {
  readonly count: number
  /** Highest number of the views at this moment; what comes later is told by a watch that begins there. */
  readonly newest: number
  /** There may be more: counting stopped at a bound. */
  readonly capped: boolean
  /** Only this share of what has to be gone through was, newest first; left out: all. */
  readonly searched?: number
}

export interface EndpointFigures {
  readonly deliveries: number
  readonly lastAt: number | null
  readonly lastStatus: number | null
}

export interface EndpointName {
  readonly id: string
  readonly name: string
}

export interface ReaderOptions {
  readonly path: string
  readonly logPaths: LogPaths
  readonly log: LogReader
  readonly endpoints: () => readonly EndpointName[]
  readonly onDamage: (code: string) => void
  readonly messages: Log
}

/** Requests that are read for one answer that cannot be given in pieces. */
const readAtOnce = 4000

export type Reader = ReturnType<typeof createReader>

/** Everything that is read: lists, counts, searches, details. `now` (Unix milliseconds) is what times in a query count from. */
export function createReader(options: ReaderOptions) {
  const { log, path, logPaths, messages } = options
  const code = logCodeOf(log.identity)
  const idOf = (seq: number) => deliveryId(code, seq)
  const views = openViewsConnection({
    path,
    onDamage: options.onDamage,
    prepare: (db) => void db.function('delivery_id', { deterministic: true }, (seq) => idOf(seq as number)),
  })
  const details = createDetailReads(log, views, idOf)
  const confirmations = createConfirmations(log)
  const told = new Set<string>()

  function endpointIds(value: string, wildcards: boolean): string[] {
    const wanted = value.toLowerCase()
    const fits = (name: string) => (wildcards ? matchesWildcards(value, name) : name.toLowerCase() === wanted)
    return options.endpoints().flatMap(({ id, name }) => (id === value || fits(name) ? [id] : []))
  }

  function compile(db: Database, text: string, zone: string | undefined, now: number): CompiledQuery {
    const query = parseQuery(text, now, zone)
    if (query.problems.length === 0) return compileQuery(query, { db, endpoints: endpointIds, seqOf: log.seqOf })
    const issues = query.problems.map(({ span, message }) => ({ path: ['query', span.start, span.end], message }))
    throw new AppError('bad-input', query.problems[0]!.message, issues)
  }

  /** A value that is not known is told once, not with each page. */
  function noteOdd(seq: number, what: string): void {
    if (told.has(what)) return
    told.add(what)
    messages.error('A row has a value that this version does not know', { seq, what })
  }

  function rowsOf(db: Database, seqs: readonly number[]): DeliveryRow[] {
    return readRecords(db, seqs).map((record) => toRow(record, idOf(record.seq), (what) => noteOdd(record.seq, what)))
  }

  function scan(db: Database, request: PageRequest, now: number): Scan {
    const query = compile(db, request.query, request.zone, now)
    return scanRows(db, confirmations, query, rangeOf(request), request.order ?? 'newest', request.limit)
  }

  /** As long as it takes, up to a bound: for who asks without a need for small pieces. */
  function scanAll(
    db: Database,
    query: CompiledQuery,
    range: Range,
    order: 'newest' | 'oldest',
    limit: number,
  ): Pick<Scan, 'seqs' | 'next'> {
    const seqs: number[] = []
    let [{ low, high }, read] = [range, 0]
    for (;;) {
      const piece = scanRows(db, confirmations, query, { low, high }, order, limit - seqs.length)
      for (const seq of piece.seqs) seqs.push(seq)
      read += piece.read
      if (piece.next === null || seqs.length >= limit || read > readAtOnce) return { seqs, next: piece.next }
      if (order === 'newest') high = piece.next
      else low = piece.next
    }
  }

  return {
    ...details,
    ...createRemovalReads(views, scan),
    ...createRetentionReads(views),
    headerNames: createHeaderNames(log, views),
    rows: (seqs: readonly number[]): DeliveryRow[] => views.read((db) => rowsOf(db, seqs)),
    page: (request: PageRequest, now: number): DeliveryRow[] =>
      views.read((db) => {
        const query = compile(db, request.query, request.zone, now)
        const cut = { order: request.order ?? 'newest', skip: request.skip ?? 0, limit: request.limit }
        if (!needsConfirming(query)) return rowsOf(db, findRows(db, query, rangeOf(request), cut))
        const { seqs } = scanAll(db, query, rangeOf(request), cut.order, cut.skip + cut.limit)
        return rowsOf(db, seqs.slice(cut.skip))
      }),
    /** A piece of a search that has to read requests: a few milliseconds of it; `next` is where to go on. */
    scan: (request: PageRequest, now: number): Scan => views.read((db) => scan(db, request, now)),
    /** Which of these rows fit a query now. Rows that are not projected yet do not. */
    matching: (query: string, zone: string | undefined, seqs: readonly number[], now: number): DeliveryRow[] =>
      views.read((db) => {
        const compiled = compile(db, query, zone, now)
        const fitting = filterRows(db, compiled, seqs)
        return rowsOf(
          db,
          needsConfirming(compiled) ? fitting.filter((seq) => confirmations.confirm(compiled, seq)) : fitting,
        )
      }),
    count: (query: string, zone: string | undefined, through: number | undefined, now: number): Count =>
      views.read((db) => {
        const compiled = compile(db, query, zone, now)
        const newest = markOf(db, compiled.terms.length > 0 ? ['rows', 'search'] : ['rows'])
        const range = rangeOf({ through: Math.min(through ?? newest, newest) })
        if (needsConfirming(compiled)) {
          const { seqs, next } = scanAll(db, compiled, range, 'newest', countLimit)
          return { count: seqs.length, newest, capped: next !== null }
        }
        const count = countRows(db, compiled, range, countLimit)
        return { count, newest, capped: count >= countLimit && !isTallied(compiled) }
      }),
    endpointFigures: (): Map<string, EndpointFigures> =>
      views.read((db) => {
        const counts = db.prepare(
          'SELECT endpoint, text AS id, count FROM endpoint_counts JOIN texts ON texts.id = endpoint',
        )
        const last = db.prepare(
          `SELECT at, status FROM deliveries WHERE endpoint = ? AND NOT ${leaving} ORDER BY seq DESC LIMIT 1`,
        )
        const found = counts.all() as { endpoint: number; id: string; count: number }[]
        return new Map(
          found.map(({ endpoint, id, count }) => {
            const newest = last.get(endpoint) as { at: number; status: number } | undefined
            const lastStatus = newest === undefined || newest.status === 0 ? null : newest.status
            return [id, { deliveries: count, lastAt: newest?.at ?? null, lastStatus }]
          }),
        )
      }),
    /** Newest first, below `before`. */
    seqsOfEndpoint: (endpointId: string, before: number, limit: number): number[] =>
      views.read(
        (db) =>
          db
            .prepare(
              `SELECT seq FROM deliveries WHERE endpoint = (SELECT id FROM texts WHERE text = ?) AND seq < ?
               ORDER BY seq DESC LIMIT ?`,
            )
            .pluck()
            .all(endpointId, before, limit) as number[],
      ),
    /** Oldest first: deliveries that wait for being judged. */
    pendingDeliveries: (limit: number): number[] =>
      views.read(
        (db) =>
          db
            .prepare(`SELECT seq FROM deliveries WHERE ${checking} ORDER BY seq LIMIT ?`)
            .pluck()
            .all(limit) as number[],
      ),
    causes: log.causesAfter,
    /** Up to here the rows hold the log. */
    through: (): number => views.read((db) => markOf(db, ['rows', 'attempts', 'replays'])),
    /** Bytes on disk: log, views, body files. */
    size: (): number =>
      views.read((db) => {
        const files = [logPaths.database, path].flatMap((file) => [file, `${file}-wal`])
        const onDisk = files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0)
        const bodies = readNumber(db, `SELECT coalesce(sum(size), 0) FROM deliveries WHERE ${inFile}`)
        return onDisk.reduce((sum, bytes) => sum + bytes, bodies)
      }),
    release: views.release,
    close: views.release,
  }
}

const isTallied = ({ terms, others }: CompiledQuery): boolean => terms.length === 0 && others.length === 0

function markOf(db: Database, names: readonly string[]): number {
  const marks = db.prepare('SELECT min(mark) FROM projections WHERE name IN (SELECT value FROM json_each(?))')
  return (marks.pluck().get(JSON.stringify(names)) as number | null) ?? 0
}
