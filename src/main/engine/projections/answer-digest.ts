import { createHash } from 'node:crypto'
import { orderedJson } from '#shared/json/ordered-json.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { Replay } from '#shared/model/replay.ts'
import { decodeBody } from '../lib/decode-body.ts'
import { scanJson } from '../lib/json-scan.ts'

/** What is read of an answer to compare it; anything larger is compared byte for byte. */
const limits = { bytes: 256 * 1024, compressed: 256 * 1024, brotli: true }
const jsonLimits = { depth: 200, values: 50_000 }

/**
 * Equal for answers that say the same: the same status and the same body, where JSON counts as the same whatever the order
 * of its keys and its whitespace. Numbers are compared as they are written. An exchange that failed is its error's code.
 */
export function answerDigest(
  { status, headers, error, bodySize }: Pick<Replay, 'status' | 'headers' | 'error' | 'bodySize'>,
  body: Uint8Array,
): string {
  if (error !== null) return error.code
  const hash = createHash('sha256').update(`${status} ${bodySize > body.length ? bodySize : ''}\n`)
  return hash
    .update(comparable(body, firstHeader(headers, 'content-encoding') ?? null))
    .digest('base64url')
    .slice(0, 16)
}

function comparable(body: Uint8Array, encoding: string | null): Uint8Array | string {
  const decoded = decodeBody(body, encoding, limits)
  if (!decoded.ok) return body
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decoded.bytes)
    if (!/^\s*[[{]/.test(text) || scanJson(text, jsonLimits).exceeded !== null) return decoded.bytes
    return orderedJson(text)
  } catch {
    return decoded.bytes
  }
}
