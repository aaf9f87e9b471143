import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { Database, Statement } from '../lib/database.ts'
import type { DeliveryHead, Examination } from '../log/entries.ts'
import { flags, wordOf } from '../projections/codes.ts'

/** A row as the views give it. */
export interface RowRecord {
  readonly seq: number
  readonly at: number
  readonly endpoint_id: string | null
  readonly provider_id: string | null
  readonly event_type: string | null
  readonly http_method: string | null
  readonly size: number
  readonly flags: number
  readonly verification: number
  readonly reason: number
  readonly conformance: number
  readonly issues: number
  readonly deadline: number | null
  readonly documented: number | null
  readonly status: number
  readonly answer_us: number | null
  readonly stored_us: number | null
  readonly direction: number
  readonly who: string | null
  readonly text: string | null
  readonly call_id: string | null
  readonly handshake: string | null
  readonly cause: string | null
  readonly attempt: number | null
  readonly attempt_guess: number | null
  readonly replay_count: number
  readonly note: string | null
}

const text = (id: string) => `(SELECT text FROM texts WHERE id = ${id})`

/** Characters of a note that a row has room for. */
const noteShown = 200

const records = `SELECT d.seq, at, ${text('endpoint')} AS endpoint_id, ${text('provider')} AS provider_id,
    ${text('type')} AS event_type, ${text('method')} AS http_method, size, flags, verification, reason, conformance,
    issues, deadline, documented, status, answer_us, stored_us, direction, who, lines.text, call_id, handshake, cause,
    (SELECT attempt FROM attempts WHERE attempts.seq = d.seq) AS attempt,
    (SELECT guess FROM attempts WHERE attempts.seq = d.seq AND attempt > 1) AS attempt_guess,
    (SELECT count(*) FROM replays WHERE about = d.seq) AS replay_count,
    (SELECT substr(note, 1, ${noteShown}) FROM notes WHERE notes.seq = d.seq) AS note
  FROM deliveries AS d LEFT JOIN lines ON lines.seq = d.seq
  WHERE d.seq IN (SELECT value FROM json_each(?))`

/** Prepared statements by connection. */
const prepared = new WeakMap<Database, Statement>()

/** Rows in the order in which they were asked for; those that are gone, or not projected yet, are left out. */
export function readRecords(db: Database, seqs: readonly number[]): RowRecord[] {
  const statement = prepared.get(db) ?? db.prepare(records)
  prepared.set(db, statement)
  const found = new Map((statement.all(JSON.stringify(seqs)) as RowRecord[]).map((record) => [record.seq, record]))
  return seqs.flatMap((seq) => found.get(seq) ?? [])
}

/**
 * The stream's row of a record. `onOdd` hears of a value that this version does not know; the row then shows what is known.
 * The words of the Overview (headline, detail, quote) are not part of a row; the delivery itself has them.
 */
export function toRow(record: RowRecord, id: string, onOdd: (what: string) => void): DeliveryRow {
  const word = <T>(list: Parameters<typeof wordOf>[0], code: number, otherwise: T): T => {
    const known = wordOf(list, code)
    if (known === undefined) onOdd(list)
    return (known as T | undefined) ?? otherwise
  }
  const direction = (wordOf('direction', record.direction) ?? null) as DeliveryRow['summary']['direction']
  return {
    seq: record.seq,
    id,
    endpointId: record.endpoint_id ?? '',
    receivedAt: record.at,
    provider: record.provider_id,
    eventType: record.event_type,
    callId: record.call_id,
    method: record.http_method ?? '',
    size: record.size,
    summary: { direction, who: record.who, text: record.text ?? '', headline: null, detail: null, quote: null },
    verification: {
      state: word<DeliveryRow['verification']['state']>('verification', record.verification, 'unverifiable'),
      reason: word<DeliveryRow['verification']['reason']>('reason', record.reason, 'check-stopped'),
      ...(record.cause !== null && { cause: record.cause }),
    },
    conformance: {
      state: word<DeliveryRow['conformance']['state']>('conformance', record.conformance, 'no-schema'),
      issues: record.issues,
    },
    answer: record.status === 0 ? null : { status: record.status, ms: (record.answer_us ?? 0) / 1000 },
    deadlineMs: record.deadline,
    attempt: record.attempt ?? 1,
    ...(record.attempt_guess === 1 && { attemptGuessed: true as const }),
    attemptsDocumented: record.documented,
    replays: record.replay_count,
    aborted: (record.flags & flags.aborted) !== 0,
    sample: (record.flags & flags.sample) !== 0,
    handshake: record.handshake,
    ...((record.flags & flags.pinned) !== 0 && { pinned: true as const }),
    ...(record.note !== null && { note: record.note }),
  }
}

/** The same row from the log, for one that is not projected yet: no answer, and the first attempt as far as is known. */
export function rowOfHead(seq: number, head: DeliveryHead, examination: Examination): DeliveryRow {
  const { facts, verification, conformance } = examination
  return {
    seq,
    id: head.id,
    endpointId: head.endpointId,
    receivedAt: head.receivedAt,
    provider: facts.provider,
    eventType: facts.eventType,
    callId: facts.callId,
    method: head.request.method,
    size: head.request.bodySize,
    summary: facts.summary,
    verification: {
      state: verification.state,
      reason: verification.reason,
      ...(verification.cause !== undefined && { cause: verification.cause.sentence }),
    },
    conformance: { state: conformance.state, issues: conformance.issueCount },
    answer: null,
    deadlineMs: examination.deadlineMs,
    attempt: 1,
    attemptsDocumented: examination.attemptsDocumented,
    replays: 0,
    aborted: head.request.aborted,
    sample: head.sample,
    handshake: head.handshake,
  }
}
