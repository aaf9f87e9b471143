import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import type { PackSignature } from '#shared/model/provider-pack.ts'
import type { HeaderChange } from '#shared/model/replay.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { formsOf } from '../export/secret-forms.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import type { EnginePorts } from '../ports.ts'
import { signatureRules } from '../providers/provider-pack.ts'
import { splitTarget } from '../replay/target.ts'
import { type ResolvedScheme, resolveScheme } from '../signatures/registry.ts'
import type { SchemeRequest, SchemeSecret, SignedParts } from '../signatures/signature-scheme.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'
import { type TestKeys, type TestKeyType, testKeyTypes } from '../state/test-keys.ts'
import { bytesOf } from './stored-delivery.ts'

export interface UnsignedRequest {
  readonly method: string
  /** Where it goes; what URL-signing schemes sign. */
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
}

export interface SignedRequest extends UnsignedRequest {
  /** What the signature was made with. */
  readonly key: SchemeSecret
  /** With a key pair of Switchhook's own, which only samples are checked with. */
  readonly byTestKey: boolean
  /** Headers that signing has set. */
  readonly set: readonly HeaderPair[]
}

/** Schemes by which deliveries of an endpoint are signed, in order of preference. */
export function signingSchemes(recipe: SchemeRef | null, signature: PackSignature | null): readonly SchemeRef[] {
  if (recipe) return [recipe]
  return signature?.kind === 'scheme' ? [signature, ...(signature.alternatives ?? [])] : []
}

export type SignRequest = (
  request: UnsignedRequest,
  schemes: readonly SchemeRef[],
  secret: SchemeSecret | null,
  use: 'sample' | 'replay',
) => Promise<SignedRequest | null>

/**
 * Signs as the provider would, now. Null where no scheme can sign with what there is. A sample is stored and shown here:
 * where a scheme sends the secret itself, a test key of the same form takes its place.
 */
export function createSigner(ports: EnginePorts, testKeys: TestKeys): SignRequest {
  async function byTestKey(open: ResolvedScheme, request: UnsignedRequest, types: readonly TestKeyType[]) {
    for (const type of types) {
      const key = await testKeys.get(type)
      const parts = signWith(open, request, key.privateKey, ports)
      if (parts) return signedRequest(request, parts, key.secret, true)
    }
    return null
  }

  async function signBy(
    open: ResolvedScheme,
    request: UnsignedRequest,
    secret: SchemeSecret | null,
    use: 'sample' | 'replay',
  ) {
    const own = secret && signWith(open, request, secret.value, ports)
    if (!secret || !own) return checksWithPublicKey(open, secret) ? byTestKey(open, request, testKeyTypes) : null
    const isTold = use === 'sample' && holdsSecret(own, secret.value)
    return isTold ? byTestKey(open, request, ['secret']) : signedRequest(request, own, secret, false)
  }

  return async (request, schemes, secret, use) => {
    for (const ref of schemes) {
      const open = resolveScheme(ref)
      const signed = 'problem' in open ? null : await signBy(open, request, secret, use)
      if (signed) return signed
    }
    return null
  }
}

/** A shared secret that does not exist cannot be stood in for; the private half of a provider's key can. */
const checksWithPublicKey = ({ scheme, params }: ResolvedScheme, secret: SchemeSecret | null): boolean =>
  scheme.describe(params).keyKind === 'public-key' || /^(whpk_|-----BEGIN PUBLIC)/.test(secret?.value.trim() ?? '')

function signWith({ scheme, params }: ResolvedScheme, request: UnsignedRequest, key: string, ports: EnginePorts) {
  const nowMs = ports.clock.now()
  const { url, ...rest } = request
  const seen: SchemeRequest = {
    ...rest,
    target: splitTarget(url).pathAndQuery,
    publicUrl: url,
    arrivedAtMs: nowMs,
  }
  return scheme.sign(seen, params, key, nowMs, () => Buffer.from(ports.randomBytes(12)).toString('hex'))
}

function signedRequest(
  request: UnsignedRequest,
  parts: SignedParts,
  key: SchemeSecret,
  byTestKey: boolean,
): SignedRequest {
  const { target, headers: set } = parts
  const names = new Set(set.map(([name]) => name.toLowerCase()))
  return {
    method: request.method,
    url: target === undefined ? request.url : originOf(request.url) + target,
    headers: [...request.headers.filter(([name]) => !names.has(name.toLowerCase())), ...set],
    body: parts.body ?? request.body,
    key,
    byTestKey,
    set,
  }
}

/** With a user name, which `URL.origin` leaves out. */
const originOf = (url: string): string => /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? ''

interface SignAgainParts {
  readonly endpoints: EndpointService
  readonly catalog: PackCatalog
  readonly sign: SignRequest
}

export interface SignedAgain {
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: CapturedBody
  readonly changes: readonly HeaderChange[]
  readonly signed: string
  /** The secret, where the scheme sends it as it is. */
  readonly sentSecret: string | null
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
  const pack = (provider && catalog.packs().get(provider)) || null
  const secret = endpoints.secrets.active(endpoint.id).at(-1) ?? null
  const rules = signatureRules(pack, delivery.facts.eventType, { recipe: endpoint.recipe, hasSecret: secret !== null })
  const schemes = signingSchemes(rules.recipe, rules.signature)
  if (schemes.length === 0)
    throw new AppError(
      'conflict',
      'How deliveries of this endpoint are signed is not known, so they cannot be signed again.',
    )
  const { method, headers } = delivery.request
  const signed = await sign({ method, url, headers, body: await bytesOf(body) }, schemes, secret, 'replay')
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
    sentSecret: holdsSecret({ headers: signed.set, target: signed.url, body: signed.body }, signed.key.value)
      ? signed.key.value
      : null,
  }
}

function changesOf(before: readonly HeaderPair[], { set, key }: SignedRequest): HeaderChange[] {
  return set.flatMap(([name, value]): HeaderChange[] => {
    const from = firstHeader(before, name) ?? null
    if (from === value) return []
    const to = holdsSecret({ headers: [[name, value]] }, key.value) ? '(the secret)' : value
    return [{ name, change: from === null ? 'added' : 'recomputed', from, to, why: 'it was signed again' }]
  })
}

/** Bearer tokens, static headers and basic credentials are sent as they are, and secrets never leave the engine. */
function holdsSecret({ headers, target, body }: SignedParts, secret: string): boolean {
  const forms = [secret, secret.trim()].flatMap(formsOf)
  const text = [...headers.map(([, value]) => value), target ?? '', Buffer.from(body ?? []).toString('latin1')]
  // Headers hold one character per byte.
  return forms.some((form) =>
    text.some((one) => one.includes(form) || one.includes(Buffer.from(form).toString('latin1'))),
  )
}
