import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { bodyPieces } from '../../api/client-reads.ts'
import { headerMap, type ReadingLimits, readBody, unhurriedLimits } from '../../engine/lib/body-reader.ts'
import { decodeBody } from '../../engine/lib/decode-body.ts'

/** A body as far as a model can be shown it. */
export interface Payload {
  readonly kind: 'json' | 'form' | 'jwt' | 'text' | 'binary' | 'none'
  /** Bytes as received. */
  readonly size: number
  /** Text as received once it is decoded; of a form or a JWT its values as JSON; of bytes that are no text their beginning in hex. */
  readonly text: string
  /** What `text` holds where it is JSON; undefined where it is not. */
  readonly value: unknown
  /** Why it cannot be shown whole, or is not what it calls itself; one clause. */
  readonly problem: string | null
}

/** What is read at once: the host's own thread may do it. Larger bodies can be had by `switchhook show ID --body`. */
export const payloadLimit = 8 * 1024 * 1024
const limits: ReadingLimits = { ...unhurriedLimits, bytes: payloadLimit, depth: 2000, values: 1_000_000, pairs: 20_000 }
const hexBytes = 64

/** Reads a delivery's body by the API and decodes it. */
export async function readPayload(client: AppClient, { id, size, request }: DeliveryDetail): Promise<Payload> {
  if (size === 0) return { kind: 'none', size, text: '', value: undefined, problem: null }
  const bytes = Buffer.concat(await Array.fromAsync(bodyPieces(client, id, payloadLimit)))
  if (size > payloadLimit) {
    const problem = `only the first ${formatBytes(payloadLimit)} of ${formatBytes(size)} are shown, as they were received`
    return asText(bytes, size, null, problem)
  }
  const headers = headerMap(request.headers)
  const reading = readBody(bytes, (name) => headers.get(name), limits)
  const { as, text, value } = reading
  const problem = reading.tooBig ?? reading.problem?.detail ?? null
  if (as === 'json' && value !== undefined) return { kind: as, size, text, value, problem }
  if (as !== null && value !== undefined)
    return { kind: as, size, text: JSON.stringify(value, null, 1), value, problem: null }
  const isMistaken = reading.problem?.reason === 'syntax-error'
  const decoded = decodeBody(bytes, headers.get('content-encoding') ?? null, limits)
  return decoded.ok
    ? asText(decoded.bytes, size, reading.mediaType?.charset ?? null, isMistaken ? problem : reading.tooBig)
    : asText(bytes, size, null, decoded.detail)
}

function asText(bytes: Uint8Array, size: number, charset: string | null, problem: string | null): Payload {
  const text = decoderFor(charset).decode(bytes)
  if (looksLikeText(text)) return { kind: 'text', size, text, value: undefined, problem }
  const hex = Buffer.from(bytes.subarray(0, hexBytes))
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1 ')
  return { kind: 'binary', size, text: hex, value: undefined, problem }
}

function decoderFor(charset: string | null) {
  try {
    return new TextDecoder(charset ?? 'utf-8')
  } catch {
    return new TextDecoder()
  }
}

/** Of bytes that are no text, many become U+FFFD or are controls. */
function looksLikeText(text: string): boolean {
  const sample = text.slice(0, 4096)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
  const odd = sample.match(/[\ufffd\x00-\x08\x0e-\x1f]/g)?.length ?? 0
  return odd * 20 <= sample.length
}
