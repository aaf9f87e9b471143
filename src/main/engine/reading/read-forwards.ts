import type { Answer } from '#shared/model/delivery.ts'
import type { Forward, ForwardingStatus } from '#shared/model/forward.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { Database } from '../lib/database.ts'
import { endToEnd } from '../lib/hop-by-hop.ts'
import type { LogEntry } from '../log/entries.ts'
import { forwardCodes, forwardStateSql } from '../projections/forwards.ts'
import { leaving } from '../projections/rows.ts'

type ForwardEntry = Extract<LogEntry, { kind: 'forwarded' }>

/** Longer answers are not told as text with a delivery; they are read by themselves. */
const textLimit = 256 * 1024

export const isForward = (entry: LogEntry): entry is ForwardEntry => entry.kind === 'forwarded'

export const forwardIdOf = (seq: number): string => `fwd_${seq.toString(36)}`

/** What came of forwarding a delivery, oldest first. A try that was begun and has no outcome is one of unknown outcome. */
export function forwardsOf(found: readonly LogEntry[], deliveryId: string): Forward[] {
  const forwards: Forward[] = []
  let begun: Extract<LogEntry, { kind: 'forwarding' }> | null = null
  for (const entry of found) {
    if (entry.kind === 'forwarding') {
      if (begun !== null) forwards.push(ofUnknownOutcome(begun, deliveryId))
      begun = entry
    } else if (isForward(entry)) {
      if (entry.forward.role === 'queued') begun = null
      forwards.push({ ...entry.forward, id: forwardIdOf(entry.seq), deliveryId })
    }
  }
  if (begun !== null) forwards.push(ofUnknownOutcome(begun, deliveryId))
  return forwards
}

function ofUnknownOutcome({ seq, target, at }: Extract<LogEntry, { kind: 'forwarding' }>, deliveryId: string): Forward {
  return {
    ...{ id: forwardIdOf(seq), deliveryId, role: 'queued', target, sentAt: at, changes: [] },
    ...{ status: null, statusText: '', headers: [], bodySize: 0, bodyTruncated: false, chunks: [], chunkCount: 0 },
    timing: { connectMs: null, firstByteMs: null, totalMs: 0 },
    error: {
      code: 'unknown',
      message: 'It was on its way, and no outcome is known. The target may have received it.',
    },
    given: 'nothing',
    mayRepeat: false,
  }
}

type Reply = Pick<Answer, 'status' | 'headers' | 'body' | 'by'>

/** What the provider got, where that was not known when the delivery was stored. */
export function givenReply(status: number, found: readonly LogEntry[]): Reply | null {
  const entry = found.filter(isForward).find(({ forward }) => forward.role === 'answers')
  if (entry === undefined) return { status, headers: [], body: '', by: 'forward' }
  const { given, headers, reply = { headers: [], body: '' } } = entry.forward
  if (given === 'answer' || given === 'part')
    return { status, headers: endToEnd(headers), body: textOf(entry), by: 'forward' }
  return { status, ...reply, by: given === 'queued' ? 'queued' : 'fallback' }
}

/** Empty where it is not text, or too long: `Forward` has the sizes, and the body is read by itself. */
function textOf({ forward, body }: ForwardEntry): string {
  const encoded = firstHeader(forward.headers, 'content-encoding') !== undefined
  if (encoded || forward.bodyTruncated || body.length > textLimit) return ''
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return ''
  }
}

/** Not of a delivery on its way out. */
const isThere = `NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.seq = forwards.seq AND ${leaving})`

/** How forwarding stands at an endpoint, read by its indexes. */
export function forwardingOf(db: Database, endpointId: string): ForwardingStatus {
  const last = db
    .prepare(
      `SELECT ${forwardStateSql} AS state, at, problem FROM forwards
       WHERE endpoint = ? AND at IS NOT NULL AND ${isThere} ORDER BY seq DESC LIMIT 1`,
    )
    .get(endpointId) as ForwardingStatus['last'] | undefined
  const waiting = db
    .prepare(`SELECT count(*) FROM forwards WHERE endpoint = ? AND state = ${forwardCodes.waiting} AND ${isThere}`)
    .pluck()
    .get(endpointId) as number
  return { last: last ?? null, waiting }
}

export function nextWaiting(db: Database, endpointId: string, limit: number): number[] {
  const sql = `SELECT seq FROM forwards WHERE endpoint = ? AND state = ${forwardCodes.waiting} AND ${isThere}
    ORDER BY seq LIMIT ?`
  return db.prepare(sql).pluck().all(endpointId, limit) as number[]
}
