import { createHash } from 'node:crypto'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { type JudgedDelivery, judgeDelivery, unjudged } from '../judging/judge-delivery.ts'
import { spoolThreshold } from '../lib/captured-body.ts'
import type { StoredHead } from '../log/codec.ts'
import type { Packs } from '../providers/detect-provider.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import { absoluteUrl } from './http-message.ts'
import type { ImportedRequest, ImportFormat } from './import-format.ts'

/** The endpoint that deliveries come in to, with all that they are judged by. */
export interface ImportEndpoint {
  readonly id: string
  readonly token: string
  readonly provider: string | null
  readonly recipe: SchemeRef | null
  readonly secrets: readonly SchemeSecret[]
}

export interface ImportBatch {
  readonly id: string
  /** Unix milliseconds. */
  readonly at: number
}

export interface ExaminedRequest {
  readonly head: StoredHead
  readonly body: Uint8Array
}

/** What stands for an endpoint's token in what Switchhook exports. */
const maskedToken = /\{token\}|%7Btoken%7D/gi

/**
 * The delivery that a request would have been: judged as one that arrives, at the time that its source tells. It has no
 * answer and is not forwarded. `file`: what it was read from.
 */
export function examineRequest(
  request: ImportedRequest,
  from: { readonly format: ImportFormat; readonly file: string },
  { endpoint, batch, packs }: { readonly endpoint: ImportEndpoint; readonly batch: ImportBatch; readonly packs: Packs },
): ExaminedRequest {
  const { body, note } = request
  const captured = toCaptured(request, endpoint.token, batch.at)
  const { examination, handshake } = judge(captured, body, endpoint, packs)
  return {
    head: {
      endpointId: endpoint.id,
      receivedAt: captured.firstByteAt,
      request: captured,
      ...examination,
      sample: false,
      handshake: handshake?.handshake.title ?? null,
      reply: null,
      imported: {
        id: batch.id,
        from: from.format.name,
        at: batch.at,
        file: from.file,
        timeKnown: request.receivedAt !== null,
        ...(note !== null && { note }),
        source: sourceOf(request, from.format.id),
      },
    },
    body,
  }
}

function toCaptured(request: ImportedRequest, token: string, now: number): CapturedRequest {
  const { method, headers, body, httpVersion, remoteAddress } = request
  const at = request.receivedAt ?? now
  return {
    method,
    target: `/in/${token}${request.below ?? belowOf(request.url)}`,
    httpVersion,
    headers: [...headers],
    trailers: [],
    remoteAddress,
    publicUrl: absoluteUrl(request.url.replaceAll(maskedToken, token), headers),
    viaTunnel: false,
    firstByteAt: at,
    lastByteAt: at,
    bodySize: body.byteLength,
    aborted: false,
  }
}

/**
 * What stands below the endpoint's URL, as far as a URL tells: what follows the token in one of ours, else the whole path,
 * so that it is in the list and in replays.
 */
export function belowOf(url: string): string {
  const [, target = ''] = /^(?:[a-z]+:\/\/[^/?#]*)?([^#]*)/i.exec(url) ?? []
  const below = target.replace(/^\/in\/(?:\{token\}|%7Btoken%7D)/i, '')
  return below.replace(/^\/(?=\?|$)/, '')
}

function judge(request: CapturedRequest, body: Uint8Array, endpoint: ImportEndpoint, packs: Packs): JudgedDelivery {
  const { secrets } = endpoint
  if (body.byteLength > spoolThreshold) {
    const later = `the body is larger than ${formatBytes(spoolThreshold)}`
    return { examination: unjudged({ endpoint, request, packs }, later), handshake: null, later }
  }
  return judgeDelivery({ endpoint, request, body, packs, secrets, testKey: null })
}

/**
 * What it is known by when it is imported again: its id at the source, else all of it, with its time. Null where it has
 * neither: the same command may be pasted twice on purpose.
 */
function sourceOf(
  { sourceId, method, url, headers, body, receivedAt }: ImportedRequest,
  format: string,
): string | null {
  // A fixture has the id of the delivery.
  if (sourceId !== null) return format === 'fixture' ? sourceId : `${format}:${sourceId}`
  if (receivedAt === null) return null
  const hash = createHash('sha256')
  hash.update(JSON.stringify([method, url, headers, receivedAt])).update(body)
  return `sha256:${hash.digest('base64url')}`
}
