import { readFile } from 'node:fs/promises'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Endpoint } from '#shared/model/endpoint.ts'
import { packsWithSchemes } from '../judging/packs-with-schemes.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { oncePer } from '../lib/once-per.ts'
import { detectByHead, detectProvider, type Packs, packsToRunAnywhere } from '../providers/detect-provider.ts'
import { allSampleBytes } from '../providers/make-sample.ts'
import { type Payload, readHead, readPayload } from '../providers/payload.ts'
import { type ProviderPack, signatureRules } from '../providers/provider-pack.ts'
import type { Views } from '../reading/views.ts'
import type { JudgeInput } from '../signatures/judge.ts'
import type { LadderInput, OtherSecret, WithoutBody } from '../signatures/ladder/ladder-input.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'
import type { TestKeys } from '../state/test-keys.ts'

/** A stored delivery with all that it takes to judge it again. */
export interface StoredDelivery {
  readonly delivery: DeliveryDetail
  readonly body: CapturedBody
  /** As it is now. */
  readonly endpoint: Endpoint
  readonly secrets: readonly SchemeSecret[]
  /** What a sample was signed with where that is no secret of the endpoint; a sample stays what it was. */
  readonly testKey: SchemeSecret | null
}

export interface StoredParts {
  readonly views: Views
  readonly endpoints: EndpointService
  readonly testKeys: TestKeys
  readonly catalog: PackCatalog
  /** Where the receiver can be reached now: its own URL, the tunnel's. */
  readonly baseUrls: () => readonly string[]
}

/** Throws AppError `not-found` where the delivery or its endpoint is gone. */
export async function readStored(parts: StoredParts, id: string): Promise<StoredDelivery> {
  const { views, endpoints, testKeys } = parts
  const delivery = await views.read.detail(id)
  const body = await views.read.wholeBody(id)
  const signedBy = delivery.sample ? delivery.verdict.secret : null
  return {
    delivery,
    body,
    endpoint: endpoints.get(delivery.endpointId),
    secrets: endpoints.secrets.active(delivery.endpointId),
    testKey: signedBy && (await testKeys.byId(signedBy.id)),
  }
}

export const bytesOf = async (body: CapturedBody): Promise<Uint8Array> =>
  body.kind === 'memory' ? body.bytes : readFile(body.path)

/** A stored delivery with all that its signature is judged by now; time is judged at its arrival. */
export interface SignatureCase {
  readonly delivery: DeliveryDetail
  readonly body: CapturedBody
  /** Of the provider whose delivery it is now, null where that is not known. */
  readonly pack: ProviderPack | null
  /** Without the body's bytes, which may be large: who judges puts them in. */
  readonly input: CaseInput
}

export type CaseInput = WithoutBody<JudgeInput>

export async function readCase(parts: StoredParts, id: string): Promise<SignatureCase> {
  const { delivery, body, endpoint, secrets, testKey } = await readStored(parts, id)
  const pack = packNow(parts.catalog.packs(), endpoint, delivery, body)
  const { method, target, publicUrl, headers, firstByteAt, aborted } = delivery.request
  return {
    delivery,
    body,
    pack,
    input: {
      request: { method, target, publicUrl, headers, arrivedAtMs: firstByteAt },
      aborted,
      ...signatureRules(pack, delivery.facts.eventType, { recipe: endpoint.recipe, hasSecret: secrets.length > 0 }),
      secrets: testKey ? [...secrets, testKey] : secrets,
    },
  }
}

/** Whose delivery it is now. Only what takes next to no time is looked at: others wait for this thread. */
function packNow(packs: Packs, endpoint: Endpoint, delivery: DeliveryDetail, body: CapturedBody): ProviderPack | null {
  const chosen = endpoint.provider === null ? undefined : packs.get(endpoint.provider)
  if (chosen !== undefined) return chosen
  const { request, facts } = delivery
  const quick = packsToRunAnywhere(packs)
  const whole = body.kind === 'memory' ? readPayload(request, body.bytes) : null
  const found =
    whole === null || whole.body.tooBig !== null
      ? detectByHead(quick, readHead(request, request.bodySize), null)
      : detectProvider(quick, whole, null)
  const before = facts.providerBy === 'detected' && facts.provider !== null ? packs.get(facts.provider) : undefined
  return found?.pack ?? before ?? null
}

export type FailureInput = WithoutBody<LadderInput>

/** What a failed signature is explained with: what it was judged by, and what else this host knows. */
export function failureInput(parts: StoredParts, { delivery, body, pack, input }: SignatureCase): FailureInput {
  const { endpoints, catalog, baseUrls } = parts
  return {
    ...input,
    others: otherSecrets(endpoints, delivery.endpointId, new Set(input.secrets.map(({ id }) => id))),
    packs: packsWithSchemes(catalog.packs(), payloadOf(delivery, body)),
    publicUrls: baseUrls().map((url) => url.replace(/\/$/, '') + delivery.request.target),
    knownBodies: pack === null ? [] : sampleBodies(pack),
  }
}

/** Secrets of other endpoints, and retired ones: they verify nothing and only explain. */
function otherSecrets(endpoints: EndpointService, endpointId: string, active: ReadonlySet<string>): OtherSecret[] {
  const byId = new Map(endpoints.list().map((endpoint) => [endpoint.id, endpoint]))
  return endpoints.secrets
    .all()
    .filter(({ id }) => !active.has(id))
    .map(({ id, label, value, endpointId: owner }) => ({
      secret: { id, label, value },
      endpoint: owner === endpointId ? null : (byId.get(owner)?.name ?? null),
      provider: byId.get(owner)?.provider ?? null,
    }))
}

/** Read as far as it takes next to no time. */
function payloadOf({ request }: DeliveryDetail, body: CapturedBody): Payload {
  const whole = body.kind === 'memory' ? readPayload(request, body.bytes) : null
  return whole === null || whole.body.tooBig !== null ? readHead(request, request.bodySize) : whole
}

/** A pack's sample bodies, read once: their keys stand in the provider's order. */
const sampleBodies = oncePer(allSampleBytes)
