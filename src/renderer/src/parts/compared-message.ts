import type { ComparedMessage } from '#shared/compare/compare-messages.ts'
import type { HeaderPair } from '#shared/model/header-pair.ts'
import { decodeContent, looksBinary, readText, toBase64 } from '../code/read-bytes.ts'

interface MessageParts {
  readonly status: number | null
  readonly headers: readonly HeaderPair[]
  /** As it was sent, which may be less than all of it. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Of the whole body. */
  readonly size: number
}

/** A message as it is compared: its content coding is undone, bytes that are not text are only told apart. */
export async function comparedMessage({ status, headers, bytes, size }: MessageParts): Promise<ComparedMessage> {
  const isCut = size > bytes.length
  const content = isCut ? { bytes, problem: null } : await decodeContent(bytes, headers)
  const { text, exact } = readText(content.bytes)
  const isText = content.problem === null && (exact || isCut) && !looksBinary(content.bytes)
  return {
    status,
    headers,
    text: isText ? text : null,
    digest: isText ? text : toBase64(bytes),
    size: isText && !isCut ? text.length : size,
    isCut,
  }
}
