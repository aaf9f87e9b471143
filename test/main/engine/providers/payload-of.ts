import type { HeaderPair } from '#shared/model/headers.ts'
import { arrivalLimits } from '../../../../src/main/engine/lib/body-reader.ts'
import { type Payload, readPayload } from '../../../../src/main/engine/providers/payload.ts'

/** The payload of a POST; anything but text and bytes is sent as JSON. */
export function payloadOf(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  target = '/in/x',
  limits = arrivalLimits,
): Payload {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const text = isRaw ? body : JSON.stringify(body)
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const pairs: HeaderPair[] = Object.entries({ 'Content-Type': 'application/json', ...headers })
  return readPayload({ method: 'POST', target, headers: pairs }, bytes, limits)
}
