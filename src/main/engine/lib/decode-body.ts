import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

export type DecodedBody =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** One clause: what is wrong with the content encoding, or that the body is larger than the limit once decoded. */
  | { readonly ok: false; readonly detail: string; readonly tooLarge: boolean }

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array

/** A header can name a thousand codings, and there are texts that gzip decodes to themselves. */
const maxCodings = 4

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
  if (contentEncoding === null || contentEncoding === '') return bounded(bytes, limit)
  // Codings are listed in the order in which they were applied (RFC 9110, 8.4).
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > maxCodings) return refused(`it names more than ${maxCodings} content encodings`)
  let decoded = bytes
  for (const coding of codings.reverse()) {
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
    if (decode === undefined) return refused(`the content encoding "${coding.slice(0, 60)}" is not known`)
    try {
      decoded = decode(decoded, { maxOutputLength: limit })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null
      return code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(limit) : refused(`the body is not valid ${coding} data`)
    }
  }
  return bounded(decoded, limit)
}

function bounded(bytes: Uint8Array, limit: number): DecodedBody {
  return bytes.length > limit ? tooLarge(limit) : { ok: true, bytes }
}

/** "deflate" means zlib (RFC 9110, 8.4.1.2), but some senders leave its two-byte header out. */
function inflateEitherWay(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array {
  const zlibHeader = bytes.length > 1 && (bytes[0]! & 0x0f) === 8 && ((bytes[0]! << 8) | bytes[1]!) % 31 === 0
  return zlibHeader ? inflateSync(bytes, options) : inflateRawSync(bytes, options)
}

function tooLarge(limit: number): DecodedBody {
  const size = limit < 1024 * 1024 ? `${Math.floor(limit / 1024)} kB` : `${Math.floor(limit / (1024 * 1024))} MiB`
  return { ok: false, detail: `the decoded body is larger than ${size}`, tooLarge: true }
}

function refused(detail: string): DecodedBody {
  return { ok: false, detail, tooLarge: false }
}
