import { type HeaderPair, headerValues } from '#shared/model/headers.ts'

/** A body with its Content-Encoding undone. `bytes` are those received where `codings` is empty. */
export interface DecodedContent {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Codings that were undone, outermost first, e.g. ["gzip"]. */
  readonly codings: readonly string[]
  /** Why it could not be decoded, one clause; null where all went well. */
  readonly problem: string | null
}

const formats: Record<string, CompressionFormat> = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate' }

/** Decoded bodies larger than this are not shown: a small body can unpack to gigabytes. */
const maxDecoded = 64 * 1024 * 1024

/** Undoes the content codings of a body (RFC 9110, 8.4): they are listed in the order in which they were applied. */
export async function decodeContent(
  received: Uint8Array<ArrayBuffer>,
  headers: readonly HeaderPair[],
): Promise<DecodedContent> {
  const codings = headerValues(headers, 'content-encoding')
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse()
  let bytes = received
  const undone: string[] = []
  for (const coding of codings) {
    const format = formats[coding]
    if (!format) return { bytes: received, codings: [], problem: `the content coding ${coding} cannot be decoded here` }
    const result = await inflate(bytes, format)
    if (typeof result === 'string') return { bytes: received, codings: [], problem: result }
    bytes = result
    undone.push(coding)
  }
  return { bytes, codings: undone, problem: null }
}

async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  format: CompressionFormat,
): Promise<Uint8Array<ArrayBuffer> | string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length
      if (size > maxDecoded) {
        await reader.cancel()
        return `it unpacks to more than ${maxDecoded / 1024 / 1024} MiB`
      }
      chunks.push(part.value)
    }
  } catch {
    return `the body says ${format}, but is not`
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
