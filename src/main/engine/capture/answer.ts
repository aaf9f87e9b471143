import { type ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http'
import type { HeaderPair } from '#shared/model/headers.ts'
import { framingHeaders } from '#shared/rules/rule-limits.ts'
import { oncePer } from '../lib/once-per.ts'

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

/** Why an answer cannot be put on the wire (a status that is not final, a header that breaks the syntax), or null. */
export function faultOfAnswer({ status, headers }: CaptureAnswer): string | null {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    return `status ${status} of the answer is not between 200 and 599`
  }
  return faultOfHeaders(headers).fault
}

/** Most answers have the very same headers. */
const faultOfHeaders = oncePer((headers: readonly HeaderPair[]): { readonly fault: string | null } => {
  for (const [name, value] of headers) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      return { fault: `header ${JSON.stringify(name)} of the answer is not valid` }
    }
  }
  return { fault: null }
})

/** Flat, as Node takes them, without what is ours to say. */
const headersToSend = oncePer((headers: readonly HeaderPair[]): readonly string[] =>
  headers.filter(([name]) => !framingHeaders.has(name.toLowerCase())).flat(),
)

/**
 * Writes a valid answer. Resolves true once its last byte was handed to the socket, false where the connection ended
 * first, or where the sender did not take the answer within `timeoutMs`.
 */
export async function writeAnswer(res: ServerResponse, answer: CaptureAnswer, timeoutMs: number): Promise<boolean> {
  if (isGone(res)) return false
  const length = Buffer.byteLength(answer.body)
  const headers = [...headersToSend(answer.headers)]
  const bodiless = answer.status === 204 || answer.status === 304
  // 204 must not have Content-Length (RFC 9110, 8.6); 205 has no content, and says so.
  if (!bodiless) headers.push('Content-Length', String(answer.status === 205 ? 0 : length))

  return new Promise((resolve) => {
    whenClosed(res, timeoutMs, () => resolve(res.writableFinished))
    res.writeHead(answer.status, headers)
    // Node writes the header section in the encoding of the body, so it must not be UTF-8; ASCII goes out with it in one
    // piece. HEAD is left without a body by Node.
    if (bodiless || answer.status === 205) res.end()
    else if (length === answer.body.length) res.end(answer.body, 'latin1')
    else res.end(Buffer.from(answer.body))
  })
}

/**
 * Writes the header section and half of the body of a valid answer, and ends the connection. An empty body is announced with
 * one byte, or the answer would be whole. Resolves true where these were
 * handed to the socket.
 */
export async function writeHalf(res: ServerResponse, answer: CaptureAnswer, timeoutMs: number): Promise<boolean> {
  if (isGone(res)) return false
  const body = Buffer.from(answer.body)
  return new Promise((resolve) => {
    let isHandedOver = false
    whenClosed(res, timeoutMs, () => resolve(isHandedOver))
    res.writeHead(answer.status, [...headersToSend(answer.headers), 'Content-Length', String(Math.max(body.length, 1))])
    res.write(body.subarray(0, Math.floor(body.length / 2)), (error) => {
      isHandedOver = error === null || error === undefined
      res.socket?.destroySoon()
    })
  })
}

const isGone = ({ destroyed, socket }: ServerResponse): boolean => destroyed || socket === null || socket.destroyed

/** A sender that has not taken the answer after `timeoutMs` is left. */
function whenClosed(res: ServerResponse, timeoutMs: number, onClosed: () => void): void {
  const giveUp = setTimeout(() => res.socket?.destroy(), timeoutMs)
  res.once('close', () => {
    clearTimeout(giveUp)
    onClosed()
  })
}
