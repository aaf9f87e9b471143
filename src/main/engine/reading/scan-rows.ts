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
/** Candidates that are asked for at once; more, once many in a row needed no reading or did not fit. */
const portion = { least: 64, most: 8192 }

/** Rows of a range that fit, at most `limit`, confirmed one by one where that is needed. */
export function scanRows(
  db: Database,
  confirmations: Confirmations,
  query: CompiledQuery,
  range: Range,
  order: 'newest' | 'oldest',
  limit: number,
): Scan {
  let { low, high } = range
  if (!needsConfirming(query)) {
    const seqs = findRows(db, query, range, { order, skip: 0, limit })
    return { seqs, next: seqs.length < limit ? null : after(seqs.at(-1)!, order), read: 0 }
  }
  const seqs: number[] = []
  const readBefore = confirmations.read()
  const read = () => confirmations.read() - readBefore
  const end = performance.now() + pieceMs
  for (let many = Math.max(portion.least, limit); ; many = Math.min(portion.most, 2 * many)) {
    const before = confirmations.read()
    const candidates = findRows(db, query, { low, high }, { order, skip: 0, limit: Math.min(many, portion.most) })
    for (const seq of candidates) {
      if (performance.now() > end && confirmations.read() > readBefore) return { seqs, next: seq, read: read() }
      if (confirmations.confirm(query, seq)) seqs.push(seq)
      if (seqs.length === limit) return { seqs, next: after(seq, order), read: read() }
    }
    if (candidates.length < Math.min(many, portion.most)) return { seqs, next: null, read: read() }
    const last = candidates.at(-1)!
    if (order === 'newest') high = last - 1
    else low = last + 1
    // Reading is what takes long: small portions then, so that none is asked for in vain.
    if (confirmations.read() > before) many = portion.least
    if (performance.now() > end) return { seqs, next: after(last, order), read: read() }
  }
}

const after = (seq: number, order: 'newest' | 'oldest'): number => (order === 'newest' ? seq - 1 : seq + 1)
