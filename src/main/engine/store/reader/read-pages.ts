import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import type { Database } from '../database.ts'
import type { PageRequest } from '../store.ts'
import { isDamage, searchDamaged } from '../store-faults.ts'
import { type CompiledQuery, compileQuery } from './compile-query.ts'
import { type DeliveryRecord, deliveryRecord, toDeliveryRow } from './delivery-rows.ts'
import { matchesWildcards } from './wildcards.ts'

/** Lists, counts and searches. `now` (Unix milliseconds) is what relative times in a query count from. */
export function prepareDeliveryReads(db: Database, searchable: () => boolean) {
  const bySeq = db.prepare(`SELECT ${deliveryRecord} FROM deliveries WHERE seq IN (SELECT value FROM json_each(?))`)
  const newest = db.prepare('SELECT coalesce(max(seq), 0) FROM deliveries').pluck()
  const endpoints = db.prepare('SELECT id, name FROM endpoints')

  const resolveEndpoints = (value: string, wildcards: boolean): string[] => {
    const wanted = value.toLowerCase()
    const fits = (name: string) => (wildcards ? matchesWildcards(value, name) : name.toLowerCase() === wanted)
    const all = endpoints.all() as { id: string; name: string }[]
    return all.filter(({ id, name }) => id === value || fits(name)).map(({ id }) => id)
  }

  const compile = (text: string, now: number): CompiledQuery => {
    const query = parseQuery(text, now)
    if (query.problems.length === 0) return compileQuery(query, resolveEndpoints)
    const issues = query.problems.map(({ span, message }) => ({ path: ['query', span.start, span.end], message }))
    throw new AppError('bad-input', query.problems[0]!.message, issues)
  }

  const rows = (seqs: readonly number[]): DeliveryRow[] => {
    const found = new Map((bySeq.all(JSON.stringify(seqs)) as DeliveryRecord[]).map((record) => [record.seq, record]))
    return seqs.flatMap((seq) => {
      const record = found.get(seq)
      return record === undefined ? [] : [toDeliveryRow(record)]
    })
  }

  const all = (query: CompiledQuery, sql: string, params: readonly unknown[]): unknown[] => {
    if (query.usesIndex && !searchable()) throw new AppError('unavailable', searchDamaged)
    try {
      const statement = db.prepare(sql).pluck()
      return statement.all(...params)
    } catch (error) {
      throw query.usesIndex && isDamage(error) ? new AppError('unavailable', searchDamaged) : error
    }
  }

  return {
    rows,
    /** First the numbers from an index, then the rows: skipping far reads no rows. */
    page(request: PageRequest, now: number): DeliveryRow[] {
      const range: (readonly [string, number | undefined])[] = [
        ['<', request.before],
        ['<=', request.through],
        ['>', request.after],
      ]
      const query = compile(request.query, now)
      const { source, key, where, params } = select(query, range)
      const order = request.order === 'oldest' ? 'ASC' : 'DESC'
      const sql = `SELECT ${key} FROM ${source} ${where} ORDER BY ${key} ${order} LIMIT ? OFFSET ?`
      const seqs = all(query, sql, [...params, request.limit, request.skip ?? 0])
      return rows(seqs as number[])
    },
    count(text: string, through: number | undefined, now: number): { count: number; newest: number } {
      const last = Number(newest.get())
      const query = compile(text, now)
      const { source, where, params } = select(query, [['<=', through]])
      const [count] = all(query, `SELECT count(*) FROM ${source} ${where}`, params)
      return { count: Number(count), newest: last }
    },
  }
}

function select(query: CompiledQuery, range: readonly (readonly [operator: string, seq: number | undefined])[]) {
  const bounds = range.filter((bound): bound is readonly [string, number] => bound[1] !== undefined)
  const key = query.match === null ? 'd.seq' : 'e.rowid'
  const conditions = [...bounds.map(([operator]) => `${key} ${operator} ?`), ...query.where]
  const params: (string | number)[] = [...bounds.map(([, seq]) => seq), ...query.params]
  if (query.match !== null) {
    conditions.unshift('e.entries MATCH ?')
    params.unshift(query.match)
  }
  return {
    key,
    source: query.match === null ? 'deliveries AS d' : 'search.entries AS e JOIN deliveries AS d ON d.seq = e.rowid',
    where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`,
    params,
  }
}
