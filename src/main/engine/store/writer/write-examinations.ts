import { AppError } from '#shared/api/errors.ts'
import type { Database } from '../database.ts'
import type { Examination } from '../store.ts'

interface Before {
  readonly endpointId: string
  readonly provider: string | null
  readonly eventId: string | null
  readonly attempt: number
  readonly summary: string
}

const updateRow = `
UPDATE deliveries SET provider = @provider, provider_by = @providerBy, event_type = @eventType, event_id = @eventId,
  call_id = @callId, summary = @summary, verification_state = @verificationState,
  verification_reason = @verificationReason, conformance_state = @conformanceState, issue_count = @issueCount,
  deadline_ms = @deadlineMs, attempt = @attempt, attempts_documented = @attemptsDocumented
WHERE seq = @seq`

const ofEvent = 'event_id = ? AND endpoint_id = ? AND provider IS ?'

/** Statements that examine a stored delivery anew. The function belongs into a transaction of the group commit. */
export function prepareExaminationWrites(db: Database) {
  const find = db.prepare(
    'SELECT endpoint_id AS endpointId, provider, event_id AS eventId, attempt, summary FROM deliveries WHERE seq = ?',
  )
  const row = db.prepare(updateRow)
  const details = db.prepare('UPDATE delivery_details SET verification = ?, conformance = ? WHERE seq = ?')
  const attemptBefore = db
    .prepare(`SELECT attempt FROM deliveries WHERE ${ofEvent} AND seq < ? ORDER BY attempt DESC LIMIT 1`)
    .pluck()
  const moveLater = db
    .prepare(`UPDATE deliveries SET attempt = attempt + ? WHERE ${ofEvent} AND seq > ? RETURNING seq`)
    .pluck()
  const indexAnew = db.prepare('INSERT INTO removals (seq) VALUES (?)')

  /** The delivery leaves the attempts of one event and takes its place, by arrival, among those of another. */
  const moveAttempt = (seq: number, before: Before, { eventId, provider }: Examination['facts']) => {
    const leaves = [before.eventId, before.endpointId, before.provider, seq] as const
    const joins = [eventId, before.endpointId, provider, seq] as const
    // `event_id = NULL` holds for no row: a delivery without an event id has no attempts beside it.
    const moved = [...moveLater.all(-1, ...leaves), ...moveLater.all(1, ...joins)] as number[]
    return { attempt: Number(attemptBefore.get(...joins) ?? 0) + 1, moved }
  }

  return {
    put(seq: number, examination: Examination): { changed: number[] } {
      const before = find.get(seq) as Before | undefined
      if (before === undefined)
        throw new AppError('not-found', `Delivery number ${seq} is not in the store (any more).`)
      const { facts, verification, conformance } = examination
      const summary = JSON.stringify(facts.summary)
      const sameEvent = facts.eventId === before.eventId && facts.provider === before.provider
      const { attempt, moved } = sameEvent ? { attempt: before.attempt, moved: [] } : moveAttempt(seq, before, facts)
      row.run({
        seq,
        provider: facts.provider,
        providerBy: facts.providerBy,
        eventType: facts.eventType,
        eventId: facts.eventId,
        callId: facts.callId,
        summary,
        verificationState: verification.state,
        verificationReason: verification.reason,
        conformanceState: conformance.state,
        issueCount: conformance.issueCount,
        deadlineMs: examination.deadlineMs,
        attempt,
        attemptsDocumented: examination.attemptsDocumented,
      })
      details.run(JSON.stringify(verification), JSON.stringify(conformance), seq)
      // The search index holds the summary's words.
      if (summary !== before.summary) indexAnew.run(seq)
      return { changed: [...new Set([seq, ...moved])] }
    },
  }
}
