import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { AppError } from '#shared/api/errors.ts'
import type { Attempt, DeliveryDetail } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { type Database, faultCode } from '../lib/database.ts'
import { transferring } from '../lib/peer.ts'
import type { DeliveryHead, Examination, LogEntry, StoredBody } from '../log/entries.ts'
import { isPinned, latestExamination, latestNote } from '../log/latest-facts.ts'
import type { LogReader } from '../log/log-reader.ts'
import { flags, textKey } from '../projections/codes.ts'
import { leaving } from '../projections/rows.ts'
import { forwardIdOf, forwardsOf, givenReply, isForward } from './read-forwards.ts'
import { type RowRecord, readRecords, rowOfHead, unansweredOf } from './read-rows.ts'
import type { ViewsConnection } from './views-connection.ts'

type Found = Extract<
  LogEntry,
  { kind: 'examined' | 'cause-found' | 'replayed' | 'not-replayed' | 'forwarding' | 'forwarded' | 'annotated' }
>
type ReplayEntry = Extract<LogEntry, { kind: 'replayed' }>

/** Attempts of one event that are listed; the provider's documented numbers are far below. */
const attemptsListed = 200
/** Entries that are looked through for a replay that the views do not know yet. */
const newestEntries = 2000

/** One delivery with everything that belongs to it: from the log, with what the views add as soon as they have it. */
export function createDetailReads(log: LogReader, views: ViewsConnection, idOf: (seq: number) => string) {
  function headOf(id: string): { readonly seq: number; readonly head: DeliveryHead } {
    const seq = log.seqOf(id)
    const head = seq === null ? undefined : log.heads([seq]).get(seq)
    if (seq === null || head === undefined) throw notFound(`Delivery ${id}`)
    return { seq, head }
  }

  const seqOf = (id: string): number => headOf(id).seq

  function bodyOf(id: string): { readonly seq: number; readonly body: StoredBody } {
    const seq = log.seqOf(id)
    const found = seq === null ? null : log.delivery(seq)
    if (seq === null || found === null) throw notFound(`Delivery ${id}`)
    return { seq, body: found.body }
  }

  return {
    seqOf,
    detail(id: string): DeliveryDetail {
      const { seq, head } = headOf(id)
      const found = log.facts(seq) as Found[]
      const examination = latestExamination(head, found)
      const { facts, verification, conformance } = examination
      const projected = views.read((db) => {
        const record = readRecords(db, [seq])[0] ?? null
        return { record, attempts: attemptsOf(db, seq, idOf), ofCall: callDeliveries(db, examination) }
      })
      if (projected.record !== null && isLeaving(projected.record)) throw notFound(`Delivery ${id}`)
      const answered = answerOf(projected.record)
      const note = latestNote(found)
      const forwards = forwardsOf(found, id)
      const reply = answered === null ? null : (head.reply ?? givenReply(answered.status, found))
      return {
        ...rowOfHead(seq, head, examination),
        answer: answered && { status: reply?.status ?? answered.status, ms: answered.times.afterMs },
        ...ofViews(projected.record),
        replays: found.filter(({ kind }) => kind === 'replayed').length,
        ...(isPinned(found) && { pinned: true as const }),
        ...(note !== null && { note }),
        facts,
        request: head.request,
        verdict: verification,
        check: conformance,
        appliedRule: head.rule ?? null,
        answerGiven: answered && reply ? { ...reply, ...answered.times } : null,
        attempts: projected.attempts,
        forwards,
        callDeliveries: facts.callId === null ? 0 : Math.max(1, projected.ofCall),
      }
    },
    /** What was found in a delivery up to an entry of the log. */
    examinationAt(id: string, through: number): Examination {
      const { seq, head } = headOf(id)
      const earlier = log.facts(seq).filter((entry) => entry.seq <= through)
      const { facts, verification, conformance, deadlineMs, attemptsDocumented } = latestExamination(head, earlier)
      return { facts, verification, conformance, deadlineMs, attemptsDocumented }
    },
    body(id: string, offset: number, length: number): { bytes: Uint8Array; size: number } {
      const { body } = bodyOf(id)
      const size = body.kind === 'file' ? body.size : body.bytes.length
      const wanted = Math.max(0, Math.min(length, size - offset))
      const bytes =
        body.kind === 'file'
          ? readPiece(log.bodyPath(body.name), offset, wanted)
          : new Uint8Array(body.bytes.subarray(offset, offset + wanted))
      return transferring({ bytes, size }, bytes.buffer)
    },
    /** For replay, export and re-check: all bytes, or the file's path. */
    wholeBody(id: string): CapturedBody {
      const { body } = bodyOf(id)
      if (body.kind === 'file') {
        const path = log.bodyPath(body.name)
        if (statSync(path, { throwIfNoEntry: false }) === undefined) throw bodyMissing(path)
        return { kind: 'file', path, size: body.size }
      }
      const bytes = new Uint8Array(body.bytes)
      return transferring({ kind: 'memory', bytes }, bytes.buffer)
    },
    /** Newest first. */
    replays(deliveryId: string): Replay[] {
      const found = log.facts(seqOf(deliveryId)).filter(isReplay)
      return found.map(({ replay }, index) => ({ ...replay, number: index + 1 })).reverse()
    },
    forwardBody(deliveryId: string, forwardId: string): Uint8Array {
      const entries = log.facts(seqOf(deliveryId)).filter(isForward)
      const entry = entries.find(({ seq }) => forwardIdOf(seq) === forwardId)
      if (entry === undefined) throw notFound(`Forward ${forwardId}`)
      const bytes = new Uint8Array(entry.body)
      return transferring(bytes, bytes.buffer)
    },
    replayBody(replayId: string): Uint8Array {
      const bytes = new Uint8Array(replayEntry(replayId).body)
      return transferring(bytes, bytes.buffer)
    },
    /** What was sent, where that was not the stored request. */
    replaySent(replayId: string): { readonly headers: HeaderPair[]; readonly body: Uint8Array } {
      const { replay, sent } = replayEntry(replayId)
      return { headers: replay.sent?.headers ?? [], body: new Uint8Array(sent ?? []) }
    },
  }

  function replayEntry(replayId: string): ReplayEntry {
    const known = views.read((db) => db.prepare('SELECT about FROM replays WHERE id = ?').pluck().get(replayId))
    const entries =
      typeof known === 'number' ? log.facts(known) : log.after(log.through() - newestEntries, newestEntries)
    const entry = entries.filter(isReplay).find(({ replay }) => replay.id === replayId)
    if (entry === undefined) throw notFound(`Replay ${replayId}`)
    return entry
  }
}

function attemptsOf(db: Database, seq: number, idOf: (seq: number) => string): Attempt[] {
  const found = db
    .prepare(
      `SELECT one.seq, at AS receivedAt, nullif(status, 0) AS status, answer_us / 1000.0 AS ms, one.attempt, guess
       FROM attempts AS this JOIN attempts AS one USING (key, scope, event, guess) JOIN deliveries ON deliveries.seq = one.seq
       WHERE this.seq = ? AND one.attempt > 0 ORDER BY one.seq DESC LIMIT ${attemptsListed}`,
    )
    .all(seq) as (Omit<Attempt, 'id'> & { seq: number; guess: number })[]
  // That no other delivery has the same bytes says nothing about attempts.
  if (found.length === 1 && found[0]?.guess === 1) return []
  return found.reverse().map(({ seq: each, guess: _, ...attempt }) => ({ id: idOf(each), ...attempt }))
}

function callDeliveries(db: Database, { facts: { callId, provider } }: Examination): number {
  if (callId === null) return 0
  return db
    .prepare(
      `SELECT count(*) FROM deliveries JOIN lines USING (seq) WHERE call = ? AND call_id = ? AND NOT (${leaving})
       AND provider = coalesce((SELECT id FROM texts WHERE text = ?), 0)`,
    )
    .pluck()
    .get(textKey(callId), callId, provider) as number
}

function answerOf(record: RowRecord | null) {
  if (record === null || record.status === 0) return null
  const times = { afterMs: (record.answer_us ?? 0) / 1000, storedAfterMs: (record.stored_us ?? 0) / 1000 }
  return { status: record.status, times }
}

const isLeaving = (record: RowRecord): boolean => (record.flags & flags.leaving) !== 0

function isReplay(entry: LogEntry): entry is ReplayEntry {
  return entry.kind === 'replayed'
}

function notFound(what: string): AppError {
  return new AppError('not-found', `${what} is not in the log (any more).`)
}

function bodyMissing(path: string): AppError {
  return new AppError('unavailable', `The body of this delivery is missing: the file ${path} is gone.`)
}

/** Throws AppError `unavailable` where the file is gone. */
export function readPiece(path: string, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  try {
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
  } catch (error) {
    throw faultCode(error) === 'ENOENT' ? bodyMissing(path) : error
  }
}

/** What only the views know; a delivery that is not in them yet is the first of its event. */
function ofViews(record: RowRecord | null) {
  if (record === null) return { attempt: 1 }
  return {
    attempt: record.attempt ?? 1,
    ...(record.forward && { forward: record.forward }),
    ...(record.attempt_guess === 1 && { attemptGuessed: true as const }),
    ...(record.since_attempt != null && { sinceAttemptMs: record.since_attempt }),
    ...(record.accepted_before === 1 && { acceptedBefore: true as const }),
    ...unansweredOf(record),
  }
}
