import type { IncomingMessage } from 'node:http'
import type { BodySink } from './body-sink.ts'

/** `stopped`: the sender went away, or `stop` was raised, before the whole body was here. */
export type BodyEnd = 'complete' | 'stopped' | 'too-large'

/**
 * Reads a request's body into the sink, waiting for the disk where the sink asks for it; meanwhile the socket is not read.
 * What had arrived before the sender went away is in the sink too. Rejects only where the sink does.
 */
export async function readBody(
  req: IncomingMessage,
  sink: BodySink,
  limit: number,
  stop: AbortSignal,
): Promise<BodyEnd> {
  let wake: (() => void) | null = null
  const onEvent = () => wake?.()
  req.on('readable', onEvent).on('end', onEvent).on('close', onEvent)
  stop.addEventListener('abort', onEvent)
  try {
    for (;;) {
      // Also after 'close': bytes that arrived just before are still in the stream's buffer.
      for (let chunk: Buffer | null = req.read(); chunk !== null; chunk = req.read()) {
        if (sink.size + chunk.length > limit) return 'too-large'
        await sink.write(chunk)
      }
      if (req.readableEnded) return 'complete'
      if (req.destroyed) return req.complete ? 'complete' : 'stopped'
      if (stop.aborted && !req.complete) return 'stopped'
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    req.off('readable', onEvent).off('end', onEvent).off('close', onEvent)
    stop.removeEventListener('abort', onEvent)
  }
}
