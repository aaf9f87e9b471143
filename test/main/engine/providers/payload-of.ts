import type { HeaderPair } from '#shared/model/headers.ts'
import { type Payload, readPayload } from '../../../../src/main/engine/providers/read-payload.ts'

/** The payload of a POST; anything but text and bytes is sent as JSON. */
export function payloadOf(body: unknown, headers: Readonly<Record<string, string>> = {}, target = '/in/x'): Payload {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const text = isRaw ? body : JSON.stringify(body)
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const pairs: HeaderPair[] = Object.entries({ 'Content-Type': 'application/json', ...headers })
  return readPayload({ method: 'POST', target, headers: pairs }, bytes)
}
