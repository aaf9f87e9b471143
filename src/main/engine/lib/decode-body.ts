import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from './zlib.ts'

export type DecodedBody =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** One clause: what is wrong with the content encoding, or which limit the body is over. */
  | { readonly ok: false; readonly detail: string; readonly tooLarge: boolean }

/** What decoding may cost. */
export interface DecodingLimits {
  /** Bytes of the result, so that a compression bomb costs no more than that. */
  readonly bytes: number
  /** Bytes before each coding is undone: a megabyte can hold tables for 70 ms of work and not one byte of content. */
  readonly compressed: number
  /** 27 bytes of brotli can take 16 MB and 8 ms, whatever they are decoded to. */
  readonly brotli: boolean
}

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array

/** A header can name a thousand codings, and there are texts that gzip decodes to themselves. */
const maxCodings = 4

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateEitherWay,
}

/** Undoes a Content-Encoding, for reading only: what is stored, verified and replayed are the bytes as received. */
export function decodeBody(bytes: Uint8Array, contentEncoding: string | null, limits: DecodingLimits): DecodedBody {
  if (contentEncoding === null || contentEncoding === '') return bounded(bytes, limits.bytes)
  // Codings are listed in the order in which they were applied (RFC 9110, 8.4).
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > maxCodings) return refused(`it names more than ${maxCodings} content encodings`)
  let decoded: DecodedBody = { ok: true, bytes }
  for (const coding of codings.reverse()) {
    if (decoded.ok) decoded = undo(coding, decoded.bytes, limits)
  }
  return decoded.ok ? bounded(decoded.bytes, limits.bytes) : decoded
}

function undo(coding: string, bytes: Uint8Array, limits: DecodingLimits): DecodedBody {
  const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
  if (decode === undefined) return refused(`the content encoding "${coding.slice(0, 60)}" is not known`)
  if (coding === 'br' && !limits.brotli) return tooMuch('it is compressed by brotli')
  if (bytes.length > limits.compressed) return tooMuch(`compressed, it is larger than ${size(limits.compressed)}`)
  try {
    return { ok: true, bytes: decode(bytes, { maxOutputLength: limits.bytes }) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    return code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(limits.bytes) : refused(`the body is not valid ${coding} data`)
  }
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
  return tooMuch(`the decoded body is larger than ${size(limit)}`)
}

function tooMuch(detail: string): DecodedBody {
  return { ok: false, detail, tooLarge: true }
}

function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.floor(bytes / 1024)} kB` : `${Math.floor(bytes / (1024 * 1024))} MiB`
}

function refused(detail: string): DecodedBody {
  return { ok: false, detail, tooLarge: false }
}
