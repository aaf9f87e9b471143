import type { Database } from '../lib/database.ts'
import type { CompiledQuery, Range } from './compile-query.ts'
import { type Confirmations, needsConfirming } from './confirm-rows.ts'
import { findRows } from './find-rows.ts'

/** A piece of a search. */
export interface Scan {
  /** Rows that fit, in order. */
  readonly seqs: number[]
  /** The first number that was not looked at; null: there is nothing more. */
  readonly next: number | null
  /** Requests that were read from the log for it. */
  readonly read: number
}

/** A piece ends at so many milliseconds of reading requests: others wait for this thread. */
const pieceMs = 12
/** Candidates that are asked for at once; more, while they need no reading. */
const portion = { first: 256, most: 8192 }

/** Rows of a range that fit, at most `limit`, confirmed one by one where that is needed. */
export function scanRows(
  db: Database,
  confirmations: Confirmations,
  query: CompiledQuery,
  range: Range,
  order: 'newest' | 'oldest',
  limit: number,
): Scan {
  if (!needsConfirming(query)) {
    const found = findRows(db, query, range, { order, skip: 0, limit })
    return { seqs: found, next: found.length < limit ? null : after(found.at(-1)!, order), read: 0 }
  }
  const seqs: number[] = []
  const begun = confirmations.read()
  const read = () => confirmations.read() - begun
  const isOver = () => performance.now() > end
  const end = performance.now() + pieceMs

  /** Where it was left; null: all were looked at. */
  function confirmAll(candidates: readonly number[]): number | null {
    for (const seq of candidates) {
      if (read() > 0 && isOver()) return seq
      if (confirmations.confirm(query, seq)) seqs.push(seq)
      if (seqs.length === limit) return after(seq, order)
    }
    return null
  }

  let rest = range
  for (let many = portion.first; ; ) {
    const before = confirmations.read()
    const candidates = findRows(db, query, rest, { order, skip: 0, limit: many })
    const left = confirmAll(candidates)
    if (left !== null) return { seqs, next: left, read: read() }
    if (candidates.length < many) return { seqs, next: null, read: read() }
    const next = after(candidates.at(-1)!, order)
    if (isOver()) return { seqs, next, read: read() }
    rest = order === 'newest' ? { ...rest, high: next } : { ...rest, low: next }
    // Reading is what takes long: small portions then, so that few are asked for in vain.
    many = confirmations.read() > before ? portion.first : Math.min(portion.most, 2 * many)
  }
}

const after = (seq: number, order: 'newest' | 'oldest'): number => (order === 'newest' ? seq - 1 : seq + 1)
