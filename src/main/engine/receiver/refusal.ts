import { STATUS_CODES } from 'node:http'

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
