import type { Comparison, Condition, DeliveryFlag, ForwardWord, Query, TextField } from '#shared/query/query.ts'
import type { Database } from '../lib/database.ts'
import { matchesNote } from '../lib/match-note.ts'
import { cutLongWords, wordsOf } from '../lib/searchable-text.ts'
import { likePattern } from '../lib/wildcards.ts'
import { codeOf, flags, searchMark, textKey } from '../projections/codes.ts'
import { forwardCodes } from '../projections/forwards.ts'
import { leaving } from '../projections/rows.ts'
import { isIndexed, type StoredTerm, type WordsTerm, wordsOfStored } from './stored-terms.ts'

type Value = string | number

/** A query as conditions in SQL; all of them have to hold. Values stand in `params`, in the order of their question marks. */
export interface CompiledQuery {
  /** On the columns that rows are tallied by; they hold for `tally` and for `deliveries` alike and have no parameters. */
  readonly tallied: readonly string[]
  /** On `deliveries AS d`. */
  readonly others: readonly string[]
  readonly params: readonly Value[]
  /** One of `others` names few rows, by an index. */
  readonly fewRows: boolean
  /** Unix milliseconds: arrived at or after, and before. */
  readonly from: number
  readonly before: number
  /** Free text. Where a term has several words they have to stand side by side, which the index does not tell. */
  readonly terms: readonly WordsTerm[]
  /** To be confirmed on the stored request. */
  readonly stored: readonly StoredTerm[]
  /** For each of some conditions of `tallied`: marks of which a delivery has one if it fulfils the condition. */
  readonly marks: readonly (readonly string[])[]
}

/** Sequence numbers from `low` to `high`, both inclusive. */
export interface Range {
  readonly low: number
  readonly high: number
}

export interface Cut {
  readonly order: 'newest' | 'oldest'
  readonly skip: number
  readonly limit: number
}

export interface Resolve {
  readonly db: Database
  /** Ids of the endpoints that an id, a name, or a name with wildcards stands for. */
  readonly endpoints: (value: string, wildcards: boolean) => readonly string[]
  readonly seqOf: (id: string) => number | null
}

interface Piece {
  readonly on: 'tally' | 'row'
  readonly sql: string
  readonly params?: readonly Value[]
  readonly fewRows?: boolean
  readonly marks?: readonly string[]
}

/** Is anything on its way out? Only then has every query to leave it out. */
function anyLeaving(db: Database): boolean {
  return db.prepare(`SELECT 1 FROM deliveries WHERE ${leaving} LIMIT 1`).get() !== undefined
}

const maxMarks = 20

/** Turns a query without problems into SQL. */
export function compileQuery(query: Query, resolve: Resolve): CompiledQuery {
  const tallied: string[] = anyLeaving(resolve.db) ? [`NOT ${leaving}`] : []
  const others: string[] = []
  const params: Value[] = []
  const terms: WordsTerm[] = []
  const stored: StoredTerm[] = []
  const marks: (readonly string[])[] = []
  let [from, before] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  let fewRows = false
  for (const { condition, negated } of query.terms) {
    if (condition === null) continue
    if (condition.kind === 'time') {
      if ((condition.side === 'after') !== negated) from = Math.max(from, condition.at)
      else before = Math.min(before, condition.at)
      continue
    }
    const asked = textTerms(condition, negated)
    if (asked !== null) {
      terms.push(...asked.terms)
      stored.push(...asked.stored)
      continue
    }
    const piece = compileCondition(condition, resolve)
    const sql = negated ? `NOT (${piece.sql})` : `(${piece.sql})`
    if (piece.on === 'tally') tallied.push(sql)
    else others.push(sql)
    params.push(...(piece.params ?? []))
    if (piece.fewRows && !negated) fewRows = true
    if (piece.marks !== undefined && !negated && piece.marks.length <= maxMarks) marks.push(piece.marks)
  }
  return { tallied, others, params, fewRows, from, before, terms, stored, marks }
}

/** What the index of words is asked for, and what has to be confirmed on the stored request; null for anything else. */
function textTerms(
  condition: Condition,
  negated: boolean,
): { readonly terms: readonly WordsTerm[]; readonly stored: readonly StoredTerm[] } | null {
  if (condition.kind === 'words') {
    const words = wordsOf(cutLongWords(condition.text))
    return words.length === 0 ? null : { terms: [{ words, negated }], stored: [] }
  }
  if (condition.kind !== 'header' && condition.kind !== 'body') return null
  const term = { condition, negated }
  return { terms: wordsOfStored(term), stored: isIndexed(condition) ? [] : [term] }
}

function compileCondition(condition: Exclude<Condition, { kind: 'time' }>, resolve: Resolve): Piece {
  switch (condition.kind) {
    case 'header':
    case 'body':
      throw new Error(`a condition on a ${condition.kind} is no condition of SQL`)
    case 'words':
      return { on: 'row', sql: rowShows, params: [likePattern(condition.text, 'anywhere')] }
    case 'text':
      return compileText(condition.field, condition.value, condition.wildcards, resolve)
    case 'verification':
      return {
        ...among(
          'verification',
          condition.states.map((state) => codeOf('verification', state)),
        ),
        marks: condition.states.map((state) => searchMark('verification', state)),
      }
    case 'reason':
      return among('reason', [codeOf('reason', condition.reason)])
    case 'conformance':
      return among('conformance', [codeOf('conformance', condition.state)])
    case 'status':
      return { on: 'tally', sql: `status BETWEEN ${Math.max(1, condition.from)} AND ${condition.to}` }
    case 'unanswered':
      return { on: 'tally', sql: 'status = 0' }
    case 'number':
      return condition.field === 'size'
        ? { on: 'row', sql: `d.size ${condition.is} ?`, params: [condition.value] }
        : attemptIs(condition.is, condition.value)
    case 'pinned':
      return { on: 'tally', sql: `${condition.pinned ? '' : 'NOT '}flags & ${flags.pinned}` }
    case 'imported':
      return { on: 'tally', sql: `${condition.imported ? '' : 'NOT '}flags & ${flags.imported}` }
    case 'flag':
      return flagSql[condition.flag]
    case 'forward':
      return forwardSql[condition.state]
  }
}

/** For texts without a letter or digit, which the index does not hold. */
const rowShows = `EXISTS (SELECT 1 FROM lines WHERE lines.seq = d.seq
  AND concat_ws(' ', who, text, call_id, url_query) LIKE ? ESCAPE '\\')`

const flagSql: Readonly<Record<DeliveryFlag, Piece>> = {
  aborted: { on: 'tally', sql: `flags & ${flags.aborted}` },
  sample: { on: 'tally', sql: `flags & ${flags.sample}` },
  handshake: { on: 'tally', sql: `flags & ${flags.handshake}` },
  late: { on: 'tally', sql: 'late = 2' },
  'near-deadline': { on: 'tally', sql: 'late = 1' },
  replayed: { on: 'row', sql: 'd.seq IN (SELECT about FROM replays)', fewRows: true },
  retry: attemptIs('>', 1),
}

const amongForwards = (where: string) => `d.seq IN (SELECT seq FROM forwards WHERE ${where})`

const forwardSql: Readonly<Record<ForwardWord, Piece>> = {
  ok: { on: 'row', sql: amongForwards(`state = ${forwardCodes.ok} AND NOT copy_failed`) },
  failed: { on: 'row', sql: amongForwards(`state = ${forwardCodes.failed} OR copy_failed`), fewRows: true },
  waiting: { on: 'row', sql: amongForwards(`state = ${forwardCodes.waiting}`), fewRows: true },
  none: { on: 'row', sql: 'NOT EXISTS (SELECT 1 FROM forwards WHERE forwards.seq = d.seq)' },
}

/** Most deliveries are the only attempt; the others are few and have an index. Guesses are not counted. */
function attemptIs(is: Comparison, value: number): Piece {
  const retries = (sql: string) => `d.seq IN (SELECT seq FROM attempts WHERE attempt > 1 AND guess = 0 AND ${sql})`
  const fits = `attempt ${is} ?`
  return compares(1, is, value)
    ? { on: 'row', sql: `NOT ${retries(`NOT (${fits})`)}`, params: [value] }
    : { on: 'row', sql: retries(fits), params: [value], fewRows: true }
}

function compares(left: number, is: Comparison, right: number): boolean {
  if (is === '=') return left === right
  if (is === '>') return left > right
  if (is === '>=') return left >= right
  return is === '<' ? left < right : left <= right
}

function compileText(field: TextField, value: string, wildcards: boolean, resolve: Resolve): Piece {
  const like = likePattern(value)
  switch (field) {
    case 'endpoint':
      return amongTexts(
        'endpoint',
        resolve.endpoints(value, wildcards).flatMap((id) => texts(resolve.db, '=', id)),
      )
    case 'provider':
      if (value.toLowerCase() === 'none') return { on: 'tally', sql: 'provider = 0' }
      return amongTexts('provider', texts(resolve.db, 'LIKE', wildcards ? like : exactly(value)))
    case 'type':
      return amongTexts('type', texts(resolve.db, 'LIKE', wildcards ? like : exactly(value)))
    case 'method':
      return among('method', idsOf(texts(resolve.db, 'LIKE', wildcards ? like : exactly(value))))
    case 'path':
      return pathHas(resolve.db, wildcards ? like : likePattern(value, 'anywhere'))
    case 'call':
      return wildcards
        ? { on: 'row', sql: `d.seq IN (SELECT seq FROM lines WHERE call_id LIKE ? ESCAPE '\\')`, params: [like] }
        : {
            on: 'row',
            sql: 'd.call = ? AND d.call <> 0 AND (SELECT call_id FROM lines WHERE lines.seq = d.seq) = ?',
            params: [textKey(value), value],
            fewRows: true,
          }
    case 'event':
      return wildcards
        ? {
            on: 'row',
            sql: `d.seq IN (SELECT seq FROM attempts WHERE guess = 0 AND event LIKE ? ESCAPE '\\')`,
            params: [like],
          }
        : {
            on: 'row',
            sql: 'd.seq IN (SELECT seq FROM attempts WHERE key = ? AND event = ? AND guess = 0)',
            params: [textKey(value), value],
            fewRows: true,
          }
    case 'note':
      return noteHas(resolve.db, value, wildcards)
    case 'id':
      return wildcards
        ? { on: 'row', sql: `delivery_id(d.seq) LIKE ? ESCAPE '\\'`, params: [like] }
        : { on: 'row', sql: 'd.seq = ?', params: [resolve.seqOf(value) ?? -1], fewRows: true }
  }
}

/** Notes are few: they are read, and compared as free text is. */
function noteHas(db: Database, value: string, wildcards: boolean): Piece {
  if (wildcards && value === '*') return { on: 'tally', sql: `flags & ${flags.noted}` }
  const fits = matchesNote(value, wildcards)
  const all = db.prepare('SELECT seq, note FROM notes').all() as { readonly seq: number; readonly note: string }[]
  const seqs = JSON.stringify(all.filter(({ note }) => fits(note)).map(({ seq }) => seq))
  return { on: 'row', sql: 'd.seq IN (SELECT value FROM json_each(?))', params: [seqs], fewRows: true }
}

/** Path and query of the URL together; most have no query. */
function pathHas(db: Database, pattern: string): Piece {
  const paths = idsOf(texts(db, 'LIKE', pattern))
  const whole = `(SELECT (SELECT text FROM texts WHERE id = d.path) || '?' || url_query FROM lines WHERE lines.seq = d.seq)`
  return {
    on: 'row',
    sql: `CASE WHEN d.flags & ${flags.urlQuery} THEN ${whole} LIKE ? ESCAPE '\\' ELSE d.path IN (${paths.join(', ')}) END`,
    params: [pattern],
  }
}

const exactly = (value: string): string => value.replace(/[\\%_]/g, '\\$&')

interface Text {
  readonly id: number
  readonly text: string
}

function texts(db: Database, operator: '=' | 'LIKE', value: string): Text[] {
  const escaping = operator === 'LIKE' ? `ESCAPE '\\'` : ''
  return db.prepare(`SELECT id, text FROM texts WHERE text ${operator} ? ${escaping}`).all(value) as Text[]
}

const idsOf = (found: readonly Text[]): number[] => found.map(({ id }) => id)

function amongTexts(column: 'endpoint' | 'provider' | 'type', found: readonly Text[]): Piece {
  return { ...among(column, idsOf(found)), marks: found.map(({ text }) => searchMark(column, text)) }
}

function among(column: string, codes: readonly number[]): Piece {
  return { on: 'tally', sql: codes.length === 0 ? '0' : `${column} IN (${codes.join(', ')})` }
}
