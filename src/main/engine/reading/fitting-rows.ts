import type { Database } from '../lib/database.ts'
import type { CompiledQuery, Range } from './compile-query.ts'
import { type Confirmations, needsConfirming } from './confirm-rows.ts'
import type { FittingRows } from './find-events.ts'
import { countRetries, countRows, filterRows, findRows } from './find-rows.ts'
import { countLimit } from './page-request.ts'
import { type Scan, scanRows } from './scan-rows.ts'

/** Requests that are read for one answer that cannot be given in pieces. */
const readAtOnce = 4000
/** As many rows are asked for at once where each has to be confirmed. */
const confirmedAtOnce = 1000

/** The rows that fit a query, at once: for who asks without a need for small pieces. */
export function createFittingRows(confirmations: Confirmations) {
  /** As long as it takes, up to a bound. */
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

  return (db: Database, query: CompiledQuery): FittingRows => {
    const isConfirmed = needsConfirming(query)
    return {
      all:
        isTallied(query) &&
        query.tallied.length === 0 &&
        !Number.isFinite(query.from) &&
        !Number.isFinite(query.before),
      most: isConfirmed ? confirmedAtOnce : countLimit,
      find(range, cut) {
        if (!isConfirmed) return findRows(db, query, range, cut)
        return scanAll(db, query, range, cut.order, cut.skip + cut.limit).seqs.slice(cut.skip)
      },
      filter(seqs) {
        const fitting = filterRows(db, query, seqs)
        return isConfirmed ? fitting.filter((seq) => confirmations.confirm(query, seq)) : fitting
      },
      count(range) {
        if (isConfirmed) {
          const { seqs, next } = scanAll(db, query, range, 'newest', countLimit)
          return { count: seqs.length, capped: next !== null }
        }
        const count = countRows(db, query, range, countLimit)
        return { count, capped: count >= countLimit && !isTallied(query) }
      },
      retries: isTallied(query) ? (range) => countRetries(db, query, range) : null,
    }
  }
}

/** The tallies know how many rows have this. */
export const isTallied = ({ terms, others, stored }: CompiledQuery): boolean =>
  terms.length === 0 && others.length === 0 && stored.length === 0
