import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import { firstHeader } from '#shared/model/headers.ts'
import { compareBodies, compareHeaders, firstDifference } from '../lib/compare-requests.ts'
import type { Database } from '../lib/database.ts'
import { decodeBody } from '../lib/decode-body.ts'
import type { DeliveryHead, StoredBody } from '../log/entries.ts'
import type { LogReader } from '../log/log-reader.ts'
import { readPiece } from './read-details.ts'

/** Larger bodies are only told apart by their first byte that differs. */
const limits = { bytes: 512 * 1024, compressed: 128 * 1024, brotli: true }
const pieceBytes = 1024 * 1024

export interface AttemptBefore {
  readonly seq: number
  readonly attempt: number
}

/** The attempt before this one; null for the first of an event. */
export function attemptBefore(db: Database, seq: number): AttemptBefore | null {
  const found = db
    .prepare(
      `SELECT one.seq, one.attempt FROM attempts AS this JOIN attempts AS one USING (key, scope)
       WHERE this.seq = ? AND one.attempt > 0 AND one.seq < this.seq ORDER BY one.seq DESC LIMIT 1`,
    )
    .get(seq) as AttemptBefore | undefined
  return found ?? null
}

interface Pair {
  readonly seq: number
  readonly before: AttemptBefore
  readonly beforeId: string
}

/** Null where one of them was removed meanwhile. */
export function readAttemptChanges(log: LogReader, { seq, before, beforeId }: Pair): AttemptChanges | null {
  const [earlier, later] = [log.delivery(before.seq), log.delivery(seq)]
  if (earlier === null || later === null) return null
  const of = (head: DeliveryHead) => [
    ['method', head.request.method],
    ['target', head.request.target],
  ]
  const targets = of(later.head)
  return {
    since: { id: beforeId, attempt: before.attempt },
    request: of(earlier.head).flatMap(([name = '', from = ''], index) => {
      const to = targets[index]?.[1] ?? ''
      return from === to ? [] : [{ name, from, to }]
    }),
    ...compareHeaders(earlier.head.request.headers, later.head.request.headers),
    body: bodyChanges(log, earlier, later),
  }
}

interface Delivery {
  readonly head: DeliveryHead
  readonly body: StoredBody
}

function bodyChanges(log: LogReader, earlier: Delivery, later: Delivery): AttemptChanges['body'] {
  const at = differenceOf(log, earlier.body, later.body)
  if (at === null) return { state: 'same' }
  const [before, after] = [decoded(earlier), decoded(later)]
  return before === null || after === null ? { state: 'differs', at } : compareBodies(before, after, at)
}

/** Null where it is too large to be compared value by value. */
function decoded({ head, body }: Delivery): Uint8Array | null {
  if (body.kind === 'file') return null
  const encoding = firstHeader(head.request.headers, 'content-encoding') ?? null
  const result = decodeBody(body.bytes, encoding, limits)
  return result.ok ? result.bytes : null
}

/** Place of the first byte that differs, read piece by piece; null where the bodies are the same. */
function differenceOf(log: LogReader, before: StoredBody, after: StoredBody): number | null {
  for (let at = 0; ; at += pieceBytes) {
    const [one, other] = [pieceOf(log, before, at), pieceOf(log, after, at)]
    const difference = firstDifference(one, other)
    if (difference !== null) return at + difference
    if (one.length < pieceBytes) return null
  }
}

function pieceOf(log: LogReader, body: StoredBody, at: number): Uint8Array {
  if (body.kind === 'bytes') return body.bytes.subarray(at, at + pieceBytes)
  return readPiece(log.bodyPath(body.name), at, Math.max(0, Math.min(pieceBytes, body.size - at)))
}
