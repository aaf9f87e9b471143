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
/** A stream that has nothing to say says so, so that a connection that is gone is noticed. */
const keepAliveMs = 15_000

export function createHttpApi({ service, isStream, log }: HttpApiOptions): HttpApi {
  let streams = 0

  async function call(name: string, input: unknown, response: ServerResponse): Promise<void> {
    sendJson(response, 200, await service.call(name, input))
  }

  /** Ends with an event `end`, or `error` with the error; the sender ends it by going away. */
  async function stream(name: string, input: unknown, response: ServerResponse): Promise<void> {
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
        const input = await readInput(request)
        await (isStream(name) ? stream : call)(name, input, response)
      } catch (error) {
        const fault = toWireError(error, `call ${name}`, log)
        // What is left of a body is not read.
        if (!request.complete) response.setHeader('connection', 'close')
        sendJson(response, statusOfError[fault.code], { error: fault })
      }
    },
  }
}

/** No body stands for no input. Throws AppError `bad-input`. */
async function readInput(request: IncomingMessage): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > maxMessageLength)
      throw new AppError('bad-input', `The input is larger than ${formatBytes(maxMessageLength)}.`)
    pieces.push(piece)
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

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent || response.destroyed) return
  const body = Buffer.from(`${JSON.stringify(value)}\n`)
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
