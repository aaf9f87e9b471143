import type { Refusal } from './refusal.ts'

/** What an error of Node's HTTP parser or socket means: an answer, a sender that went away, or nothing to answer. */
export type ParserFault =
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  | { readonly kind: 'sender-left' }
  | { readonly kind: 'ignore' }

/** Reads the `code` of a `clientError` (llhttp's `HPE_…`, else a socket error such as ECONNRESET). */
export function parserFault(error: Error & { readonly code?: unknown }): ParserFault {
  const code = typeof error.code === 'string' ? error.code : ''
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refuse(431, 'header section is too large')
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return refuse(413, 'chunk extensions are too large')
    case 'HPE_INVALID_VERSION':
    case 'HPE_PAUSED_H2_UPGRADE':
      return refuse(505, 'not HTTP/1.0 or HTTP/1.1')
    case 'HPE_INVALID_EOF_STATE':
      return { kind: 'sender-left' }
    case 'HPE_CLOSED_CONNECTION':
      // Bytes after a request with "Connection: close" are not a request (RFC 9112, 9.6).
      return { kind: 'ignore' }
    default:
      return code.startsWith('HPE_') ? refuse(400, `malformed request: ${error.message}`) : { kind: 'sender-left' }
  }
}

function refuse(status: number, why: string): ParserFault {
  return { kind: 'refuse', refusal: { status, why } }
}
