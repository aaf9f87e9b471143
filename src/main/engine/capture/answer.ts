import { type ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http'
import type { HeaderPair } from '#shared/model/headers.ts'

/** What a delivery is answered with. */
export interface CaptureAnswer {
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly body: string
}

/** A request that is turned away: the status that the sender sees and the reason for our own log. */
export interface Refusal {
  readonly status: number
  readonly why: string
}

/**
 * The whole answer of a refusal. It has no content and names no product: whoever probes the listener learns nothing.
 * Every refusal ends its connection, because what follows on it may be the rest of a body that nobody reads.
 */
export function refusalBytes(refusal: Refusal, now: number): Buffer {
  const lines = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Refused'}`,
    `Date: ${new Date(now).toUTCString()}`,
    'Content-Length: 0',
    'Connection: close',
  ]
  if (refusal.status === 503) lines.push('Retry-After: 5')
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/** Framing and the connection are the receiver's own affair; an answer cannot set them. */
const framing = new Set(['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'])

/** Why an answer cannot be put on the wire (a status that is not final, a header that breaks the syntax), or null. */
export function faultOfAnswer(answer: CaptureAnswer): string | null {
  if (!Number.isInteger(answer.status) || answer.status < 200 || answer.status > 599) {
    return `status ${answer.status} of the answer is not between 200 and 599`
  }
  for (const [name, value] of answer.headers) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      return `header ${JSON.stringify(name)} of the answer is not valid`
    }
  }
  return null
}

/**
 * Writes a valid answer. Resolves true once its last byte was handed to the socket, false where the connection ended
 * first, or where the sender did not take the answer within `timeoutMs`.
 */
export async function writeAnswer(res: ServerResponse, answer: CaptureAnswer, timeoutMs: number): Promise<boolean> {
  if (res.destroyed || res.socket === null || res.socket.destroyed) return false
  const body = Buffer.from(answer.body)
  const headers = answer.headers.filter(([name]) => !framing.has(name.toLowerCase())).flat()
  const bodiless = answer.status === 204 || answer.status === 304
  // 204 must not have Content-Length (RFC 9110, 8.6); 205 has no content, and says so.
  if (!bodiless) headers.push('Content-Length', String(answer.status === 205 ? 0 : body.length))

  return new Promise((resolve) => {
    const giveUp = setTimeout(() => res.socket?.destroy(), timeoutMs)
    res.once('close', () => {
      clearTimeout(giveUp)
      resolve(res.writableFinished)
    })
    res.writeHead(answer.status, headers)
    // Bytes, not text: with text Node would write the header section as UTF-8 too. HEAD is left without them by Node.
    if (bodiless || answer.status === 205) res.end()
    else res.end(body)
  })
}
