import { type FileHandle, open } from 'node:fs/promises'
import { type ClientRequest, type Agent as HttpAgent, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { AppError } from '#shared/api/errors.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SlowMotion } from '#shared/model/replay.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { lookupLoopback } from '../lib/loopback-lookup.ts'
import type { Clock } from '../ports.ts'
import { cannotSend, receiveOutcome, type SendOutcome } from './outcome.ts'
import { sendSlowly } from './slow-motion.ts'
import { splitTarget } from './target.ts'

export interface SendOrder {
  readonly method: string
  /** See `targetFor`; path and query are sent as they stand. */
  readonly target: string
  /** Sent in this order and case; see `prepareHeaders`. */
  readonly headers: readonly HeaderPair[]
  readonly body: CapturedBody
  /** Slow motion: spreads the body over so many milliseconds. */
  readonly slowMs?: number | undefined
  /** For the whole exchange, milliseconds; what slow motion takes comes on top. */
  readonly timeoutMs?: number
  readonly signal: AbortSignal
  readonly clock: Clock
}

const standardTimeoutMs = 30_000
/** A body file is read and sent in pieces of this size. */
const pieceBytes = 256 * 1024

/**
 * Sends one request and reads the answer. No redirect is followed, nothing is decompressed. Whatever the target does is an
 * outcome; rejects with AppError `cancelled` when the signal aborts and `unavailable` when the stored body cannot be read.
 */
export async function sendRequest(order: SendOrder): Promise<SendOutcome> {
  const { signal, timeoutMs = standardTimeoutMs, slowMs } = order
  const body = await openBody(order.body)
  try {
    if (signal.aborted) throw cancelled()
    const { server, pathAndQuery } = splitTarget(order.target)
    let outgoing: ClientRequest
    try {
      outgoing = openRequest({ ...order, server, pathAndQuery, agent: false })
    } catch (error) {
      return cannotSend(error)
    }
    const cancel = () => outgoing.destroy(cancelled())
    signal.addEventListener('abort', cancel, { once: true })
    const outcome = receiveOutcome(outgoing, server, timeoutMs + (slowMs ?? 0), order.clock)
    let slow: SlowMotion | null = slowMs === undefined ? null : { overMs: slowMs, sentMs: null }
    const unread = (error: unknown) => void outgoing.destroy(unreadable(error))
    if (slow !== null) {
      const { overMs } = slow
      const onSent = (sentMs: number) => {
        slow = { overMs, sentMs }
      }
      sendSlowly({ outgoing, body, overMs, clock: order.clock, onSent }).catch(unread)
    } else if (body instanceof Uint8Array) outgoing.end(body)
    else sendFile(body, outgoing).catch(unread)
    try {
      const received = await outcome
      return slow === null ? received : { ...received, slow }
    } finally {
      signal.removeEventListener('abort', cancel)
      outgoing.destroy()
    }
  } finally {
    if (!(body instanceof Uint8Array)) await body.close()
  }
}

interface OpenOrder extends Pick<SendOrder, 'method' | 'headers'> {
  readonly server: URL
  readonly pathAndQuery: string
  readonly agent: HttpAgent | false
}

/** A request that is ready for its body. Throws where it cannot be one, e.g. by a header's characters. */
export function openRequest({ server, pathAndQuery, method, headers, agent }: OpenOrder): ClientRequest {
  return (server.protocol === 'https:' ? requestHttps : requestHttp)({
    host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: server.port || undefined,
    method,
    path: pathAndQuery,
    headers: headers.flat(),
    agent,
    lookup: lookupLoopback,
    maxHeaderSize: 256 * 1024,
  })
}

/** Opens a body file before anything is sent, so that a lost or cut file is no half request. */
export async function openBody(body: CapturedBody): Promise<Uint8Array | FileHandle> {
  if (body.kind === 'memory') return body.bytes
  const file = await open(body.path).catch((error: unknown) => {
    throw unreadable(error)
  })
  const { size } = await file.stat()
  if (size === body.size) return file
  await file.close()
  throw unreadable(new Error(`${body.path} has ${size} bytes instead of ${body.size}`))
}

/** Sends a file through one buffer, which is filled again when its bytes are out: no garbage grows with the body. */
export async function sendFile(file: FileHandle, outgoing: ClientRequest, onPiece?: () => unknown): Promise<void> {
  const closed = new Promise<'closed'>((resolve) => outgoing.once('close', () => resolve('closed')))
  const piece = Buffer.allocUnsafe(pieceBytes)
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, pieceBytes)
    if (bytesRead === 0) return void outgoing.end()
    const written = new Promise<Error | null | undefined>((resolve) =>
      outgoing.write(piece.subarray(0, bytesRead), resolve),
    )
    // A target that answers early may close: that is an outcome, and its writes fail or never end.
    if (await Promise.race([written, closed])) return
    onPiece?.()
  }
}

function unreadable(cause: unknown): AppError {
  return new AppError('unavailable', 'The body of this delivery cannot be read from the data folder.', [], { cause })
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The replay was cancelled.')
}
