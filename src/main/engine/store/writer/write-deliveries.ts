import { AppError } from '#shared/api/errors.ts'
import type { Answer } from '#shared/model/delivery.ts'
import type { Verification } from '#shared/model/verification.ts'
import type { KeptBody } from '../body-files.ts'
import type { Database } from '../database.ts'
import type { NewDelivery } from '../store.ts'

/** A delivery whose body is where it stays. */
export type KeptDelivery = Omit<NewDelivery, 'body'> & { readonly body: KeptBody }

export interface RemovedDelivery {
  readonly seq: number
  readonly id: string
  readonly inFile: boolean
}

const insertRow = `
INSERT INTO deliveries (id, endpoint_id, received_at, provider, provider_by, event_type, event_id, call_id, method, target,
  size, summary, verification_state, verification_reason, conformance_state, issue_count, deadline_ms, attempt,
  attempts_documented, aborted, sample, handshake)
VALUES (@id, @endpointId, @receivedAt, @provider, @providerBy, @eventType, @eventId, @callId, @method, @target,
  @size, @summary, @verificationState, @verificationReason, @conformanceState, @issueCount, @deadlineMs, @attempt,
  @attemptsDocumented, @aborted, @sample, @handshake)`

/** Statements on deliveries. Each function belongs into a transaction of the group commit. */
export function prepareDeliveryWrites(db: Database) {
  const row = db.prepare(insertRow)
  const details = db.prepare(
    'INSERT INTO delivery_details (seq, request, verification, conformance) VALUES (?, ?, ?, ?)',
  )
  const body = db.prepare('INSERT INTO bodies (seq, size, bytes) VALUES (?, ?, ?)')
  const lastAttempt = db
    .prepare(
      `SELECT attempt FROM deliveries WHERE event_id = ? AND endpoint_id = ? AND provider IS ?
       ORDER BY attempt DESC LIMIT 1`,
    )
    .pluck()
  const answerRow = db.prepare('UPDATE deliveries SET answer_status = ?, answer_ms = ? WHERE seq = ?')
  const answerDetails = db.prepare('UPDATE delivery_details SET answer = ? WHERE seq = ?')
  const verdictRow = db.prepare('UPDATE deliveries SET verification_state = ?, verification_reason = ? WHERE seq = ?')
  const verdictDetails = db.prepare('UPDATE delivery_details SET verification = ? WHERE seq = ?')
  const find = db.prepare(
    'SELECT seq, id, bytes IS NULL AS inFile FROM deliveries JOIN bodies USING (seq) WHERE deliveries.id = ?',
  )
  const remove = db.prepare('DELETE FROM deliveries WHERE seq = ?')
  const forgetLater = db.prepare('INSERT INTO removals (seq) VALUES (?)')

  return {
    insert(delivery: KeptDelivery): { seq: number; attempt: number } {
      const { facts, request, verification, conformance } = delivery
      const before = facts.eventId === null ? 0 : lastAttempt.get(facts.eventId, delivery.endpointId, facts.provider)
      const attempt = Number(before ?? 0) + 1
      const { lastInsertRowid } = row.run({
        id: delivery.id,
        endpointId: delivery.endpointId,
        receivedAt: delivery.receivedAt,
        provider: facts.provider,
        providerBy: facts.providerBy,
        eventType: facts.eventType,
        eventId: facts.eventId,
        callId: facts.callId,
        method: request.method,
        target: request.target,
        size: request.bodySize,
        summary: JSON.stringify(facts.summary),
        verificationState: verification.state,
        verificationReason: verification.reason,
        conformanceState: conformance.state,
        issueCount: conformance.issueCount,
        deadlineMs: delivery.deadlineMs,
        attempt,
        attemptsDocumented: delivery.attemptsDocumented,
        aborted: Number(request.aborted),
        sample: Number(delivery.sample),
        handshake: delivery.handshake,
      })
      const seq = Number(lastInsertRowid)
      details.run(seq, JSON.stringify(request), JSON.stringify(verification), JSON.stringify(conformance))
      body.run(seq, delivery.body.size, delivery.body.bytes)
      return { seq, attempt }
    },
    setAnswer(seq: number, answer: Answer): void {
      demand(answerRow.run(answer.status, answer.afterMs, seq).changes, seq)
      answerDetails.run(JSON.stringify(answer), seq)
    },
    setVerification(seq: number, verification: Verification): void {
      demand(verdictRow.run(verification.state, verification.reason, seq).changes, seq)
      verdictDetails.run(JSON.stringify(verification), seq)
    },
    /** Ids that are not there are passed over. */
    remove(ids: readonly string[]): RemovedDelivery[] {
      return ids.flatMap((id) => {
        const found = find.get(id) as { seq: number; id: string; inFile: number } | undefined
        if (found === undefined) return []
        remove.run(found.seq)
        forgetLater.run(found.seq)
        return [{ ...found, inFile: found.inFile === 1 }]
      })
    },
  }
}

function demand(changes: number, seq: number): void {
  if (changes === 0) throw new AppError('not-found', `Delivery number ${seq} is not in the store (any more).`)
}
