import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { RunAnswers, RunFilter, RunOutcome, RunResult, RunStatus } from '#shared/model/run.ts'
import { runResults } from '#shared/model/run-words.ts'
import type { Database } from '../lib/database.ts'
import type { LogReader } from '../log/log-reader.ts'
import { flags } from '../projections/codes.ts'
import { leaving } from '../projections/rows.ts'
import type { ViewsConnection } from './views-connection.ts'

/** A delivery as the planning of a run needs it. */
export interface RunCandidate {
  readonly seq: number
  /** Arrival, Unix milliseconds. */
  readonly at: number
  readonly endpointId: string
  readonly provider: string | null
  /** Its sender went away before the body was whole. */
  readonly aborted: boolean
}

/** A delivery of a run in its place; `at` is null where it was removed. */
export interface RunItem {
  /** From 0. */
  readonly index: number
  readonly id: string
  readonly seq: number
  readonly at: number | null
}

/** How far a run has come, as its host knows it. */
export interface RunMarks {
  readonly id: string
  readonly items: number
  /** Items below were taken up: what has no outcome is on its way, was cut off, or its delivery is gone. */
  readonly dispatched: number
  /** Items below are not on their way any more. */
  readonly settled: number
  readonly isDrill: boolean
}

export type RunFigures = Pick<RunStatus, 'counts' | 'reasons' | 'compared'>

interface Outcome {
  readonly item: number
  readonly about: number
  readonly result: RunResult
  readonly reason: string
  readonly message: string | null
  readonly status: number | null
  readonly ms: number | null
  readonly at: number
  readonly replay: string | null
}

interface Parts {
  readonly log: LogReader
  readonly views: ViewsConnection
  readonly idOf: (seq: number) => string
  readonly rowsOf: (db: Database, seqs: readonly number[]) => DeliveryRow[]
}

/** Items of a run are looked through so many at a time. */
const pageItems = 2000
/** Places that are named of those that gave the same answer. */
const namedItems = 10

/** What is asked about replay runs. Items are counted from 1 in what is shown, and from 0 in `RunItem`. */
export function createRunReads({ log, views, idOf, rowsOf }: Parts) {
  /** In order: items below `dispatched` without an outcome, by what became of them. */
  function* open(db: Database, marks: RunMarks): Generator<{ item: number; result: RunResult }> {
    const known = db.prepare('SELECT item FROM run_outcomes WHERE run = ? AND item > ? AND item <= ?').pluck()
    for (let from = 0; from < marks.dispatched; from += pageItems) {
      const to = Math.min(from + pageItems, marks.dispatched)
      const found = new Set(known.all(marks.id, from, to) as number[])
      if (found.size === to - from) continue
      const seqs = log.runItems(marks.id, from, to - from)
      const there = existing(db, seqs)
      const items = seqs.map((seq, at) => ({ item: from + at + 1, isThere: there.has(seq) }))
      for (const { item, isThere } of items.filter(({ item }) => !found.has(item)))
        yield { item, result: openResult(marks, item, isThere) }
    }
  }

  function itemsOf(
    db: Database,
    marks: RunMarks,
    filter: RunFilter | undefined,
    skip: number,
    limit: number,
  ): number[] {
    const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at + 1)
    if (filter === undefined) return range(skip, Math.min(skip + limit, marks.items))
    const { result, reason } = filter
    if (result === 'waiting')
      return range(marks.dispatched + skip, Math.min(marks.dispatched + skip + limit, marks.items))
    if (['unknown', 'removed', 'sending'].includes(result)) {
      const found = open(db, marks).filter((each) => each.result === result)
      return [...found.drop(skip).take(limit)].map(({ item }) => item)
    }
    return db
      .prepare(
        `SELECT item FROM run_outcomes WHERE run = ? AND result = ? AND (? IS NULL OR reason = ?)
         ORDER BY item LIMIT ? OFFSET ?`,
      )
      .pluck()
      .all(marks.id, result, reason ?? null, reason ?? null, limit, skip) as number[]
  }

  function figures(db: Database, marks: RunMarks): RunFigures {
    const counts = Object.fromEntries(runResults.map((result) => [result, 0])) as RunFigures['counts']
    const grouped = db
      .prepare('SELECT result, reason, count(*) AS items FROM run_outcomes WHERE run = ? GROUP BY result, reason')
      .all(marks.id) as RunFigures['reasons']
    for (const { result, items } of grouped) counts[result] += items
    const known = grouped.reduce((sum, { items }) => sum + items, 0)
    counts.waiting = Math.max(0, marks.items - marks.dispatched)
    if (known < marks.dispatched) for (const { result } of open(db, marks)) counts[result] += 1
    return {
      counts,
      reasons: grouped.filter(({ reason }) => reason !== '').sort((a, b) => b.items - a.items),
      compared: marks.isDrill ? comparedIn(db, marks.id) : null,
    }
  }

  return {
    /** Those of `seqs` that are there, in their order. */
    runCandidates: (seqs: readonly number[]): RunCandidate[] => views.read((db) => candidatesOf(db, seqs)),
    /** Deliveries of a run from a place (from 0) on. */
    runItems: (runId: string, from: number, limit: number): RunItem[] =>
      views.read((db) => {
        const seqs = log.runItems(runId, from, limit)
        const times = new Map(candidatesOf(db, seqs).map(({ seq, at }) => [seq, at]))
        return seqs.map((seq, at) => ({ index: from + at, id: idOf(seq), seq, at: times.get(seq) ?? null }))
      }),
    /** Places (from 0) of items that may have been sent. */
    uncertainItems: (marks: RunMarks): number[] =>
      views.read((db) => itemsOf(db, marks, { result: 'unknown' }, 0, marks.items).map((item) => item - 1)),
    runFigures: (marks: RunMarks): RunFigures => views.read((db) => figures(db, marks)),
    /** Numbers of the deliveries of outcomes, each once, in the order of the run. */
    seqsOfOutcomes: (marks: RunMarks, filters: readonly RunFilter[]): number[] =>
      views.read((db) => {
        const items = filters.flatMap((filter) => itemsOf(db, marks, filter, 0, marks.items)).sort((a, b) => a - b)
        const seqs = log.runItems(marks.id, 0, marks.items)
        return [...new Set(items.map((item) => seqs[item - 1]!))]
      }),
    runOutcomes: (
      marks: RunMarks,
      { filter, skip, limit }: { filter?: RunFilter | undefined; skip: number; limit: number },
      perPass: number,
    ): { outcomes: RunOutcome[]; total: number } =>
      views.read((db) => {
        const items = itemsOf(db, marks, filter, skip, limit)
        const { counts, reasons } = figures(db, marks)
        const total = filter === undefined ? marks.items : totalOf(filter, counts, reasons)
        if (items.length === 0) return { outcomes: [], total }
        const first = items[0]!
        const seqs = log.runItems(marks.id, first - 1, items.at(-1)! - first + 1)
        const seqOf = (item: number) => seqs[item - first]!
        const outcomes = outcomesOf(db, marks.id, items)
        const rows = new Map(rowsOf(db, [...new Set(items.map(seqOf))]).map((row) => [row.seq, row]))
        return {
          total,
          outcomes: items.map((item): RunOutcome => {
            const row = rows.get(seqOf(item)) ?? null
            const known = outcomes.get(item)
            return {
              item,
              pass: Math.floor((item - 1) / perPass) + 1,
              deliveryId: idOf(seqOf(item)),
              result: known?.result ?? openResult(marks, item, row !== null),
              reason: known?.reason || null,
              message: known?.message ?? null,
              status: known?.status ?? null,
              ms: known?.ms ?? null,
              sentAt: known?.result === 'not-sent' ? null : (known?.at ?? null),
              replayId: known?.replay ?? null,
              row,
            }
          }),
        }
      }),
    runAnswers: (runId: string, skip: number, limit: number): { answers: RunAnswers[]; total: number } =>
      views.read((db) => {
        const { deliveries: total } = comparedIn(db, runId)
        const seqs = db
          .prepare(
            `SELECT about FROM run_outcomes WHERE run = ? AND answer IS NOT NULL GROUP BY about HAVING count(*) > 1
             ORDER BY count(DISTINCT answer) > 1 DESC, min(item) LIMIT ? OFFSET ?`,
          )
          .pluck()
          .all(runId, limit, skip) as number[]
        const rows = new Map(rowsOf(db, seqs).map((row) => [row.seq, row]))
        return {
          total,
          answers: seqs.map((seq) => ({
            deliveryId: idOf(seq),
            row: rows.get(seq) ?? null,
            answers: answersOf(db, runId, seq),
          })),
        }
      }),
  }
}

function candidatesOf(db: Database, seqs: readonly number[]): RunCandidate[] {
  return db
    .prepare(
      `SELECT d.seq, d.at, e.text AS endpointId, p.text AS provider, d.flags & ${flags.aborted} AS aborted
       FROM json_each(?) AS asked JOIN deliveries AS d ON d.seq = asked.value
       JOIN texts AS e ON e.id = d.endpoint LEFT JOIN texts AS p ON p.id = d.provider
       WHERE NOT (d.${leaving}) ORDER BY asked.key`,
    )
    .all(JSON.stringify(seqs))
    .map((row) => ({ ...(row as RunCandidate), aborted: Boolean((row as RunCandidate).aborted) }))
}

function existing(db: Database, seqs: readonly number[]): ReadonlySet<number> {
  const found = db
    .prepare(`SELECT seq FROM deliveries WHERE seq IN (SELECT value FROM json_each(?)) AND NOT ${leaving}`)
    .pluck()
  return new Set(found.all(JSON.stringify([...new Set(seqs)])) as number[])
}

function outcomesOf(db: Database, runId: string, items: readonly number[]): ReadonlyMap<number, Outcome> {
  const found = db
    .prepare('SELECT * FROM run_outcomes WHERE run = ? AND item IN (SELECT value FROM json_each(?))')
    .all(runId, JSON.stringify(items)) as Outcome[]
  return new Map(found.map((outcome) => [outcome.item, outcome]))
}

function openResult({ dispatched, settled }: RunMarks, item: number, there: boolean): RunResult {
  if (item > dispatched) return 'waiting'
  if (!there) return 'removed'
  return item <= settled ? 'unknown' : 'sending'
}

function totalOf({ result, reason }: RunFilter, counts: RunFigures['counts'], reasons: RunFigures['reasons']): number {
  if (reason === undefined) return counts[result]
  return reasons.find((each) => each.result === result && each.reason === reason)?.items ?? 0
}

/** Deliveries that were answered more than once, and those of them that were answered differently. */
function comparedIn(db: Database, runId: string): NonNullable<RunFigures['compared']> {
  return db
    .prepare(
      `SELECT count(*) AS deliveries, coalesce(sum(different), 0) AS differing FROM
       (SELECT count(DISTINCT answer) > 1 AS different FROM run_outcomes WHERE run = ? AND answer IS NOT NULL
        GROUP BY about HAVING count(*) > 1)`,
    )
    .get(runId) as NonNullable<RunFigures['compared']>
}

function answersOf(db: Database, runId: string, seq: number): RunAnswers['answers'] {
  const found = db
    .prepare(
      `SELECT item, status, error, answer, replay FROM run_outcomes
       WHERE run = ? AND about = ? AND answer IS NOT NULL ORDER BY item`,
    )
    .all(runId, seq) as {
    item: number
    status: number | null
    error: RunAnswers['answers'][number]['error']
    answer: string
    replay: string
  }[]
  return [...Map.groupBy(found, ({ answer }) => answer).values()].map((same) => ({
    status: same[0]!.status,
    error: same[0]!.error,
    items: same.slice(0, namedItems).map(({ item }) => item),
    count: same.length,
    replayId: same[0]!.replay,
  }))
}
