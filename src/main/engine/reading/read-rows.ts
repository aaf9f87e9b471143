import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { Database, Statement } from '../lib/database.ts'
import type { DeliveryHead, Examination } from '../log/entries.ts'
import { flags, wordOf } from '../projections/codes.ts'
import { forwardStateSql } from '../projections/forwards.ts'

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
  readonly unanswered: number
  readonly rule: string | null
  readonly rule_did: number
  readonly direction: number
  readonly who: string | null
  readonly text: string | null
  readonly call_id: string | null
  readonly handshake: string | null
  readonly cause: string | null
  readonly attempt: number | null
  readonly attempt_guess: number | null
  readonly since_attempt: number | null
  readonly accepted_before: number
  readonly replay_count: number
  readonly note: string | null
  readonly forward: NonNullable<DeliveryRow['forward']> | null
}

/** Since the attempt before, for later attempts, which are few. */
const sinceAttempt = `(SELECT d.at - before.at FROM attempts AS this JOIN deliveries AS before ON before.seq =
    (SELECT max(one.seq) FROM attempts AS one WHERE one.key = this.key AND one.scope = this.scope AND one.attempt > 0 AND one.seq < this.seq)
  WHERE this.seq = d.seq AND this.attempt > 1)`
/** The first attempt and the last 20 before this one are looked at. */
const acceptedBefore = `EXISTS (SELECT 1 FROM attempts AS this JOIN deliveries AS earlier ON earlier.seq IN
    (SELECT this.first UNION ALL SELECT seq FROM (SELECT one.seq FROM attempts AS one
      WHERE one.first = this.first AND one.attempt > 1 AND one.attempt < this.attempt ORDER BY one.attempt DESC LIMIT 20))
  WHERE this.seq = d.seq AND this.attempt > 1 AND earlier.status BETWEEN 200 AND 299)`

const text = (id: string) => `(SELECT text FROM texts WHERE id = ${id})`

/** Characters of a note that a row has room for. */
const noteShown = 200

const records = `SELECT d.seq, at, ${text('endpoint')} AS endpoint_id, ${text('provider')} AS provider_id,
    ${text('type')} AS event_type, ${text('method')} AS http_method, size, flags, verification, reason, conformance,
    issues, deadline, documented, status, answer_us, stored_us, unanswered, direction, who, lines.text, call_id, handshake, cause,
    rule, rule_did,
    (SELECT attempt FROM attempts WHERE attempts.seq = d.seq) AS attempt,
    (SELECT guess FROM attempts WHERE attempts.seq = d.seq AND attempt > 1) AS attempt_guess,
    ${sinceAttempt} AS since_attempt, ${acceptedBefore} AS accepted_before,
    (SELECT count(*) FROM replays WHERE about = d.seq) AS replay_count,
    (SELECT substr(note, 1, ${noteShown}) FROM notes WHERE notes.seq = d.seq) AS note,
    (SELECT ${forwardStateSql} FROM forwards WHERE forwards.seq = d.seq) AS forward
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
    ...(record.since_attempt !== null && { sinceAttemptMs: record.since_attempt }),
    ...(record.accepted_before === 1 && { acceptedBefore: true as const }),
    attemptsDocumented: record.documented,
    replays: record.replay_count,
    aborted: (record.flags & flags.aborted) !== 0,
    sample: (record.flags & flags.sample) !== 0,
    handshake: record.handshake,
    ...((record.flags & flags.imported) !== 0 && { imported: true as const }),
    ...((record.flags & flags.pinned) !== 0 && { pinned: true as const }),
    ...(record.note !== null && { note: record.note }),
    ...(record.forward !== null && { forward: record.forward }),
    ...(record.rule !== null && {
      rule: { name: record.rule, did: word<RuleDid>('ruleDid', record.rule_did, 'answer') },
    }),
    ...unansweredOf(record),
  }
}

type RuleDid = NonNullable<DeliveryRow['rule']>['did']

/** Why a delivery got no answer, as a part of its row. */
export function unansweredOf({ unanswered, answer_us }: RowRecord): Pick<DeliveryRow, 'unanswered'> {
  const why = wordOf('unanswered', unanswered) as NonNullable<DeliveryRow['unanswered']>['why'] | undefined
  return why === undefined ? {} : { unanswered: { why, ms: (answer_us ?? 0) / 1000 } }
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
    ...(head.imported && { imported: true as const }),
    ...(head.forwarding !== undefined && { forward: head.forwarding === 'queue' ? 'waiting' : 'open' }),
    ...(head.rule && { rule: { name: head.rule.name, did: head.rule.did } }),
  }
}
