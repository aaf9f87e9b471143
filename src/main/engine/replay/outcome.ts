import type { ClientRequest, IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { AppError } from '#shared/api/errors.ts'
import { headerPairs } from '#shared/model/headers.ts'
import type { Replay, ReplayError } from '#shared/model/replay.ts'
import { errorCode, type NetworkProblemCode, networkProblem } from '../lib/network-problem.ts'
import { createPieceList } from '../lib/piece-list.ts'
import type { Clock } from '../ports.ts'

/** What came of a request: the parts of a `Replay` that the target decides, and the first MiB of the answer's body as sent. */
export interface SendOutcome
  extends Pick<
    Replay,
    'status' | 'statusText' | 'headers' | 'bodySize' | 'bodyTruncated' | 'timing' | 'error' | 'slow'
  > {
  readonly body: Uint8Array
}

/** This much of an answer's body is returned; more is counted only. */
const answerLimit = 1024 * 1024
/** Reading stops here. */
const readLimit = 256 * 1024 * 1024

/**
 * Follows a request to its end and resolves with whatever came. Rejects only with an AppError that the request was destroyed
 * with. Call before the request is ended.
 */
export function receiveOutcome(
  outgoing: ClientRequest,
  server: URL,
  timeoutMs: number,
  clock: Clock,
): Promise<SendOutcome> {
  const start = clock.elapsed()
  const since = () => Math.round((clock.elapsed() - start) * 1000) / 1000
  const held = createPieceList()
  let heldSize = 0
  let bodySize = 0
  let connectMs: number | null = null
  let firstByteMs: number | null = null
  let answer: IncomingMessage | null = null

  return new Promise((resolve, reject) => {
    const finish = (error: ReplayError | null) => {
      clearTimeout(timer)
      resolve({
        status: answer?.statusCode ?? null,
        statusText: answer?.statusMessage ?? '',
        headers: headerPairs(answer?.rawHeaders ?? []),
        body: held.join(),
        bodySize,
        bodyTruncated: bodySize > heldSize,
        timing: { connectMs, firstByteMs, totalMs: since() },
        error,
      })
    }
    const fail = (error: unknown) => {
      clearTimeout(timer)
      if (error instanceof AppError) reject(error)
      else finish(replayError(error, server))
    }
    const timer = setTimeout(() => {
      const phase = answer !== null ? 'reading' : connectMs !== null ? 'waiting' : 'connecting'
      finish(timeoutError(server, timeoutMs, phase))
      outgoing.destroy()
    }, timeoutMs)

    outgoing.once('socket', (socket) => {
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
        connectMs = since()
      })
    })
    // A target may answer and close before it has read the whole body: its answer counts, not the write that then fails.
    let cause: Error | null = null
    outgoing.on('error', (error) => {
      cause = error
      if (answer === null || error instanceof AppError) fail(error)
    })
    const arrived = (response: IncomingMessage) => {
      answer = response
      firstByteMs = since()
    }
    outgoing.once('upgrade', (response, socket) => {
      arrived(response)
      socket.destroy()
      finish(null)
    })
    outgoing.once('response', (response) => {
      arrived(response)
      response.on('data', (chunk: Buffer) => {
        const room = answerLimit - heldSize
        const part = chunk.subarray(0, room)
        if (part.length > 0) held.add(part)
        heldSize += part.length
        bodySize += chunk.length
        if (bodySize > readLimit) {
          finish(tooLong(server, readLimit))
          outgoing.destroy()
        }
      })
      response.once('end', () => finish(null))
      response.on('error', (error) => fail(cause ?? error))
    })
  })
}

const nextSteps: Readonly<Record<NetworkProblemCode, string>> = {
  refused: 'Start your app, or correct the port of the target.',
  dns: 'Correct the host of the target, or check the network.',
  tls: 'Use http:// where the target allows it, or give it a certificate that this machine trusts.',
  timeout: 'Check that the target is running and not blocked by a firewall.',
  reset: 'Look at the log of the target: it ended the connection without a whole answer.',
  unreachable: 'Check the network, and the address of the target.',
  protocol: 'Check that the port belongs to a web server; it may expect https://.',
  other: 'Check the target.',
}

/** An error of the HTTP client in plain words: what happened, where, what to do. */
export function replayError(error: unknown, server: URL): ReplayError {
  const { code, what } = networkProblem(error, addressOf(server))
  if (code === 'tls' && ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'].includes(errorCode(error))) {
    return sentence(code, what, 'It may expect http:// instead of https://.')
  }
  return sentence(code, what, nextSteps[code])
}

export function timeoutError(server: URL, timeoutMs: number, phase: 'connecting' | 'waiting' | 'reading'): ReplayError {
  const address = addressOf(server)
  const within = `within ${timeoutMs / 1000} s`
  if (phase === 'connecting') return sentence('timeout', `${address} took no connection ${within}`, nextSteps.timeout)
  const what = phase === 'waiting' ? 'gave no answer' : 'did not finish its answer'
  return sentence('timeout', `${address} ${what} ${within}`, 'Look at what the target does with this request.')
}

export function tooLong(server: URL, limit: number): ReplayError {
  const what = `the answer of ${addressOf(server)} is longer than ${limit / 1024 / 1024} MiB`
  return sentence('other', what, 'Reading stopped there.')
}

/** The outcome of a request that Node refuses to write, e.g. because a header holds a control character. */
export function cannotSend(error: unknown): SendOutcome {
  const what = `this request cannot be sent as HTTP/1.1: ${error instanceof Error ? error.message : String(error)}`
  return {
    status: null,
    statusText: '',
    headers: [],
    body: new Uint8Array(),
    bodySize: 0,
    bodyTruncated: false,
    timing: { connectMs: null, firstByteMs: null, totalMs: 0 },
    error: sentence('other', what, 'Export it and send it with another tool.'),
  }
}

function addressOf(server: URL): string {
  return `${server.hostname}:${server.port || (server.protocol === 'https:' ? '443' : '80')}`
}

function sentence(code: ReplayError['code'], what: string, next: string): ReplayError {
  return { code, message: `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}. ${next}` }
}
