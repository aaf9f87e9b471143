import { parseQuery } from '#shared/query/parse-query.ts'
import { countLimit, type PageRequest } from './page-request.ts'
import { needsStored } from './stored-terms.ts'
import type { ViewsReader } from './views.ts'

/** Requests that are read for one answer; what was read is remembered, and the next answer goes on from there. */
const readAtMost = { page: 8000, count: 20_000 }

type Source = Pick<ViewsReader, 'page' | 'rows' | 'count' | 'scan' | 'through'>

/** Lists and counts that leave the reading thread free in between, where they have to go through stored requests. */
export type PatientSearch = Pick<ViewsReader, 'page' | 'count'>

/** Answers at once where an index does; else in pieces, and with what was found when a bound is reached. */
export function createPatientSearch(read: Source): PatientSearch {
  async function search(request: PageRequest, limit: number, most: number, now: number) {
    const seqs: number[] = []
    let { through, after, before } = request
    let cost = 0
    for (;;) {
      const piece = await read.scan({ ...request, through, after, before, limit: limit - seqs.length }, now)
      for (const seq of piece.seqs) seqs.push(seq)
      cost += piece.read
      if (piece.next === null || seqs.length >= limit || cost >= most) return { seqs, next: piece.next }
      if (request.order === 'oldest') after = piece.next - 1
      else [through, before] = [piece.next, undefined]
    }
  }

  return {
    async page(request, now) {
      if (!needsStored(parseQuery(request.query, now, request.zone))) return read.page(request, now)
      const skip = request.skip ?? 0
      const { seqs } = await search(request, skip + request.limit, readAtMost.page, now)
      // Events are put together at once, from what was confirmed before and is remembered.
      return request.grouped ? read.page(request, now) : read.rows(seqs.slice(skip))
    },
    async count(query, zone, through, now, grouped) {
      if (!needsStored(parseQuery(query, now, zone))) return read.count(query, zone, through, now, grouped)
      const newest = await read.through()
      const high = Math.min(through ?? newest, newest)
      const { seqs, next } = await search(
        { query, zone, through: high, limit: countLimit },
        countLimit,
        readAtMost.count,
        now,
      )
      if (grouped) return read.count(query, zone, high, now, true)
      const searched = next === null || seqs.length >= countLimit || high < 1 ? null : Math.max(0, 1 - next / high)
      return { count: seqs.length, newest, capped: next !== null, ...(searched !== null && { searched }) }
    },
  }
}
