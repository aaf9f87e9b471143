import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

export type DecodedBody =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** One clause: what is wrong with the content encoding. */
  | { readonly ok: false; readonly detail: string }

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateEitherWay,
}

/**
 * Undoes a Content-Encoding, for reading only: what is stored, verified and replayed are the bytes as received.
 * `limit` bounds the result in bytes, so that a compression bomb costs no more than that.
 */
export function decodeBody(bytes: Uint8Array, contentEncoding: string | null, limit: number): DecodedBody {
  // Codings are listed in the order in which they were applied (RFC 9110, 8.4).
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
  let decoded = bytes
  for (const coding of codings.reverse()) {
    if (coding === '' || coding === 'identity') continue
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
    if (decode === undefined) return { ok: false, detail: `the content encoding "${coding.slice(0, 60)}" is not known` }
    try {
      decoded = decode(decoded, { maxOutputLength: limit })
    } catch (fault) {
      return { ok: false, detail: detailOf(fault, coding, limit) }
    }
  }
  return decoded.length > limit ? { ok: false, detail: tooLarge(limit) } : { ok: true, bytes: decoded }
}

/** "deflate" means zlib (RFC 9110, 8.4.1.2), but some senders leave its two-byte header out. */
function inflateEitherWay(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array {
  const zlibHeader = bytes.length > 1 && (bytes[0]! & 0x0f) === 8 && ((bytes[0]! << 8) | bytes[1]!) % 31 === 0
  return zlibHeader ? inflateSync(bytes, options) : inflateRawSync(bytes, options)
}

function detailOf(fault: unknown, coding: string, limit: number): string {
  const code = fault instanceof Error && 'code' in fault ? fault.code : null
  return code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(limit) : `the body is not valid ${coding} data`
}

function tooLarge(limit: number): string {
  return `the decoded body is larger than ${Math.floor(limit / (1024 * 1024))} MiB`
}
