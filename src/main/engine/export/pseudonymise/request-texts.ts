import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { mask } from '../mask-body.ts'
import { queryLeaves } from './form-leaves.ts'
import type { Leaf } from './leaf.ts'
import { type ReadableBody, readBody } from './readable-body.ts'
import { isSignature } from './sign-again.ts'

/** A text of a request with the values in it. */
export interface RequestText {
  readonly text: string
  readonly leaves: readonly Leaf[]
}

/** A request, as far as it can be read. */
export interface RequestTexts {
  /** Null where it is not text. */
  readonly body: ReadableBody | null
  /** Path and query below the endpoint's URL. */
  readonly path: RequestText
  /** One for each header; without values where it is nobody's. */
  readonly headers: readonly RequestText[]
}

const noNames: ReadonlySet<string> = new Set()

export function readRequest(request: CapturedRequest, body: Uint8Array, path: string): RequestTexts {
  return {
    body: body.byteLength === 0 ? null : readBody(body, request.headers),
    path: { text: path, leaves: [...segmentLeaf(path), ...queryLeaves(path)] },
    headers: request.headers.map(headerText),
  }
}

function segmentLeaf(path: string): Leaf[] {
  const [value = ''] = path.split('?', 1)
  if (!/[\p{L}\p{N}]/u.test(value)) return []
  return [
    { place: 'path', path: [], value, start: 0, end: value.length, what: 'text', siblings: noNames, encode: encodeURI },
  ]
}

/** Of the connection, of the programs at its ends, of the body's form: no person's. Numbers in them have dots like addresses. */
const impersonal =
  /^(?:accept.*|user-agent|connection|content-.*|transfer-encoding|te|date|server|via|cache-control|expect|upgrade|keep-alive|repr-digest|digest|x-amz-content-sha256|x-forwarded-proto|x-forwarded-port|traceparent|tracestate|.*timestamp|.*nonce)$/i

/** Headers hold one character per byte. */
function headerText([name, value]: HeaderPair): RequestText {
  const text = Buffer.from(value, 'latin1').toString('utf8')
  if (value === mask || impersonal.test(name) || isSignature(name) || isHostName(name)) return { text, leaves: [] }
  const path = [name]
  const place = `header:${name}`
  return {
    text,
    leaves: [
      { place, path, value: text, start: 0, end: text.length, what: 'text', siblings: noNames, encode: oneLine },
    ],
  }
}

export const isHostName = (name: string): boolean => /^(?:x-(?:forwarded|original)-)?host$/i.test(name)

const oneLine = (text: string): string => text.replaceAll(/[\r\n\0]+/g, ' ')
