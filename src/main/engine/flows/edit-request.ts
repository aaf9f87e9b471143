import { isDeepStrictEqual } from 'node:util'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { EditedPart, EditedRequest } from '#shared/model/edited-request.ts'
import { type HeaderPair, headerValues } from '#shared/model/headers.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import { mask, maskBody } from '../export/mask-body.ts'
import { formsOf } from '../export/secret-forms.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { isHopByHop } from '../lib/hop-by-hop.ts'
import { bytesOf } from './stored-delivery.ts'

/** A request before it is signed and before the headers of its connection are made. */
export interface RequestToSend {
  readonly method: string
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: CapturedBody
  /** What of it is not as it was stored; the URL of a plain replay is its target, and no change. */
  readonly edited: readonly EditedPart[]
}

export const storedRequest = (
  { method, headers }: CapturedRequest,
  url: string,
  body: CapturedBody,
): RequestToSend => ({ method, url, headers, body, edited: [] })

/**
 * The request as the user has changed it; a body that was left alone keeps its stored bytes. `plainUrl`: where it would
 * have gone unchanged, null where that is not known.
 */
export function editedRequest(
  edited: EditedRequest,
  stored: CapturedRequest,
  body: CapturedBody,
  plainUrl: string | null,
): RequestToSend {
  const bytes = edited.body === null ? null : new Uint8Array(Buffer.from(edited.body, 'base64'))
  const isBodyEdited = bytes !== null && !(body.kind === 'memory' && Buffer.compare(bytes, body.bytes) === 0)
  const { method, url, headers } = edited
  const parts: EditedPart[] = []
  if (method !== stored.method) parts.push('method')
  if (url !== plainUrl) parts.push('url')
  const isHeadersEdited = !isDeepStrictEqual(headers, editableHeaders(stored.headers))
  if (isHeadersEdited) parts.push('headers')
  if (isBodyEdited) parts.push('body')
  // Unchanged, those of the connection keep their places among the others.
  const sent = isHeadersEdited ? headers : stored.headers
  return { method, url, headers: sent, body: isBodyEdited ? { kind: 'memory', bytes } : body, edited: parts }
}

/** Stored headers but for those of the old connection, which are made for the new one when it is sent. */
export function editableHeaders(stored: readonly HeaderPair[]): HeaderPair[] {
  const listed = new Set(
    headerValues(stored, 'connection')
      .flatMap((value) => value.split(','))
      .map((name) => name.trim().toLowerCase()),
  )
  return stored
    .filter(([name]) => {
      const key = name.toLowerCase()
      return !isHopByHop(key) && !listed.has(key) && !['host', 'content-length', 'expect'].includes(key)
    })
    .map(([name, value]): HeaderPair => [name, value])
}

/** With all bytes of the body, which a signature covers. */
export async function readForSigning({ method, url, headers, body }: RequestToSend) {
  return { method, url, headers, body: await bytesOf(body) }
}

/** This much of a body that was sent is stored with the replay. */
export const sentBodyLimit = 64 * 1024

interface SentOrder {
  readonly request: RequestToSend
  readonly broken?: SignatureBreak | undefined
  readonly sign?: string | undefined
  readonly onReturn?: true | undefined
  readonly method: string
  /** As they went out. */
  readonly headers: readonly HeaderPair[]
  readonly body: CapturedBody
  readonly size: number
  /** Where the scheme sends the secret itself. */
  readonly secret: string | null
}

/** What is stored of a request that was not sent as it was captured, so that its outcome can be understood later. */
export function sentRecord(order: SentOrder): {
  readonly told: Pick<Replay, 'edited' | 'broken' | 'sent' | 'onReturn'>
  readonly body: Uint8Array | null
} {
  const { request, method, headers, body, size, secret } = order
  const broken = order.sign === 'broken' ? order.broken : undefined
  const trigger = order.onReturn ? { onReturn: order.onReturn } : {}
  if (request.edited.length === 0 && broken === undefined) return { told: trigger, body: null }
  // A body in a file is too large to be edited or broken: it is the stored one.
  const start = body.kind === 'memory' ? body.bytes.subarray(0, sentBodyLimit) : new Uint8Array()
  // A user in the URL goes out as this header.
  const hidden = withoutCredentials(request.url) === request.url ? null : 'authorization'
  const stored = secret === null ? start : maskBody(start, [secret, secret.trim()], []).body
  return {
    told: {
      ...trigger,
      ...(request.edited.length > 0 && { edited: [...request.edited] }),
      ...(broken && { broken }),
      sent: {
        method,
        headers: headers.map(
          ([name, value]): HeaderPair => [name, name.toLowerCase() === hidden ? mask : masked(value, secret)],
        ),
        bodySize: size,
        bodyStored: stored.byteLength,
      },
    },
    body: stored,
  }
}

function masked(value: string, secret: string | null): string {
  if (secret === null) return value
  const forms = [secret, secret.trim()].flatMap(formsOf).map((form) => Buffer.from(form).toString('latin1'))
  return forms.some((form) => form !== '' && value.includes(form)) ? mask : value
}
