import type { DeliveryRow } from '#shared/model/delivery.ts'

/** A row of `deliveries` as SQLite gives it. */
export interface DeliveryRecord {
  readonly seq: number
  readonly id: string
  readonly endpoint_id: string
  readonly received_at: number
  readonly provider: string | null
  readonly provider_by: string | null
  readonly event_type: string | null
  readonly event_id: string | null
  readonly call_id: string | null
  readonly method: string
  readonly size: number
  readonly summary: string
  readonly verification_state: string
  readonly verification_reason: string
  readonly conformance_state: string
  readonly issue_count: number
  readonly answer_status: number | null
  readonly answer_ms: number | null
  readonly deadline_ms: number | null
  readonly attempt: number
  readonly attempts_documented: number | null
  readonly replays: number
  readonly aborted: number
  readonly sample: number
  readonly handshake: string | null
  readonly cause: string | null
}

/** The columns of a `DeliveryRecord`. Only failed deliveries have a cause; the details of the others are not read. */
export const deliveryRecord = `deliveries.*, CASE verification_state WHEN 'failed' THEN
  (SELECT verification ->> '$.cause.sentence' FROM delivery_details WHERE delivery_details.seq = deliveries.seq)
  END AS cause`

/** The stream's row of a record. States and reasons were checked when they were written. */
export function toDeliveryRow(record: DeliveryRecord): DeliveryRow {
  return {
    seq: record.seq,
    id: record.id,
    endpointId: record.endpoint_id,
    receivedAt: record.received_at,
    provider: record.provider,
    eventType: record.event_type,
    callId: record.call_id,
    method: record.method,
    size: record.size,
    summary: JSON.parse(record.summary) as DeliveryRow['summary'],
    verification: {
      state: record.verification_state,
      reason: record.verification_reason,
      ...(record.cause !== null && { cause: record.cause }),
    } as DeliveryRow['verification'],
    conformance: { state: record.conformance_state, issues: record.issue_count } as DeliveryRow['conformance'],
    answer:
      record.answer_status === null || record.answer_ms === null
        ? null
        : { status: record.answer_status, ms: record.answer_ms },
    deadlineMs: record.deadline_ms,
    attempt: record.attempt,
    attemptsDocumented: record.attempts_documented,
    replays: record.replays,
    aborted: record.aborted === 1,
    sample: record.sample === 1,
    handshake: record.handshake,
  }
}
