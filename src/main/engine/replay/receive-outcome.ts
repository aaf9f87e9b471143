import type { ClientRequest, IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { AppError } from '#shared/api/errors.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ReplayError } from '#shared/model/replay.ts'
import type { Clock } from '../ports.ts'
import { replayError, timeoutError, tooLong } from './replay-error.ts'
import type { SendOutcome } from './send-outcome.ts'

/** This much of an answer's body is kept; more is counted only. */
const keptBytes = 1024 * 1024
/** Reading stops here. */
const readBytes = 256 * 1024 * 1024

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
  const kept: Uint8Array[] = []
  let keptSize = 0
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
        headers: pairs(answer?.rawHeaders ?? []),
        body: Buffer.concat(kept),
        bodySize,
        bodyTruncated: bodySize > keptSize,
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
        const room = keptBytes - keptSize
        const part = chunk.subarray(0, room)
        if (part.length > 0) kept.push(part)
        keptSize += part.length
        bodySize += chunk.length
        if (bodySize > readBytes) {
          finish(tooLong(server, readBytes))
          outgoing.destroy()
        }
      })
      response.once('end', () => finish(null))
      response.on('error', (error) => fail(cause ?? error))
    })
  })
}

function pairs(raw: readonly string[]): HeaderPair[] {
  return Array.from(
    { length: raw.length / 2 },
    (_, index): HeaderPair => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? ''],
  )
}
