import type { Condition, DeliveryFlag, Query, TextField } from '#shared/query/query.ts'
import { foldText, isIndexable, quotePhrase } from '../search-words.ts'
import { likePattern } from './wildcards.ts'

/** SQL on `deliveries AS d`. Values stand in `params` alone, in the order of their question marks. */
export interface CompiledQuery {
  /** Conditions to be joined by AND. */
  readonly where: readonly string[]
  readonly params: readonly (string | number)[]
  /** FTS5 query that the search index has to fulfil, null where nothing is asked of it. */
  readonly match: string | null
  /** The search index is read, by `match` or by a condition. */
  readonly usesIndex: boolean
}

/** Ids of the endpoints that an id, a name or a name with wildcards stands for. */
export type ResolveEndpoints = (value: string, wildcards: boolean) => readonly string[]

interface Piece {
  readonly sql: string
  readonly params: readonly (string | number)[]
}

/**
 * Turns a query without problems into SQL. Words of three and more characters are looked up in the search index (bodies,
 * header values, paths, summary lines); shorter ones, which it cannot find, only in what the row itself shows.
 */
export function compileQuery(query: Query, resolveEndpoints: ResolveEndpoints): CompiledQuery {
  const where: string[] = []
  const params: (string | number)[] = []
  const wanted: string[] = []
  const unwanted: string[] = []
  for (const { condition, negated } of query.terms) {
    if (condition === null) continue
    if (condition.kind === 'words' && isIndexable(foldText(condition.text))) {
      const phrases = negated ? unwanted : wanted
      phrases.push(quotePhrase(foldText(condition.text)))
      continue
    }
    const piece = compileCondition(condition, resolveEndpoints)
    // "IS NOT TRUE" also holds for what is not known: "-type:x" keeps deliveries without a type.
    where.push(negated ? `(${piece.sql}) IS NOT TRUE` : `(${piece.sql})`)
    params.push(...piece.params)
  }
  if (wanted.length === 0 && unwanted.length > 0) {
    // The index cannot be asked for what it does not hold.
    where.push('d.seq NOT IN (SELECT rowid FROM search.entries WHERE entries MATCH ?)')
    params.push(unwanted.join(' OR '))
  }
  const match = wanted.length === 0 ? null : matchExpression(wanted, unwanted)
  return { where, params, match, usesIndex: wanted.length + unwanted.length > 0 }
}

function matchExpression(wanted: readonly string[], unwanted: readonly string[]): string {
  const all = wanted.join(' AND ')
  return unwanted.length === 0 ? all : `(${all}) NOT (${unwanted.join(' OR ')})`
}

function compileCondition(condition: Condition, resolveEndpoints: ResolveEndpoints): Piece {
  switch (condition.kind) {
    case 'words':
      return { sql: `${rowText} LIKE ? ESCAPE '\\'`, params: [likePattern(foldText(condition.text), 'anywhere')] }
    case 'text':
      return compileText(condition.field, condition.value, condition.wildcards, resolveEndpoints)
    case 'verification':
      return oneOf('d.verification_state', condition.states)
    case 'reason':
      return { sql: 'd.verification_reason = ?', params: [condition.reason] }
    case 'conformance':
      return { sql: 'd.conformance_state = ?', params: [condition.state] }
    case 'status':
      return { sql: 'd.answer_status BETWEEN ? AND ?', params: [condition.from, condition.to] }
    case 'unanswered':
      return { sql: 'd.answer_status IS NULL', params: [] }
    case 'number':
      return { sql: `d.${condition.field} ${condition.is} ?`, params: [condition.value] }
    case 'time':
      return { sql: `d.received_at ${condition.side === 'after' ? '>=' : '<'} ?`, params: [condition.at] }
    case 'flag':
      return { sql: flagSql[condition.flag], params: [] }
  }
}

const flagSql: Readonly<Record<DeliveryFlag, string>> = {
  aborted: 'd.aborted = 1',
  sample: 'd.sample = 1',
  handshake: 'd.handshake IS NOT NULL',
  replayed: 'd.replays > 0',
  late: 'd.answer_ms > d.deadline_ms',
  'near-deadline': 'd.answer_ms * 2 > d.deadline_ms AND d.answer_ms <= d.deadline_ms',
  retry: 'd.attempt > 1',
}

const columns: Readonly<Record<Exclude<TextField, 'endpoint'>, string>> = {
  type: 'd.event_type',
  provider: 'd.provider',
  method: 'd.method',
  path: 'd.target',
  call: 'd.call_id',
  event: 'd.event_id',
  id: 'd.id',
}

function compileText(field: TextField, value: string, wildcards: boolean, resolve: ResolveEndpoints): Piece {
  if (field === 'endpoint') return oneOf('d.endpoint_id', resolve(value, wildcards))
  const column = columns[field]
  if (field === 'provider' && value.toLowerCase() === 'none') return { sql: `${column} IS NULL`, params: [] }
  if (wildcards) return { sql: `${column} LIKE ? ESCAPE '\\'`, params: [likePattern(value)] }
  if (field === 'path') return { sql: 'instr(lower(d.target), lower(?)) > 0', params: [value] }
  return { sql: `${column} = ?`, params: [field === 'method' ? value.toUpperCase() : value] }
}

const rowText = `concat_ws(' ', d.event_type, d.call_id, d.target, d.summary ->> '$.who', d.summary ->> '$.text')`

function oneOf(column: string, values: readonly string[]): Piece {
  if (values.length === 0) return { sql: '0', params: [] }
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, params: values }
}
