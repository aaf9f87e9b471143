import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import { headerPairs } from '#shared/model/headers.ts'
import type { AppliedRule } from '#shared/model/response-rule.ts'
import type { Clock } from '../ports.ts'
import { type CaptureAnswer, faultOfAnswer, type Refusal, writeAnswer } from './answer.ts'
import { type BodyEnd, type BodyMemory, BodySink, type ReceivedBody, readBody } from './body-sink.ts'
import type { CaptureLimits } from './contract.ts'
import type { AnswerPlace } from './forward/pass-answer.ts'
import type { Moment } from './message-clock.ts'
import { publicUrl } from './public-url.ts'
import { admitRequest, maxHeaderLines, tooManyLines } from './request-head.ts'
import { carryOut, type RuleEnd } from './rules/carry-out.ts'

/** A request that reached an endpoint's path, complete or aborted. */
export interface IncomingDelivery {
  readonly token: string
  readonly request: CapturedRequest
  readonly body: ReceivedBody
  readonly firstByte: Moment
}

/** An answer, and what to do once it was handed to the socket. */
export interface GivenAnswer extends CaptureAnswer {
  readonly sent?: () => void
  /** What a response rule does with the answer, and whom to tell what came of it; `sent` is not called then. */
  readonly planned?: Pick<AppliedRule, 'did' | 'delayMs'> & { readonly ended: (end: RuleEnd) => void }
  /** False where nothing was stored; then a body file is nobody's. */
  readonly stored?: boolean
}

/** The answer comes from elsewhere, and is written as it comes. */
export interface RelayedAnswer {
  readonly relay: (place: AnswerPlace) => Promise<'answered' | 'aborted'>
}

export interface CaptureHandler {
  /** Is this the token of an endpoint? Unknown ones get the bare 404 before a byte of the body is read. */
  knows(token: string): boolean
  tunnelUrl(): string | null
  /** Stores the delivery; resolves when it is durable. An aborted one is stored too, its answer is not sent. A rejection becomes 503. */
  receive(incoming: IncomingDelivery): Promise<GivenAnswer | RelayedAnswer>
  /** A body could not be written to its file. */
  diskFailed(error: unknown): void
  /** A request that was turned away: for the counters, and one line in the log. */
  refused(status: number, why: string): void
}

/** What all connections of a server share. */
export interface CaptureContext {
  readonly handler: CaptureHandler
  readonly clock: Clock
  readonly limits: CaptureLimits
  /** Folder of the body files. */
  readonly bodies: string
  readonly bodyMemory: BodyMemory
  /** Requests that are being taken, in shared memory. */
  readonly underWay: Int32Array
  /** Host and port of the listener. */
  readonly listener: string
  /** Largest body in bytes, for requests that begin now. */
  readonly bodyLimit: () => number
  /** The server is closing: each answer is the last one on its connection. */
  readonly draining: () => boolean
}

/** A request and the place for its answer. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly firstByte: Moment
  /** The limit in force when it began. */
  readonly bodyLimit: number
}

/** What an exchange needs to know of its connection while it runs. */
export interface ConnectionView {
  /** Raised when no more of the body will come or be wanted. */
  readonly stop: AbortSignal
  /** Why the connection was stopped, or null where the sender left by itself. */
  readonly fault: () => Refusal | null
  /** The last read. */
  readonly readAt: () => Moment
  readonly remoteAddress: string
}

/** `aborted`: the sender left before the whole request was here; there is nobody to answer. */
export type ExchangeEnd = Refusal | 'answered' | 'aborted'

/** Takes one request from its complete header section to its answer. Refusals are returned, for the connection to send. */
export async function serveExchange(
  exchange: Exchange,
  context: CaptureContext,
  connection: ConnectionView,
): Promise<ExchangeEnd> {
  const { req, res } = exchange
  const { handler } = context
  const head = { target: req.url ?? '', httpVersion: req.httpVersion, headers: headerPairs(req.rawHeaders) }
  const admission = admitRequest(head, handler.knows, exchange.bodyLimit)
  if (admission.token === null) return admission.refusal
  // The head is told of before the rest of its read is parsed; a body that came with it is here after this.
  await Promise.resolve()
  if (admission.wantsContinue && !req.complete && req.readableLength === 0) res.writeContinue()

  Atomics.add(context.underWay, 0, 1)
  try {
    const taken = await takeRequest(exchange, context, connection, { head, token: admission.token })
    // Nothing of the body is held from here on: an answer may wait for minutes.
    return typeof taken === 'string' || 'why' in taken ? taken : await giveAnswer(taken, exchange, context)
  } finally {
    Atomics.sub(context.underWay, 0, 1)
  }
}

async function takeRequest(
  exchange: Exchange,
  context: CaptureContext,
  connection: ConnectionView,
  admitted: Omit<Admitted, 'sink'>,
): Promise<ExchangeEnd | GivenAnswer> {
  const sink = new BodySink(context.bodies, context.bodyMemory)
  try {
    return await takeBody(exchange, context, connection, { ...admitted, sink })
  } finally {
    sink.release()
  }
}

interface Admitted {
  readonly head: Pick<CapturedRequest, 'target' | 'httpVersion' | 'headers'>
  readonly token: string
  readonly sink: BodySink
}

async function takeBody(
  exchange: Exchange,
  context: CaptureContext,
  connection: ConnectionView,
  { head, token, sink }: Admitted,
): Promise<ExchangeEnd | GivenAnswer> {
  const { req, firstByte } = exchange
  const { handler } = context
  const received = await receiveBody(exchange, sink, connection, handler)
  if ('status' in received) {
    await sink.discard()
    return received
  }
  const incoming: IncomingDelivery = {
    token,
    request: {
      ...head,
      method: req.method ?? '',
      trailers: headerPairs(req.rawTrailers),
      remoteAddress: connection.remoteAddress,
      ...publicUrl({ ...head, tunnelUrl: handler.tunnelUrl(), listener: context.listener }),
      firstByteAt: firstByte.at,
      // By the clock that never jumps: the system's may have been set back meanwhile.
      lastByteAt: firstByte.at + Math.max(0, connection.readAt().elapsed - firstByte.elapsed),
      bodySize: sink.size,
      aborted: received.end === 'stopped',
    },
    body: received.body,
    firstByte,
  }
  return handOn(incoming, exchange, context, sink)
}

async function receiveBody(
  exchange: Exchange,
  sink: BodySink,
  connection: ConnectionView,
  handler: CaptureHandler,
): Promise<{ readonly end: Exclude<BodyEnd, 'too-large'>; readonly body: ReceivedBody } | Refusal> {
  try {
    const end = await readBody(exchange.req, sink, exchange.bodyLimit, connection.stop)
    if (end === 'too-large') return { status: 413, why: `body is larger than ${exchange.bodyLimit} bytes` }
    const fault = end === 'stopped' ? connection.fault() : null
    if (fault !== null) return fault
    if (exchange.req.rawTrailers.length > 2 * maxHeaderLines) return tooManyLines
    const { whole } = sink
    return { end, body: whole === null ? await sink.finish() : { kind: 'memory', bytes: whole } }
  } catch (error) {
    handler.diskFailed(error)
    return { status: 503, why: `body could not be written to disk: ${String(error)}` }
  }
}

async function handOn(
  incoming: IncomingDelivery,
  exchange: Exchange,
  context: CaptureContext,
  sink: BodySink,
): Promise<ExchangeEnd | GivenAnswer> {
  let answer: GivenAnswer | RelayedAnswer
  try {
    answer = await context.handler.receive(incoming)
  } catch (error) {
    if (incoming.body.kind === 'file') await sink.discard()
    return { status: 503, why: `delivery could not be stored: ${String(error)}` }
  }
  const { draining, limits } = context
  // The target gets the body, so it counts until the end.
  if ('relay' in answer) return answer.relay({ res: exchange.res, idleTimeoutMs: limits.idleTimeoutMs, draining })
  if (answer.stored === false && incoming.body.kind === 'file') await sink.discard()
  return incoming.request.aborted ? 'aborted' : answer
}

async function giveAnswer(
  answer: GivenAnswer,
  { req, res }: Exchange,
  { draining, limits }: CaptureContext,
): Promise<ExchangeEnd> {
  const fault = faultOfAnswer(answer)
  if (fault !== null) return { status: 500, why: fault }
  const { planned } = answer
  if (planned !== undefined) {
    const end = await carryOut({ req, res, plan: planned, answer, draining, timeoutMs: limits.idleTimeoutMs })
    planned.ended(end)
    return end === 'answered' ? 'answered' : 'aborted'
  }
  if (draining()) res.shouldKeepAlive = false
  if (await writeAnswer(res, answer, limits.idleTimeoutMs)) answer.sent?.()
  return 'answered'
}
