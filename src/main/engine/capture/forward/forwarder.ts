import { join } from 'node:path'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { Forward, ForwardError } from '#shared/model/forward.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import type { CapturedBody } from '../../lib/captured-body.ts'
import type { NewFact } from '../../log/codec.ts'
import type { AnsweredDelivery } from '../../log/entries.ts'
import type { LogWriter } from '../../log/log-writer.ts'
import type { Clock } from '../../ports.ts'
import { targetFor } from '../../replay/target.ts'
import { type CaptureAnswer, writeAnswer } from '../answer.ts'
import type { ReceivedBody } from '../body-sink.ts'
import type { Moment } from '../message-clock.ts'
import type { RecordMemory } from './answer-record.ts'
import { type AnswerSink, askTarget, nothing, type TargetOutcome } from './ask-target.ts'
import { type AnswerPlace, type PassedAnswer, passAnswer } from './pass-answer.ts'
import type { QueueGate } from './queue-gate.ts'
import { forwardedHeaders } from './request-headers.ts'
import { type CaptureForward, chooseTargets, refusalOf } from './targets.ts'

/** A delivery that is on disk. */
export interface ForwardedDelivery {
  readonly seq: number
  readonly endpointId: string
  readonly forward: CaptureForward
  readonly request: CapturedRequest
  readonly body: ReceivedBody
  readonly eventType: string | null
  readonly firstByte: Moment
  readonly storedAfterMs: number
}

export interface Forwarder {
  /** Asks the target and passes its answer on; `aborted`: the provider did not get a whole answer. Never rejects. */
  serve(delivery: ForwardedDelivery, place: AnswerPlace): Promise<'answered' | 'aborted'>
  /** Sends the copies alone: the delivery itself waits in the queue. */
  copy(delivery: ForwardedDelivery): void
  /** Copies that are on their way get so long, milliseconds. */
  close(graceMs: number): Promise<void>
}

interface ForwarderParts {
  readonly writer: Pick<LogWriter, 'addAnswer' | 'addFacts' | 'addOutcome'>
  readonly clock: Clock
  /** Folder of the body files. */
  readonly bodies: string
  readonly gate: QueueGate
  /** Origins outside of this machine that the user has agreed to. */
  readonly approved: () => readonly string[]
  /** Where the receiver can be reached. */
  readonly ownUrls: () => readonly string[]
  /** A delivery waits for its target. */
  readonly queued: (endpointId: string) => void
  readonly onError: (error: unknown) => void
}

/** What the provider gets for a delivery that goes out later. */
export const queuedReply = {
  status: 202,
  headers: [['Content-Type', 'application/json']],
  body: '{"received":true}',
  by: 'queued',
} as const

/** An answer that takes longer than this after its head is noted before its end, milliseconds. */
const longAnswerMs = 250
/** Recorded answers may take so much memory together, bytes. */
const recordLimit = 16 * 1024 * 1024
/** Copies on their way at the same time, and bytes of their bodies. */
const copyLimits = { count: 100, bytes: 32 * 1024 * 1024 }

const senderLeft: ForwardError = {
  code: 'sender-left',
  message: 'The provider hung up before it had the whole answer, so that the request to the target was ended.',
}
const stopped: ForwardError = { code: 'stopped', message: 'Switchhook was stopped before the target had answered.' }
const busy: ForwardError = { code: 'busy', message: 'Too many copies were on their way at the same time.' }

/** In these cases the target is not going to take it later either, or nobody waits for it. */
const neverQueued: readonly ForwardError['code'][] = ['own-receiver', 'not-approved', 'sender-left', 'stopped']

/** Forwards deliveries from the capture thread itself, each after its commit. */
export function createForwarder(parts: ForwarderParts): Forwarder {
  const { writer, clock, gate } = parts
  const memory: RecordMemory = { limit: recordLimit, used: 0 }
  const copies = { running: new Set<Promise<void>>(), bytes: 0, stop: new AbortController() }

  interface Sent {
    readonly target: string
    readonly sentAt: number
    readonly changes: Forward['changes']
    readonly outcome: TargetOutcome
  }

  async function send(
    { forward, request, body }: ForwardedDelivery,
    url: string,
    signal: AbortSignal,
    passTo?: AnswerSink,
  ): Promise<Sent> {
    const target = targetFor(url, request.target)
    const sentAt = clock.now()
    const refusal = refusalOf(url, parts.approved(), parts.ownUrls())
    if (refusal !== null) return { target: withoutCredentials(target), sentAt, changes: [], outcome: nothing(refusal) }
    const { headers, changes } = forwardedHeaders(request, target, forward.forwardedHeaders)
    const { method } = request
    const { timeoutMs } = forward
    const order = { method, url: target, headers, body: storedBody(body), timeoutMs, clock, memory, signal }
    const outcome = await askTarget(passTo === undefined ? order : { ...order, passTo })
    return { target: withoutCredentials(target), sentAt, changes, outcome }
  }

  const storedBody = (body: ReceivedBody): CapturedBody =>
    body.kind === 'memory' ? body : { kind: 'file', path: join(parts.bodies, body.name), size: body.size }

  function startCopies(delivery: ForwardedDelivery): void {
    for (const url of chooseTargets(delivery.forward, delivery.eventType).copies) {
      const bytes = delivery.body.kind === 'memory' ? delivery.body.bytes.length : 0
      const isFull = copies.running.size >= copyLimits.count || copies.bytes + bytes > copyLimits.bytes
      copies.bytes += bytes
      const sending = sendCopy(delivery, url, isFull)
        .catch(parts.onError)
        .finally(() => {
          copies.bytes -= bytes
          copies.running.delete(sending)
        })
      copies.running.add(sending)
    }
  }

  async function sendCopy(delivery: ForwardedDelivery, url: string, isFull: boolean): Promise<void> {
    const refused = { target: withoutCredentials(url), sentAt: clock.now(), changes: [], outcome: nothing(busy) }
    const sent = isFull ? refused : await send(delivery, url, copies.stop.signal)
    writer.addOutcome(factOf(delivery.seq, 'copy', sent, 'nothing'))
  }

  function noteAnswer(delivery: ForwardedDelivery, reply: NonNullable<AnsweredDelivery['reply']>): void {
    const { seq, firstByte, storedAfterMs } = delivery
    writer.addAnswer({ about: seq, afterMs: clock.elapsed() - firstByte.elapsed, storedAfterMs, reply })
  }

  async function serve(delivery: ForwardedDelivery, place: AnswerPlace): Promise<'answered' | 'aborted'> {
    const { res } = place
    startCopies(delivery)
    const stop = new AbortController()
    const onLeft = () => stop.abort(place.draining() ? stopped : senderLeft)
    res.once('close', onLeft)
    if (res.destroyed || res.socket === null || res.socket.destroyed) onLeft()
    let long: NodeJS.Timeout | undefined
    const passing = passAnswer(place, () => {
      const status = res.statusCode
      long = setTimeout(() => noteAnswer(delivery, { status, by: 'forward' }), longAnswerMs)
    })
    const { answers } = chooseTargets(delivery.forward, delivery.eventType)
    const sent = await send(delivery, answers, stop.signal, passing)
    const { error } = sent.outcome
    const isWhole = passing.begun && error === null && (await passing.end())
    clearTimeout(long)
    res.off('close', onLeft)
    if (passing.begun) return endPassed(delivery, sent, passing, isWhole)
    if (!stop.signal.aborted && error !== null) return answerInPlace(delivery, place, sent, error)
    writer.addOutcome(factOf(delivery.seq, 'answers', sent, 'nothing', { error: error ?? senderLeft }))
    return 'aborted'
  }

  /** Notes what the provider got of the target's answer, and makes it notice where something is missing. */
  function endPassed(
    delivery: ForwardedDelivery,
    sent: Sent,
    passing: PassedAnswer,
    isWhole: boolean,
  ): 'answered' | 'aborted' {
    if (!isWhole) passing.cut()
    noteAnswer(delivery, { status: sent.outcome.status ?? 0, by: 'forward' })
    const error = sent.outcome.error ?? (isWhole ? null : senderLeft)
    writer.addOutcome(factOf(delivery.seq, 'answers', sent, isWhole ? 'answer' : 'part', { error }))
    return isWhole ? 'answered' : 'aborted'
  }

  /** The target gave no answer: the provider gets the fallback, or 202 where the delivery waits for the target from here on. */
  async function answerInPlace(
    delivery: ForwardedDelivery,
    { res, idleTimeoutMs, draining }: AnswerPlace,
    sent: Sent,
    error: ForwardError,
  ): Promise<'answered' | 'aborted'> {
    const { seq, endpointId, forward } = delivery
    const isQueued = forward.storeAndForward && !neverQueued.includes(error.code) && (await putInQueue(delivery, sent))
    const reply = isQueued ? queuedReply : fallbackReply(forward)
    if (!isQueued) writer.addOutcome(factOf(seq, 'answers', sent, 'fallback', { reply }))
    else parts.queued(endpointId)
    if (draining()) res.shouldKeepAlive = false
    if (!(await writeAnswer(res, reply, idleTimeoutMs))) return 'aborted'
    noteAnswer(delivery, { status: reply.status, by: isQueued ? 'queued' : 'fallback' })
    return 'answered'
  }

  /** On disk before the provider gets its 202; false where that fails. */
  async function putInQueue({ seq, endpointId }: ForwardedDelivery, sent: Sent): Promise<boolean> {
    try {
      gate.hold(endpointId, seq)
      await writer.addFacts([factOf(seq, 'answers', sent, 'queued', { reply: queuedReply })])
      return true
    } catch (error) {
      parts.onError(error)
      return false
    }
  }

  function factOf(
    about: number,
    role: Forward['role'],
    { target, sentAt, changes, outcome }: Sent,
    given: Forward['given'],
    more: { readonly error?: ForwardError | null; readonly reply?: CaptureAnswer } = {},
  ): NewFact {
    const { body, ...rest } = outcome
    const { error = outcome.error, reply } = more
    const forward = {
      ...{ role, target, sentAt, changes, ...rest, error, given, mayRepeat: false },
      ...(reply && { reply: { headers: [...reply.headers], body: reply.body } }),
    }
    return { kind: 'forwarded', about, forward, body }
  }

  return {
    serve: (delivery, place) =>
      serve(delivery, place).catch((error: unknown) => {
        parts.onError(error)
        return 'aborted'
      }),
    copy: startCopies,
    async close(graceMs) {
      const timer = setTimeout(() => copies.stop.abort(stopped), graceMs)
      await Promise.all(copies.running)
      clearTimeout(timer)
    },
  }
}

function fallbackReply({ fallback }: CaptureForward): CaptureAnswer {
  const { status, text } = fallback
  return { status, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: text }
}
