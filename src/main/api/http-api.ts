import type { IncomingMessage, ServerResponse } from 'node:http'
import { maxMessageLength } from '#shared/api/channel.ts'
import { AppError, type ErrorCode } from '#shared/api/errors.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import type { Log } from '../engine/ports.ts'
import { type Service, toWireError } from './service.ts'

/** The API over plain HTTP: one request for a call, server-sent events for a stream. */
export interface HttpApi {
  /** Answers `POST <prefix><name>`; whether the sender may ask was decided before. Never rejects. */
  serve(name: string, request: IncomingMessage, response: ServerResponse): Promise<void>
}

interface HttpApiOptions {
  readonly service: Service
  /** Is this name a stream's? */
  readonly isStream: (name: string) => boolean
  readonly log: Log
  readonly limits?: typeof usualLimits
}

/** What each kind of fault is in HTTP. */
export const statusOfError: Readonly<Record<ErrorCode, number>> = {
  'bad-input': 400,
  'not-found': 404,
  'unknown-call': 404,
  conflict: 409,
  // nginx's, for a request that its sender took back.
  cancelled: 499,
  unavailable: 503,
  closed: 503,
  internal: 500,
}

const maxStreams = 64
/** Calls that are worked on or whose answer is not taken yet, and the bytes of their inputs and answers together. */
const usualLimits = { calls: 64, bytes: 64 * 1024 * 1024 }
/** A stream that has nothing to say says so, so that a connection that is gone is noticed. */
const keepAliveMs = 15_000

export function createHttpApi({ service, isStream, log, limits = usualLimits }: HttpApiOptions): HttpApi {
  let streams = 0
  let calls = 0
  let held = 0

  /** Room for a call, until its answer is taken or its sender is gone. Throws AppError `unavailable`. */
  function takeRoom(response: ServerResponse): Room {
    if (calls >= limits.calls)
      throw new AppError('unavailable', `${calls} calls are being answered; try again when one has ended.`)
    calls += 1
    let own = 0
    let isOpen = true
    const free = () => {
      if (!isOpen) return
      isOpen = false
      calls -= 1
      held -= own
    }
    response.once('close', free)
    return {
      free,
      hold(bytes) {
        if (!isOpen) return
        // One alone may be as large as it needs.
        if (held > own && held + bytes > limits.bytes)
          throw new AppError('unavailable', 'Too much is on its way in other calls; try again when one has ended.')
        held += bytes
        own += bytes
      },
    }
  }

  async function call(name: string, input: unknown, response: ServerResponse, room: Room): Promise<void> {
    const body = bodyOf(await service.call(name, input))
    room.hold(body.length)
    send(response, 200, body)
  }

  /** Ends with an event `end`, or `error` with the error; the sender ends it by going away. */
  async function stream(name: string, input: unknown, response: ServerResponse, room: Room): Promise<void> {
    room.free()
    if (streams >= maxStreams) throw new AppError('unavailable', `${maxStreams} streams are open; close one first.`)
    const { start, parse } = service.stream(name, input)
    if (response.destroyed) return
    const stop = new AbortController()
    response.once('close', () => stop.abort())
    // Some streams refuse their input here.
    const items = start(stop.signal)[Symbol.asyncIterator]()
    streams += 1
    const keepAlive = setInterval(() => response.write(': \n\n'), keepAliveMs)
    const gone = new Promise<IteratorResult<unknown>>((resolve) =>
      stop.signal.addEventListener('abort', () => resolve({ done: true, value: undefined }), { once: true }),
    )
    try {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.flushHeaders()
      for (;;) {
        const next = await Promise.race([items.next(), gone])
        if (next.done) break
        await write(response, event(null, parse([next.value])[0]), stop.signal)
      }
      response.end(event('end', {}))
    } catch (error) {
      response.end(event('error', toWireError(error, `stream ${name}`, log)))
    } finally {
      clearInterval(keepAlive)
      streams -= 1
      // Not awaited: a generator that waits for something ends when its signal says so.
      items.return?.().catch(() => undefined)
    }
  }

  return {
    async serve(name, request, response) {
      response.on('error', () => undefined)
      try {
        const room = takeRoom(response)
        const input = await readInput(request, room)
        await (isStream(name) ? stream : call)(name, input, response, room)
      } catch (error) {
        const fault = toWireError(error, `call ${name}`, log)
        // What is left of a body is not read.
        if (!request.complete) response.setHeader('connection', 'close')
        send(response, statusOfError[fault.code], bodyOf({ error: fault }))
      }
    },
  }
}

interface Room {
  /** Throws AppError `unavailable`. */
  hold(bytes: number): void
  free(): void
}

/** No body stands for no input. Throws AppError: `bad-input`, or `cancelled` where the sender goes away. */
async function readInput(request: IncomingMessage, room: Room): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > maxMessageLength)
        throw new AppError('bad-input', `The input is larger than ${formatBytes(maxMessageLength)}.`)
      room.hold(piece.length)
      pieces.push(piece)
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('cancelled', 'The sender went away.', [], { cause })
  }
  if (size === 0) return {}
  // A form of a foreign page can send three types without asking, and this is none of them.
  if (type !== 'application/json')
    throw new AppError('bad-input', 'The input has to be JSON: send Content-Type: application/json.')
  try {
    return JSON.parse(Buffer.concat(pieces).toString())
  } catch (cause) {
    throw new AppError('bad-input', `The input is not JSON: ${(cause as Error).message}.`, [], { cause })
  }
}

const bodyOf = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`)

function send(response: ServerResponse, status: number, body: Buffer): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: JSON has no line breaks of its own. */
function event(name: string | null, data: unknown): string {
  return `${name === null ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`
}

/** Waits while the reader is slower than we are. */
async function write(response: ServerResponse, text: string, stop: AbortSignal): Promise<void> {
  if (response.write(text) || stop.aborted) return
  await new Promise<void>((resolve) => {
    const go = () => {
      response.off('drain', go)
      stop.removeEventListener('abort', go)
      resolve()
    }
    response.once('drain', go)
    stop.addEventListener('abort', go, { once: true })
  })
}
