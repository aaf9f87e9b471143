import { readFile } from 'node:fs/promises'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import type { HeaderChange } from '#shared/model/replay.ts'
import type { CapturedBody } from '../../lib/captured-body.ts'
import type { EndpointRegistry } from '../endpoints/endpoint-registry.ts'
import type { PackCatalog } from '../pack-catalog.ts'
import { type SignedRequest, type SignRequest, signingSchemes } from './sign-request.ts'

interface SignAgainParts {
  readonly endpoints: EndpointRegistry
  readonly catalog: PackCatalog
  readonly sign: SignRequest
}

interface SignedAgain {
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: CapturedBody
  readonly changes: readonly HeaderChange[]
  readonly signed: string
}

/**
 * A stored delivery with a new signature: by the endpoint's newest active secret, for this URL and this moment. Throws
 * AppError `conflict` where the scheme is not known or there is nothing to sign with.
 */
export async function signAgain(
  { endpoints, catalog, sign }: SignAgainParts,
  delivery: DeliveryDetail,
  body: CapturedBody,
  url: string,
): Promise<SignedAgain> {
  const endpoint = endpoints.get(delivery.endpointId)
  const provider = endpoint.provider ?? delivery.facts.provider
  const signature = (provider && catalog.packs().get(provider)?.manifest.signature) || null
  const schemes = signingSchemes(endpoint.recipe, signature)
  if (schemes.length === 0)
    throw new AppError(
      'conflict',
      'How deliveries of this endpoint are signed is not known, so they cannot be signed again.',
    )
  const secret = endpoints.secrets.active(endpoint.id).at(-1) ?? null
  const bytes = body.kind === 'memory' ? body.bytes : await readFile(body.path)
  const { method, headers } = delivery.request
  const signed = await sign({ method, url, headers, body: bytes }, schemes, secret)
  if (!signed)
    throw new AppError(
      'conflict',
      secret
        ? `No new signature can be made with “${secret.label}”: replay the delivery as it was stored.`
        : `${endpoint.name} has no active secret to sign with. Add one, or replay the delivery as it was stored.`,
    )
  return {
    url: signed.url,
    headers: signed.headers,
    body: { kind: 'memory', bytes: signed.body },
    changes: changesOf(headers, signed),
    signed: `again with “${signed.key.label}”`,
  }
}

function changesOf(before: readonly HeaderPair[], { set, key }: SignedRequest): HeaderChange[] {
  return set.flatMap(([name, value]): HeaderChange[] => {
    const from = firstHeader(before, name) ?? null
    if (from === value) return []
    const to = holdsSecret(value, key.value) ? '(the secret)' : value
    return [{ name, change: from === null ? 'added' : 'recomputed', from, to, why: 'it was signed again' }]
  })
}

/** Bearer tokens, static headers and basic credentials are sent as they are, and secrets never leave the engine. */
const holdsSecret = (value: string, secret: string): boolean =>
  [secret.trim(), Buffer.from(secret.trim()).toString('base64')].some((text) => value.includes(text))
