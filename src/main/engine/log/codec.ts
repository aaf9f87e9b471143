import type { Conformance } from '#shared/model/conformance.ts'
import type { CapturedRequest, DeliveryFacts } from '#shared/model/delivery.ts'
import type { Verification } from '#shared/model/verification.ts'
import { crc32 } from '../lib/zlib.ts'
import { deliveryId } from './delivery-id.ts'
import type { AnsweredDelivery, DeliveryHead, LogEntry, StoredBody } from './entries.ts'
import type { RawEntry } from './packing.ts'
import type { ReadShared, SharedParts } from './shared-parts.ts'

/** Numbers of the entry kinds in the database. */
export const kinds = {
  delivery: 1,
  deliveryWithFile: 2,
  answered: 3,
  examined: 4,
  causeFound: 5,
  replayed: 6,
  removed: 7,
  forwarding: 8,
  forwarded: 9,
  notReplayed: 10,
  annotated: 11,
  hidden: 12,
  restored: 13,
}

/** A head before it is stored: its id follows from its `seq`. */
export type StoredHead = Omit<DeliveryHead, 'id'> & {
  readonly file?: { readonly name: string; readonly size: number }
}

/** What it takes to read a delivery of a log. */
export interface LogContext {
  readonly code: string
  readonly shared: ReadShared
}

const noBytes = new Uint8Array()

/** An entry as the engine knows it; one that is damaged is `unreadable`, so that it does not hide the ones behind it. */
export function decodeEntry(raw: RawEntry, context: LogContext): LogEntry {
  try {
    return decode(raw, context)
  } catch {
    return { seq: raw.seq, kind: 'unreadable' }
  }
}

function decode(raw: RawEntry, context: LogContext): LogEntry {
  const { seq, about } = raw
  const head = JSON.parse(raw.head) as Record<string, never>
  switch (raw.kind) {
    case kinds.delivery:
    case kinds.deliveryWithFile:
      return { seq, kind: 'delivery', ...decodeDelivery(raw, context) }
    case kinds.answered:
      return { seq, kind: 'answered', answers: decodeAnswers(head.answers!) }
    case kinds.examined:
      return { seq, kind: 'examined', about: about!, examination: head.examination! }
    case kinds.causeFound:
      return { seq, kind: 'cause-found', about: about!, cause: head.cause! }
    case kinds.replayed:
      return {
        seq,
        kind: 'replayed',
        about: about!,
        replay: head.replay!,
        ...splitBodies(raw.body ?? noBytes, head.sent),
      }
    case kinds.notReplayed:
      return { seq, kind: 'not-replayed', about: about!, item: head.item! }
    case kinds.forwarding:
      return { seq, kind: 'forwarding', about: about!, target: head.target!, at: head.at! }
    case kinds.forwarded:
      return { seq, kind: 'forwarded', about: about!, forward: head.forward!, body: raw.body ?? noBytes }
    case kinds.annotated:
      return { seq, kind: 'annotated', about: about!, change: head.change! }
    case kinds.hidden:
    case kinds.restored:
      return { seq, kind: raw.kind === kinds.hidden ? 'hidden' : 'restored', deliveries: head.deliveries! }
    case kinds.removed:
      return { seq, kind: 'removed', deliveries: head.deliveries! }
    default:
      throw new Error(`entry ${seq} of the log is of the unknown kind ${raw.kind}`)
  }
}

/** What a delivery is answered with unless something else is set up; heads leave it out. */
export const usualReply: NonNullable<DeliveryHead['reply']> = {
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: '{"received":true}',
  by: 'rule',
}

/** A head as it is written: every delivery pays for each of its bytes twice, in the write-ahead log and in the file. */
interface WrittenHead {
  /** Endpoint, first byte (Unix ms), and milliseconds until the last byte. */
  readonly e: readonly [endpointId: string, receivedAt: number, tookMs: number]
  readonly q: readonly [
    method: string,
    target: string,
    headers: CapturedRequest['headers'],
    remoteAddress: string,
    bodySize: number,
    publicUrl: string,
  ]
  /** What is rarely otherwise: HTTP version, trailers, through the tunnel, aborted. */
  readonly o?: Partial<Pick<CapturedRequest, 'httpVersion' | 'trailers' | 'viaTunnel' | 'aborted'>>
  readonly f: DeliveryFacts
  readonly v: Omit<Verification, 'covers' | 'replay'> & {
    readonly covers: Verification['covers'] | number
    readonly replay: Verification['replay'] | number
  }
  readonly c: Conformance | number
  readonly d: readonly [deadlineMs: number | null, attemptsDocumented: number | null]
  /** Left out: no sample, no set-up request, the usual reply. */
  readonly s?: true
  readonly h?: string
  readonly r?: DeliveryHead['reply']
  readonly w?: DeliveryHead['forwarding']
  readonly rule?: DeliveryHead['rule']
  readonly i?: DeliveryHead['imported']
  readonly file?: StoredHead['file']
  readonly crc?: number
}

/** The head as JSON. `put` as in SharedParts. */
export function encodeHead(head: StoredHead, body: Uint8Array | null, put: SharedParts['put']): string {
  const { request, verification, conformance } = head
  const { httpVersion, trailers, viaTunnel, aborted } = request
  const isUsual = httpVersion === '1.1' && trailers.length === 0 && !viaTunnel && !aborted
  const isShared = conformance.issues.length === 0 && conformance.notes === undefined && conformance.detail === null
  const written: WrittenHead = {
    e: [head.endpointId, head.receivedAt, rounded(request.lastByteAt - request.firstByteAt)],
    q: [
      request.method,
      request.target,
      request.headers,
      request.remoteAddress,
      request.bodySize,
      request.publicUrl.endsWith(request.target)
        ? request.publicUrl.slice(0, request.publicUrl.length - request.target.length)
        : `=${request.publicUrl}`,
    ],
    ...(isUsual ? undefined : { o: { httpVersion, trailers, viaTunnel, aborted } }),
    f: head.facts,
    v: { ...verification, covers: put(verification.covers), replay: put(verification.replay) },
    c: isShared ? put(conformance) : conformance,
    d: [head.deadlineMs, head.attemptsDocumented],
    ...(head.sample ? { s: true } : undefined),
    ...(head.handshake === null ? undefined : { h: head.handshake }),
    ...(isUsualReply(head.reply) ? undefined : { r: head.reply }),
    ...(head.forwarding === undefined ? undefined : { w: head.forwarding }),
    ...(head.rule === undefined ? undefined : { rule: head.rule }),
    ...(head.imported === undefined ? undefined : { i: head.imported }),
    ...(head.file === undefined ? undefined : { file: head.file }),
    ...(body === null ? undefined : { crc: crc32(body) }),
  }
  return JSON.stringify(written)
}

function isUsualReply(reply: DeliveryHead['reply']): boolean {
  if (reply === usualReply) return true
  if (reply === null || reply.by !== 'rule') return false
  const { status, headers, body } = usualReply
  return reply.status === status && reply.body === body && String(reply.headers) === String(headers)
}

/** What stands for shared parts that damage has taken. */
const lost: Pick<Verification, 'covers' | 'replay'> & { readonly conformance: Conformance } = {
  covers: { extent: 'nothing', detail: 'nothing' },
  replay: { protected: false, toleranceSeconds: null, detail: '' },
  conformance: {
    state: 'no-schema',
    reason: 'check-timed-out',
    schema: null,
    issues: [],
    issueCount: 0,
    documentedFields: 0,
    detail: 'what was found was lost with a damaged part of the log',
  },
}

/** A delivery's head and body. */
export function decodeDelivery(raw: RawEntry, { code, shared }: LogContext): { head: DeliveryHead; body: StoredBody } {
  const written = JSON.parse(raw.head) as WrittenHead
  const [endpointId, receivedAt, tookMs] = written.e
  const [method, target, headers, remoteAddress, bodySize, base] = written.q
  const { covers, replay, ...verdict } = written.v
  const head: DeliveryHead = {
    id: deliveryId(code, raw.seq),
    endpointId,
    receivedAt,
    request: {
      method,
      target,
      httpVersion: '1.1',
      headers,
      trailers: [],
      remoteAddress,
      publicUrl: base.startsWith('=') ? base.slice(1) : base + target,
      viaTunnel: false,
      firstByteAt: receivedAt,
      lastByteAt: receivedAt + tookMs,
      bodySize,
      aborted: false,
      ...written.o,
    },
    facts: written.f,
    verification: { ...verdict, covers: shared(covers, lost.covers), replay: shared(replay, lost.replay) },
    conformance: shared(written.c, lost.conformance),
    deadlineMs: written.d[0],
    attemptsDocumented: written.d[1],
    sample: written.s ?? false,
    handshake: written.h ?? null,
    reply: written.r === undefined ? usualReply : written.r,
    ...(written.w !== undefined && { forwarding: written.w }),
    ...(written.rule !== undefined && { rule: written.rule }),
    ...(written.i !== undefined && { imported: written.i }),
  }
  const { file } = written
  return {
    head,
    body: file === undefined ? { kind: 'bytes', bytes: raw.body ?? noBytes } : { kind: 'file', ...file },
  }
}

/** Answers as flat rows: a log of many small deliveries is largely made of them. */
export function encodeAnswers(answers: readonly AnsweredDelivery[]): string {
  return JSON.stringify({
    answers: answers.map(({ about, afterMs, storedAfterMs, reply, unanswered }): WrittenAnswer => {
      const times = [about, rounded(afterMs), rounded(storedAfterMs)] as const
      if (unanswered !== undefined) return [...times, unanswered]
      return reply === undefined ? times : [...times, reply.status, reply.by]
    }),
  })
}

type WrittenAnswer =
  | readonly [about: number, afterMs: number, storedAfterMs: number]
  | readonly [about: number, afterMs: number, storedAfterMs: number, status: number, by: AnswerBy]
  | readonly [about: number, afterMs: number, storedAfterMs: number, unanswered: Unanswered]

type AnswerBy = NonNullable<AnsweredDelivery['reply']>['by']
type Unanswered = NonNullable<AnsweredDelivery['unanswered']>

function decodeAnswers(rows: readonly WrittenAnswer[]): AnsweredDelivery[] {
  return rows.map(([about, afterMs, storedAfterMs, what, by]) => ({
    ...{ about, afterMs, storedAfterMs },
    ...(typeof what === 'number' && by !== undefined && { reply: { status: what, by } }),
    ...(typeof what === 'string' && { unanswered: what }),
  }))
}

/** Hundredths of a millisecond are more than a clock tells. */
const rounded = (ms: number): number => Math.round(ms * 100) / 100

/** The entries that are about a delivery, as they are stored. */
export type Fact = Extract<
  LogEntry,
  { kind: 'examined' | 'cause-found' | 'replayed' | 'not-replayed' | 'forwarding' | 'forwarded' | 'annotated' }
>
export type NewFact = Fact extends infer F ? (F extends Fact ? Omit<F, 'seq'> : never) : never

export function encodeFact(fact: NewFact): Omit<RawEntry, 'seq'> {
  const { about } = fact
  switch (fact.kind) {
    case 'examined':
      return { kind: kinds.examined, about, head: JSON.stringify({ examination: fact.examination }), body: null }
    case 'cause-found':
      return { kind: kinds.causeFound, about, head: JSON.stringify({ cause: fact.cause }), body: null }
    case 'replayed':
      return { kind: kinds.replayed, about, ...encodeReplay(fact) }
    case 'not-replayed':
      return { kind: kinds.notReplayed, about, head: JSON.stringify({ item: fact.item }), body: null }
    case 'forwarding':
      return { kind: kinds.forwarding, about, head: JSON.stringify({ target: fact.target, at: fact.at }), body: null }
    case 'forwarded':
      return { kind: kinds.forwarded, about, head: JSON.stringify({ forward: fact.forward }), body: fact.body }
    case 'annotated':
      return { kind: kinds.annotated, about, head: JSON.stringify({ change: fact.change }), body: null }
  }
}

/** One blob holds both bodies, what was sent first. */
function encodeReplay({ replay, body, sent = noBytes }: Extract<NewFact, { kind: 'replayed' }>) {
  if (sent.length === 0) return { head: JSON.stringify({ replay }), body }
  return { head: JSON.stringify({ replay, sent: sent.length }), body: Buffer.concat([sent, body]) }
}

function splitBodies(bytes: Uint8Array, sent: number | undefined) {
  return sent === undefined ? { body: bytes } : { body: bytes.subarray(sent), sent: bytes.subarray(0, sent) }
}

/** Adds facts to the log; rejects with AppError `not-found` where one of the deliveries is gone, and adds none then. */
export type AddFacts = (facts: readonly NewFact[]) => Promise<void>
