import { open } from 'node:fs/promises'
import { type ClientRequest, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Readable } from 'node:stream'
import { AppError } from '#shared/api/errors.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { lookupLoopback } from '../lib/loopback-lookup.ts'
import type { Clock } from '../ports.ts'
import { receiveOutcome } from './receive-outcome.ts'
import { cannotSend } from './replay-error.ts'
import type { SendOutcome } from './send-outcome.ts'
import { splitTarget } from './target-for.ts'

export interface SendOrder {
  readonly method: string
  /** See `targetFor`; path and query are sent as they stand. */
  readonly target: string
  /** Sent in this order and case; see `prepareHeaders`. */
  readonly headers: readonly HeaderPair[]
  readonly body: CapturedBody
  /** For the whole exchange, milliseconds. */
  readonly timeoutMs?: number
  readonly signal: AbortSignal
  readonly clock: Clock
}

const standardTimeoutMs = 30_000

/**
 * Sends one request and reads the answer. No redirect is followed, nothing is decompressed. Whatever the target does is an
 * outcome; rejects with AppError `cancelled` when the signal aborts and `unavailable` when the stored body cannot be read.
 */
export async function sendRequest(order: SendOrder): Promise<SendOutcome> {
  const { signal, timeoutMs = standardTimeoutMs } = order
  const body = await openBody(order.body)
  try {
    if (signal.aborted) throw cancelled()
    const { server, pathAndQuery } = splitTarget(order.target)
    let outgoing: ClientRequest
    try {
      outgoing = (server.protocol === 'https:' ? requestHttps : requestHttp)({
        host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: server.port || undefined,
        method: order.method,
        path: pathAndQuery,
        headers: order.headers.flat(),
        agent: false,
        lookup: lookupLoopback,
        maxHeaderSize: 256 * 1024,
      })
    } catch (error) {
      return cannotSend(error)
    }
    const cancel = () => outgoing.destroy(cancelled())
    signal.addEventListener('abort', cancel, { once: true })
    const outcome = receiveOutcome(outgoing, server, timeoutMs, order.clock)
    if (body instanceof Uint8Array) outgoing.end(body)
    else {
      body.once('error', (error) => outgoing.destroy(unreadable(error)))
      body.pipe(outgoing)
    }
    try {
      return await outcome
    } finally {
      signal.removeEventListener('abort', cancel)
      outgoing.destroy()
    }
  } finally {
    if (!(body instanceof Uint8Array)) body.destroy()
  }
}

/** Opens a spooled body before anything is sent, so that a lost file is no half request. */
async function openBody(body: CapturedBody): Promise<Uint8Array | Readable> {
  if (body.kind === 'memory') return body.bytes
  const file = await open(body.path).catch((error: unknown) => {
    throw unreadable(error)
  })
  return file.createReadStream()
}

function unreadable(cause: unknown): AppError {
  return new AppError('unavailable', 'The body of this delivery cannot be read from the data folder.', [], { cause })
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The replay was cancelled.')
}
