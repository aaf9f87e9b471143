import { statSync } from 'node:fs'
import { AppError } from '#shared/api/errors.ts'
import type { AnswerTimeSpan, AnswerTimes } from '#shared/model/answer-times.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { ForwardingStatus } from '#shared/model/forward.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { type Database, readNumber } from '../lib/database.ts'
import { matchesWildcards } from '../lib/wildcards.ts'
import { deliveryId, logCodeOf } from '../log/delivery-id.ts'
import type { LogPaths } from '../log/log-paths.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { Log } from '../ports.ts'
import { flags } from '../projections/codes.ts'
import { checking, inFile, leaving } from '../projections/rows.ts'
import { type CompiledQuery, compileQuery } from './compile-query.ts'
import { createConfirmations } from './confirm-rows.ts'
import { countEvents, eventsOf, findEvents } from './find-events.ts'
import { createFittingRows } from './fitting-rows.ts'
import { createHeaderNames } from './header-names.ts'
import { createImportReads } from './import-reads.ts'
import { type PageRequest, rangeOf } from './page-request.ts'
import { readAnswerTimes } from './read-answer-times.ts'
import { attemptBefore, readAttemptChanges } from './read-attempt-changes.ts'
import { createDetailReads } from './read-details.ts'
import { readAttempts, readEvents } from './read-events.ts'
import { forwardingOf, nextWaiting } from './read-forwards.ts'
import { readRecords, toRow } from './read-rows.ts'
import { createRunReads } from './read-runs.ts'
import { createRemovalReads } from './removal-reads.ts'
import { createRetentionReads } from './retention-reads.ts'
import { type Scan, scanRows } from './scan-rows.ts'
import { openViewsConnection } from './views-connection.ts'

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
  readonly forwarding: ForwardingStatus
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
  const fittingRows = createFittingRows(confirmations)
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
    const records = readRecords(db, seqs).filter((record) => (record.flags & flags.leaving) === 0)
    return records.map((record) => toRow(record, idOf(record.seq), (what) => noteOdd(record.seq, what)))
  }

  function scan(db: Database, request: PageRequest, now: number): Scan {
    const query = compile(db, request.query, request.zone, now)
    return scanRows(db, confirmations, query, rangeOf(request), request.order ?? 'newest', request.limit)
  }

  return {
    ...details,
    ...createRemovalReads(views, scan),
    ...createRetentionReads(views),
    ...createImportReads(views, log.seqOf),
    headerNames: createHeaderNames(log, views),
    ...createRunReads({ log, views, idOf, rowsOf }),
    rows: (seqs: readonly number[]): DeliveryRow[] => views.read((db) => rowsOf(db, seqs)),
    page: (request: PageRequest, now: number): DeliveryRow[] =>
      views.read((db) => {
        const fitting = fittingRows(db, compile(db, request.query, request.zone, now))
        const { order = 'newest', skip = 0, limit } = request
        if (!request.grouped) return rowsOf(db, fitting.find(rangeOf(request), { order, skip, limit }))
        return readEvents(db, findEvents(db, fitting, rangeOf(request), skip, limit), rowsOf)
      }),
    /** A piece of a search that has to read requests: a few milliseconds of it; `next` is where to go on. */
    scan: (request: PageRequest, now: number): Scan => views.read((db) => scan(db, request, now)),
    /** Which of these rows fit a query now. Rows that are not projected yet do not. */
    matching: (query: string, zone: string | undefined, seqs: readonly number[], now: number): DeliveryRow[] =>
      views.read((db) => {
        const { filter } = fittingRows(db, compile(db, query, zone, now))
        return rowsOf(db, filter(seqs))
      }),
    /** The events of these deliveries, by their first attempts: those that fit as rows, and all that were looked at. */
    matchingEvents: (query: string, zone: string | undefined, seqs: readonly number[], now: number) =>
      views.read((db) => {
        const { looked, fitting } = eventsOf(db, fittingRows(db, compile(db, query, zone, now)), seqs)
        return { rows: readEvents(db, fitting, rowsOf), looked }
      }),
    /** Attempts of the event that a delivery belongs to. */
    attempts: (seq: number) => views.read((db) => readAttempts(db, seq, rowsOf)),
    attemptChanges: (id: string) =>
      views.read((db) => {
        const seq = details.seqOf(id)
        const before = attemptBefore(db, seq)
        return before === null ? null : readAttemptChanges(log, { seq, before, beforeId: idOf(before.seq) })
      }),
    count: (
      query: string,
      zone: string | undefined,
      through: number | undefined,
      now: number,
      grouped = false,
    ): Count =>
      views.read((db) => {
        const compiled = compile(db, query, zone, now)
        const newest = markOf(db, compiled.terms.length > 0 ? ['rows', 'search'] : ['rows'])
        const range = rangeOf({ through: Math.min(through ?? newest, newest) })
        const fitting = fittingRows(db, compiled)
        return { newest, ...(grouped ? countEvents(db, fitting, range) : fitting.count(range)) }
      }),
    answerTimes: (endpointId: string, hours: AnswerTimeSpan, now: number): AnswerTimes =>
      views.read((db) => readAnswerTimes(db, endpointId, hours, now)),
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
            return [id, { deliveries: count, lastAt: newest?.at ?? null, lastStatus, forwarding: forwardingOf(db, id) }]
          }),
        )
      }),
    /** Oldest first: deliveries of an endpoint that wait for its target. */
    waitingForwards: (endpointId: string, limit: number): number[] =>
      views.read((db) => nextWaiting(db, endpointId, limit)),
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
    through: (): number => views.read((db) => markOf(db, ['rows', 'attempts', 'replays', 'forwards'])),
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

function markOf(db: Database, names: readonly string[]): number {
  const marks = db.prepare('SELECT min(mark) FROM projections WHERE name IN (SELECT value FROM json_each(?))')
  return (marks.pluck().get(JSON.stringify(names)) as number | null) ?? 0
}
