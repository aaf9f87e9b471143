import { type ClientRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { Forward, ForwardError } from '#shared/model/forward.ts'
import { type HeaderPair, headerPairs } from '#shared/model/headers.ts'
import type { CapturedBody } from '../../lib/captured-body.ts'
import type { Clock } from '../../ports.ts'
import { cannotSend, replayError, timeoutError } from '../../replay/outcome.ts'
import { openBody, openRequest, sendFile } from '../../replay/send-request.ts'
import { splitTarget } from '../../replay/target.ts'
import { createRecorder, type RecordMemory } from './answer-record.ts'

/** Without anybody who takes it an answer is read for no longer than this, milliseconds. */
const longestMs = 120_000

/**
 * Connections wait this long for the next request, milliseconds. Servers keep theirs for seconds at least, so that they are
 * hardly ever about to close one that is used again.
 */
const idleMs = 1_000
const agents = {
  http: new HttpAgent({ keepAlive: true, timeout: idleMs }),
  https: new HttpsAgent({ keepAlive: true, timeout: idleMs }),
}

export interface TargetOrder {
  readonly method: string
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: CapturedBody
  /** Longest silence, milliseconds. */
  readonly timeoutMs: number
  readonly clock: Clock
  readonly memory: RecordMemory
  /** Its reason is a ForwardError. */
  readonly signal: AbortSignal
  /** Who gets the answer while it comes; nobody, where left out. */
  readonly passTo?: AnswerSink
}

/** Takes an answer as it comes. */
export interface AnswerSink {
  /** Why the head cannot be passed on, or null. */
  begin(response: IncomingMessage): string | null
  /** A promise where the next piece has to wait for this one. */
  write(piece: Uint8Array): Promise<void> | undefined
}

export type TargetOutcome = Pick<
  Forward,
  'status' | 'statusText' | 'headers' | 'bodySize' | 'bodyTruncated' | 'chunks' | 'chunkCount' | 'timing' | 'error'
> & { readonly body: Uint8Array }

/**
 * Sends a request and follows the answer to its end, or to whatever ends it: never rejects. It may go over the connection
 * of one that was answered a moment ago, and is never sent a second time: on a connection that the target is just closing
 * it cannot be told whether the request got through.
 */
export async function askTarget(order: TargetOrder): Promise<TargetOutcome> {
  const start = order.clock.elapsed()
  let body: Awaited<ReturnType<typeof openBody>>
  try {
    body = await openBody(order.body)
  } catch (error) {
    return nothing({ code: 'other', message: error instanceof Error ? error.message : String(error) })
  }
  try {
    return await exchange(order, body, () => Math.round((order.clock.elapsed() - start) * 100) / 100)
  } finally {
    if (!(body instanceof Uint8Array)) await body.close()
  }
}

function exchange(
  order: TargetOrder,
  body: Awaited<ReturnType<typeof openBody>>,
  since: () => number,
): Promise<TargetOutcome> {
  const { signal, timeoutMs, passTo } = order
  const { server, pathAndQuery } = splitTarget(order.url)
  if (signal.aborted) return Promise.resolve(nothing(signal.reason as ForwardError))
  let outgoing: ClientRequest
  try {
    const agent = server.protocol === 'https:' ? agents.https : agents.http
    outgoing = openRequest({ ...order, server, pathAndQuery, agent })
  } catch (error) {
    return Promise.resolve(nothing(cannotSend(error).error))
  }
  const record = createRecorder(order.memory)
  let answer: IncomingMessage | null = null
  let connectMs: number | null = null
  let firstByteMs: number | null = null
  let writeFault: Error | null = null
  let silence: NodeJS.Timeout | undefined

  return new Promise((resolve) => {
    let settled = false
    const settle = (error: ForwardError | null) => {
      if (settled) return
      settled = true
      clearTimeout(silence)
      clearTimeout(whole)
      signal.removeEventListener('abort', onAbort)
      const timing = { connectMs, firstByteMs, totalMs: since() }
      resolve({
        status: answer?.statusCode ?? null,
        statusText: answer?.statusMessage ?? '',
        headers: headerPairs(answer?.rawHeaders ?? []),
        ...record.finish(),
        timing,
        error,
      })
      // Else the connection is free for the next one.
      if (error !== null || !outgoing.writableFinished) outgoing.destroy()
    }
    const listen = () => {
      clearTimeout(silence)
      silence = setTimeout(() => {
        const phase = answer !== null ? 'reading' : connectMs !== null ? 'waiting' : 'connecting'
        settle(timeoutError(server, timeoutMs, phase))
      }, timeoutMs)
    }
    const onAbort = () => settle(signal.reason as ForwardError)
    const whole =
      passTo === undefined ? setTimeout(() => settle(timeoutError(server, longestMs, 'reading')), longestMs) : undefined
    signal.addEventListener('abort', onAbort, { once: true })

    outgoing.once('socket', (socket) => {
      const onConnect = () => {
        connectMs = since()
      }
      if (outgoing.reusedSocket) onConnect()
      else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onConnect)
    })
    outgoing.on('error', (error) => {
      writeFault = error
      // A target may answer and close before it has read the whole body: its answer counts.
      if (answer === null) settle(replayError(error, server))
    })
    outgoing.once('upgrade', (_, socket) => {
      socket.destroy()
      settle({ code: 'protocol', message: 'The target switched to another protocol, which was not asked for.' })
    })
    outgoing.once('response', (response) => {
      answer = response
      firstByteMs = since()
      listen()
      response.once('end', () => settle(null))
      response.on('error', (error) => settle(replayError(writeFault ?? error, server)))
      const problem = passTo?.begin(response) ?? null
      if (problem !== null) {
        settle({ code: 'protocol', message: problem })
        return
      }
      response.on('data', (piece: Buffer) => {
        if (settled) return
        listen()
        record.take(piece, since())
        const written = passTo?.write(piece)
        if (written === undefined) return
        // It is not the target that is silent now.
        clearTimeout(silence)
        response.pause()
        void written.then(() => {
          if (settled) return
          listen()
          response.resume()
        })
      })
    })
    listen()
    if (body instanceof Uint8Array) outgoing.end(body)
    else {
      sendFile(body, outgoing, () => settled || listen()).catch((error: unknown) =>
        settle({ code: 'other', message: error instanceof Error ? error.message : String(error) }),
      )
    }
  })
}

/** The outcome of a request that was never sent. */
export function nothing(error: ForwardError | null): TargetOutcome {
  return {
    ...{ status: null, statusText: '', headers: [], body: new Uint8Array(), bodySize: 0, bodyTruncated: false },
    ...{ chunks: [], chunkCount: 0, timing: { connectMs: null, firstByteMs: null, totalMs: 0 } },
    error,
  }
}
