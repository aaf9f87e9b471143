import type { FileHandle } from 'node:fs/promises'
import type { ClientRequest } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../ports.ts'

interface SlowSending {
  readonly outgoing: ClientRequest
  readonly body: Uint8Array | FileHandle
  /** Milliseconds from the beginning to the last byte. */
  readonly overMs: number
  readonly clock: Clock
  /** Called with the milliseconds since the beginning once the last byte was handed over. */
  readonly onSent: (ms: number) => void
}

/** So many pieces, at equal distances; the last one at the very end. A body of fewer bytes has as many pieces as bytes. */
const most = 50

/**
 * Sends a request as a slow line would: the head at once, then the body drop by drop. Without a body the whole request waits.
 * Ends early, without the rest, once the target has answered or closed. Rejects where the body's file cannot be read.
 */
export async function sendSlowly({ outgoing, body, overMs, clock, onSent }: SlowSending): Promise<void> {
  const start = clock.elapsed()
  const over = new AbortController()
  const stop = () => over.abort()
  for (const event of ['response', 'close'] as const) outgoing.once(event, stop)
  const size = body instanceof Uint8Array ? body.length : (await body.stat()).size
  const pieces = Math.max(1, Math.min(most, size))
  if (size > 0) outgoing.flushHeaders()
  for (let piece = 1; piece <= pieces; piece++) {
    const due = start + (overMs * piece) / pieces
    await wait(Math.max(0, due - clock.elapsed()), undefined, { signal: over.signal }).catch(() => undefined)
    if (over.signal.aborted) return
    const [from, to] = [piece - 1, piece].map((number) => Math.floor((size * number) / pieces)) as [number, number]
    const bytes = body instanceof Uint8Array ? body.subarray(from, to) : await readPiece(body, from, to - from)
    if (over.signal.aborted) return
    if (piece < pieces) outgoing.write(bytes)
    else outgoing.end(bytes)
  }
  onSent(Math.round((clock.elapsed() - start) * 1000) / 1000)
}

async function readPiece(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}
