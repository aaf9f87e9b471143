import { closeSync, openSync, readSync } from 'node:fs'
import { AppError } from '#shared/api/errors.ts'
import type { Attempt, CapturedRequest, DeliveryDetail, DeliveryFacts } from '#shared/model/delivery.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { CapturedBody } from '../../lib/captured-body.ts'
import type { Database } from '../database.ts'
import { transferring } from '../workers/serve-calls.ts'
import { type DeliveryRecord, deliveryRecord, toDeliveryRow } from './delivery-rows.ts'

interface DetailRecord {
  readonly request: string
  readonly verification: string
  readonly conformance: string
  readonly answer: string | null
}

/** Attempts of one event that are listed; the provider's documented numbers are far below. */
const attemptsListed = 200

/** One delivery with everything that belongs to it. */
export function prepareDetailReads(db: Database, bodyPath: (id: string) => string) {
  const row = db.prepare(`SELECT ${deliveryRecord} FROM deliveries WHERE id = ?`)
  const details = db.prepare('SELECT * FROM delivery_details WHERE seq = ?')
  const attempts = db.prepare(
    `SELECT id, received_at AS receivedAt, answer_status AS status, attempt FROM deliveries
     WHERE event_id = ? AND endpoint_id = ? AND provider IS ? ORDER BY seq DESC LIMIT ${attemptsListed}`,
  )
  const ofCall = db.prepare('SELECT count(*) FROM deliveries WHERE call_id = ? AND provider IS ?').pluck()
  const bodySize = db.prepare('SELECT size, bytes IS NULL AS inFile FROM bodies WHERE seq = ?')
  const bodyBytes = db.prepare('SELECT bytes FROM bodies WHERE seq = ?').pluck()
  const bodyPiece = db.prepare('SELECT substr(bytes, ?, ?) FROM bodies WHERE seq = ?').pluck()
  const replayList = db.prepare('SELECT outcome FROM replays WHERE seq = ? ORDER BY number DESC').pluck()
  const replayBytes = db.prepare('SELECT bytes FROM replay_bodies WHERE replay_id = ?').pluck()

  const find = (id: string): DeliveryRecord => {
    const record = row.get(id) as DeliveryRecord | undefined
    if (record === undefined) throw new AppError('not-found', `Delivery ${id} is not in the store (any more).`)
    return record
  }
  const sizeOf = (seq: number) => bodySize.get(seq) as { size: number; inFile: number }

  return {
    seqOf: (id: string): number => find(id).seq,
    detail(id: string): DeliveryDetail {
      const record = find(id)
      const { seq, provider, event_id: eventId, call_id: callId } = record
      const detail = details.get(seq) as DetailRecord
      const shown = toDeliveryRow(record)
      const same = eventId === null ? [] : (attempts.all(eventId, record.endpoint_id, provider) as Attempt[])
      return {
        ...shown,
        facts: {
          provider,
          providerBy: record.provider_by as DeliveryFacts['providerBy'],
          eventType: record.event_type,
          eventId,
          callId,
          summary: shown.summary,
        },
        request: JSON.parse(detail.request) as CapturedRequest,
        verdict: JSON.parse(detail.verification) as DeliveryDetail['verdict'],
        check: JSON.parse(detail.conformance) as DeliveryDetail['check'],
        answerGiven: detail.answer === null ? null : (JSON.parse(detail.answer) as DeliveryDetail['answerGiven']),
        attempts: same.reverse(),
        callDeliveries: callId === null ? 0 : Number(ofCall.get(callId, provider)),
      }
    },
    body(id: string, offset: number, length: number): { bytes: Uint8Array; size: number } {
      const { seq } = find(id)
      const { size, inFile } = sizeOf(seq)
      const wanted = Math.max(0, Math.min(length, size - offset))
      // SQLite counts from 1.
      const bytes = inFile
        ? readPiece(bodyPath(id), offset, wanted)
        : own(bodyPiece.get(offset + 1, wanted, seq) as Uint8Array)
      return transferring({ bytes, size }, bytes.buffer)
    },
    wholeBody(id: string): CapturedBody {
      const { seq } = find(id)
      const { size, inFile } = sizeOf(seq)
      if (inFile) return { kind: 'file', path: bodyPath(id), size }
      const bytes = own(bodyBytes.get(seq) as Uint8Array)
      return transferring({ kind: 'memory', bytes }, bytes.buffer)
    },
    replays: (deliveryId: string): Replay[] =>
      (replayList.all(find(deliveryId).seq) as string[]).map((outcome) => JSON.parse(outcome) as Replay),
    replayBody(replayId: string): Uint8Array {
      const stored = replayBytes.get(replayId) as Uint8Array | undefined
      if (stored === undefined) throw new AppError('not-found', `Replay ${replayId} is not in the store (any more).`)
      const bytes = own(stored)
      return transferring(bytes, bytes.buffer)
    },
  }
}

/** A copy with a buffer of its own, which can be moved to another thread. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

function readPiece(path: string, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  const file = openSync(path, 'r')
  try {
    let done = 0
    while (done < length) {
      const count = readSync(file, bytes, done, length - done, offset + done)
      if (count === 0) break
      done += count
    }
    return done === length ? bytes : bytes.slice(0, done)
  } finally {
    closeSync(file)
  }
}
