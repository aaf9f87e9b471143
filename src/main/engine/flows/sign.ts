import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import type { PackSignature } from '#shared/model/provider-pack.ts'
import type { HeaderChange } from '#shared/model/replay.ts'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import { breakWords } from '#shared/model/signature-break-words.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { formsOf } from '../export/secret-forms.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import type { EnginePorts } from '../ports.ts'
import { signatureRules } from '../providers/provider-pack.ts'
import { splitTarget } from '../replay/target.ts'
import { breakSignature, possibleBreaks, type SigningMeans } from '../signatures/break-signature.ts'
import { type ResolvedScheme, resolveScheme } from '../signatures/registry.ts'
import type { SchemeRequest, SchemeSecret, SignedParts } from '../signatures/signature-scheme.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'
import { type TestKeyType, testKeyTypes } from '../state/test-key-types.ts'
import type { TestKeys } from '../state/test-keys.ts'

/** What signing takes from the host. */
export type SigningPorts = Pick<EnginePorts, 'clock' | 'randomBytes'>

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
  readonly means: SigningMeans
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
 * where a scheme sends the secret itself, a test key of the same form takes its place. Without test keys (null) only what
 * the given secret can sign is signed.
 */
export function createSigner(ports: SigningPorts, testKeys: Pick<TestKeys, 'get'> | null): SignRequest {
  async function byTestKey(open: ResolvedScheme, request: UnsignedRequest, types: readonly TestKeyType[]) {
    if (testKeys === null) return null
    for (const type of types) {
      const key = await testKeys.get(type)
      const parts = signWith(open, request, key.privateKey, ports)
      const means = { by: open, key: key.privateKey, checkWith: key.secret.value }
      if (parts) return signedRequest(request, parts, { key: key.secret, byTestKey: true, means })
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
    const means = { by: open, key: secret.value, checkWith: secret.value }
    return isTold
      ? byTestKey(open, request, ['secret'])
      : signedRequest(request, own, { key: secret, byTestKey: false, means })
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

function signWith({ scheme, params }: ResolvedScheme, request: UnsignedRequest, key: string, ports: SigningPorts) {
  const nowMs = ports.clock.now()
  return scheme.sign(seenRequest(request, nowMs), params, key, nowMs, () => newMessageId(ports))
}

/** As it is seen by whoever gets it. */
function seenRequest({ url, ...rest }: UnsignedRequest, arrivedAtMs: number): SchemeRequest {
  return { ...rest, target: splitTarget(url).pathAndQuery, publicUrl: url, arrivedAtMs }
}

const newMessageId = (ports: SigningPorts): string => Buffer.from(ports.randomBytes(12)).toString('hex')

function signedRequest(
  request: UnsignedRequest,
  parts: SignedParts,
  by: Pick<SignedRequest, 'key' | 'byTestKey' | 'means'>,
): SignedRequest {
  const { target, headers: set } = parts
  const names = new Set(set.map(([name]) => name.toLowerCase()))
  return {
    method: request.method,
    url: target === undefined ? request.url : originOf(request.url) + target,
    headers: [...request.headers.filter(([name]) => !names.has(name.toLowerCase())), ...set],
    body: parts.body ?? request.body,
    set,
    ...by,
  }
}

/** With a user name, which `URL.origin` leaves out. */
const originOf = (url: string): string => /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? ''

interface SignAgainParts {
  readonly ports: EnginePorts
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
 * A request with a new signature, as its delivery's endpoint would get it: by the newest active secret, for this URL and
 * this moment; with a fault in it where `broken` names one. Throws AppError `conflict` where the scheme is not known, there
 * is nothing to sign with, or the scheme has no such fault.
 */
export async function signAgain(
  parts: SignAgainParts,
  delivery: DeliveryDetail,
  request: UnsignedRequest,
  broken: SignatureBreak | null = null,
): Promise<SignedAgain> {
  if (broken !== null && request.body.byteLength > brokenBodyLimit) throw new AppError('conflict', tooLargeToBreak)
  const signed = await signedFor(parts, delivery, request)
  const sent = broken === null ? signed : brokenRequest(parts.ports, request, signed, broken)
  const { key } = signed
  const why =
    broken === null ? 'it was signed again' : `the signature was broken on purpose: ${breakWords[broken].what}`
  return {
    url: sent.url,
    headers: sent.headers,
    body: { kind: 'memory', bytes: sent.body },
    changes: changesOf(request.headers, sent.headers, key.value, why),
    signed: `again with “${key.label}”`,
    sentSecret: holdsSecret({ headers: sent.headers, target: sent.url, body: sent.body }, key.value) ? key.value : null,
  }
}

const brokenBodyLimit = 1024 * 1024
const tooLargeToBreak = 'Signatures over bodies larger than 1 MiB are not broken on purpose.'

/** Faults that a new signature of this request can have, or why it can have none. */
export async function breaksOf(
  parts: SignAgainParts,
  delivery: DeliveryDetail,
  request: UnsignedRequest,
): Promise<{ readonly breaks: SignatureBreak[]; readonly problem: string | null }> {
  // Each fault is made and checked, in the host's own thread.
  if (request.body.byteLength > brokenBodyLimit) return { breaks: [], problem: tooLargeToBreak }
  try {
    const { means } = await signedFor(parts, delivery, request)
    const breaks = possibleBreaks(breakOrder(parts.ports, request, means))
    const problem = breaks.length === 0 ? 'This scheme notices no fault that could be made here.' : null
    return { breaks, problem }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error
    return { breaks: [], problem: error.message }
  }
}

async function signedFor(
  { endpoints, catalog, sign }: SignAgainParts,
  delivery: DeliveryDetail,
  request: UnsignedRequest,
): Promise<SignedRequest> {
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
  const signed = await sign(request, schemes, secret, 'replay')
  if (!signed)
    throw new AppError(
      'conflict',
      secret
        ? `No new signature can be made with “${secret.label}”: replay the delivery as it was stored.`
        : `${endpoint.name} has no active secret to sign with. Add one, or replay the delivery as it was stored.`,
    )
  return signed
}

export const breakOrder = (ports: SigningPorts, request: UnsignedRequest, means: SigningMeans) => ({
  request: seenRequest(request, ports.clock.now()),
  means,
  newId: () => newMessageId(ports),
  randomBytes: ports.randomBytes,
})

/** The request, signed but for one fault. Throws AppError `conflict` where the scheme has no such fault. */
export function brokenRequest(
  ports: SigningPorts,
  request: UnsignedRequest,
  { means }: Pick<SignedRequest, 'means'>,
  broken: SignatureBreak,
): UnsignedRequest {
  const made = breakSignature(broken, breakOrder(ports, request, means))
  if (made === null)
    throw new AppError(
      'conflict',
      `“${breakWords[broken].title}” cannot be made here: this scheme does not have it, or does not notice it.`,
    )
  const { method, headers, body, target } = made
  return { method, url: originOf(request.url) + target, headers, body }
}

/** Headers that are not as they were, in the order in which they are sent; those that are gone come last. */
function changesOf(
  before: readonly HeaderPair[],
  after: readonly HeaderPair[],
  secret: string,
  why: string,
): HeaderChange[] {
  const shown = (name: string, value: string) =>
    holdsSecret({ headers: [[name, value]] }, secret) ? '(the secret)' : value
  const known = new Set(before.map(([name, value]) => `${name.toLowerCase()}: ${value}`))
  const names = new Set(after.map(([name]) => name.toLowerCase()))
  const set = after.flatMap(([name, value]): HeaderChange[] => {
    if (known.has(`${name.toLowerCase()}: ${value}`)) return []
    const from = firstHeader(before, name) ?? null
    return [{ name, change: from === null ? 'added' : 'recomputed', from, to: shown(name, value), why }]
  })
  const gone = before.flatMap(([name, value]): HeaderChange[] =>
    names.has(name.toLowerCase()) ? [] : [{ name, change: 'dropped', from: value, to: null, why }],
  )
  return [...set, ...gone]
}

/** Bearer tokens, static headers and basic credentials are sent as they are, and secrets never leave the engine. */
export function holdsSecret({ headers, target, body }: SignedParts, secret: string): boolean {
  const forms = [secret, secret.trim()].flatMap(formsOf)
  const text = [...headers.map(([, value]) => value), target ?? '', Buffer.from(body ?? []).toString('latin1')]
  // Headers hold one character per byte.
  return forms.some((form) =>
    text.some((one) => one.includes(form) || one.includes(Buffer.from(form).toString('latin1'))),
  )
}
