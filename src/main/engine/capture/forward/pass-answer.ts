import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { headerPairs } from '#shared/model/headers.ts'
import { endToEnd } from '../../lib/hop-by-hop.ts'
import type { AnswerSink } from './ask-target.ts'

/** Where an answer goes, and what has to be known of that connection. */
export interface AnswerPlace {
  readonly res: ServerResponse
  /** A provider that takes nothing for so long is given up, milliseconds. */
  readonly idleTimeoutMs: number
  /** The receiver is closing: each answer is the last one on its connection. */
  readonly draining: () => boolean
}

/** A target's answer on its way to the provider. */
export interface PassedAnswer extends AnswerSink {
  /** Has its head gone out? */
  readonly begun: boolean
  /** Resolves true once the last byte was handed to the socket, false where the provider left before. */
  end(): Promise<boolean>
  /** Ends it so that the provider notices that something is missing. */
  cut(): void
}

/**
 * Passes an answer to the provider as it comes: the head at once, each piece by itself, and no faster than the provider
 * reads.
 */
export function passAnswer({ res, idleTimeoutMs, draining }: AnswerPlace, onBegun: () => void): PassedAnswer {
  let begun = false
  let pieces = 0
  return {
    get begun() {
      return begun
    },
    begin(response: IncomingMessage) {
      const status = response.statusCode ?? 0
      if (status < 200 || status > 599)
        return `The target answered with the status ${status}, which is not a final one.`
      if (res.destroyed || res.socket === null || res.socket.destroyed) return null
      // The answer's own Date, or none.
      res.sendDate = false
      if (draining()) res.shouldKeepAlive = false
      try {
        res.writeHead(status, response.statusMessage ?? '', endToEnd(headerPairs(response.rawHeaders)).flat())
      } catch (error) {
        return `The head of the answer cannot be passed on: ${error instanceof Error ? error.message : String(error)}.`
      }
      begun = true
      onBegun()
      // Where a piece came with the head, they go out together; else the head does not wait for it.
      setImmediate(() => {
        if (pieces === 0 && !res.writableEnded && !res.destroyed) res.flushHeaders()
      })
      return null
    },
    write(piece) {
      pieces += 1
      if (res.destroyed || res.write(piece)) return undefined
      return drained(res, idleTimeoutMs)
    },
    end() {
      return new Promise((resolve) => {
        if (res.destroyed || res.socket === null || res.socket.destroyed) return resolve(false)
        const giveUp = setTimeout(() => res.socket?.destroy(), idleTimeoutMs)
        res.once('close', () => {
          clearTimeout(giveUp)
          resolve(res.writableFinished)
        })
        res.end()
      })
    },
    cut: () => void res.destroy(),
  }
}

async function drained(res: ServerResponse, idleTimeoutMs: number): Promise<void> {
  const giveUp = setTimeout(() => res.socket?.destroy(), idleTimeoutMs)
  const settled = new AbortController()
  try {
    await Promise.race([
      once(res, 'drain', { signal: settled.signal }),
      once(res, 'close', { signal: settled.signal }),
    ]).catch(() => undefined)
  } finally {
    settled.abort()
    clearTimeout(giveUp)
  }
}
