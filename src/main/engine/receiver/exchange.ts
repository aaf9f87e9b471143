import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CapturedBody } from '../lib/captured-body.ts'
import { admitRequest } from './admit-request.ts'
import { BodySink } from './body-sink.ts'
import type { ConnectionContext } from './connection-context.ts'
import { headerPairs } from './header-pairs.ts'
import { publicUrl } from './public-url.ts'
import { type BodyEnd, readBody } from './read-body.ts'
import type { IncomingDelivery, ReceiverAnswer } from './receiver.ts'
import type { Refusal } from './refusal.ts'
import { faultOfAnswer, writeAnswer } from './write-answer.ts'

/** A request and the place for its answer. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly firstByteAt: number
  /** The limit in force when it began. */
  readonly bodyLimit: number
}

/** What an exchange needs to know of its connection while it runs. */
export interface ConnectionView {
  /** Raised when no more of the body will come or be wanted. */
  readonly stop: AbortSignal
  /** Why the connection was stopped, or null where the sender left by itself. */
  readonly fault: () => Refusal | null
  /** Unix milliseconds of the last read. */
  readonly readAt: () => number
  readonly remoteAddress: string
}

/** `aborted`: the sender left before the whole request was here; there is nobody to answer. */
export type ExchangeEnd = Refusal | 'answered' | 'aborted'

/** Takes one request from its complete header section to its answer. Refusals are returned, for the connection to send. */
export async function serveExchange(
  exchange: Exchange,
  context: ConnectionContext,
  connection: ConnectionView,
): Promise<ExchangeEnd> {
  const { req, res } = exchange
  const { handler } = context
  const head = { target: req.url ?? '', httpVersion: req.httpVersion, headers: headerPairs(req.rawHeaders) }
  const admission = admitRequest(head, (token) => handler.knows(token), exchange.bodyLimit)
  if (admission.token === null) return admission.refusal
  if (admission.wantsContinue) {
    // The head is told of before the rest of its read is parsed; a body that came with it needs no 100.
    await Promise.resolve()
    if (!req.complete && req.readableLength === 0) res.writeContinue()
  }

  const sink = new BodySink(context.spoolDir)
  const received = await receiveBody(exchange, sink, connection)
  if ('status' in received) {
    await sink.discard()
    return received
  }
  const aborted = received.end === 'stopped'
  const incoming: IncomingDelivery = {
    token: admission.token,
    request: {
      ...head,
      method: req.method ?? '',
      trailers: headerPairs(req.rawTrailers),
      remoteAddress: connection.remoteAddress,
      ...publicUrl({ ...head, tunnelUrl: handler.tunnelUrl(), listener: context.listener }),
      firstByteAt: exchange.firstByteAt,
      // The system's clock may have been set back meanwhile.
      lastByteAt: Math.max(exchange.firstByteAt, connection.readAt()),
      bodySize: sink.size,
      aborted,
    },
    body: received.body,
  }
  return handOn(incoming, exchange, context, sink)
}

type ReceivedBody = { readonly end: Exclude<BodyEnd, 'too-large'>; readonly body: CapturedBody }

async function receiveBody(
  exchange: Exchange,
  sink: BodySink,
  connection: ConnectionView,
): Promise<ReceivedBody | Refusal> {
  try {
    const end = await readBody(exchange.req, sink, exchange.bodyLimit, connection.stop)
    if (end === 'too-large') return { status: 413, why: `body is larger than ${exchange.bodyLimit} bytes` }
    const fault = end === 'stopped' ? connection.fault() : null
    return fault ?? { end, body: await sink.finish() }
  } catch (error) {
    return { status: 503, why: `body could not be spooled: ${String(error)}` }
  }
}

async function handOn(
  incoming: IncomingDelivery,
  exchange: Exchange,
  context: ConnectionContext,
  sink: BodySink,
): Promise<ExchangeEnd> {
  let answer: ReceiverAnswer
  try {
    answer = await context.handler.receive(incoming)
  } catch (error) {
    await sink.discard()
    return { status: 503, why: `delivery could not be stored: ${String(error)}` }
  }
  if (incoming.request.aborted) return 'aborted'
  const fault = faultOfAnswer(answer)
  if (fault !== null) return { status: 500, why: fault }
  if (context.draining()) exchange.res.shouldKeepAlive = false
  if (await writeAnswer(exchange.res, answer, context.limits.idleTimeoutMs)) answer.sent?.()
  return 'answered'
}
