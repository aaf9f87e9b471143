import type { Conformance } from '#shared/model/conformance.ts'
import type { CapturedRequest, DeliveryFacts } from '#shared/model/delivery.ts'
import type { Handshake } from '#shared/model/provider-pack.ts'
import type { SchemeRef, Verification } from '#shared/model/verification.ts'
import { createChecker, type NoSchemaReason, type SchemaToCheck, unchecked } from '../checker/check-body.ts'
import { checkRepeats } from '../checker/check-repeats.ts'
import { arrivalLimits, unhurriedLimits } from '../lib/body-reader.ts'
import { oncePer } from '../lib/once-per.ts'
import type { Examination } from '../log/entries.ts'
import { type AnsweredHandshake, answerHandshake, answersOnArrival } from '../providers/answer-handshake.ts'
import {
  type DetectedProvider,
  detectByHead,
  detectProvider,
  type Packs,
  packsToRunAnywhere,
} from '../providers/detect-provider.ts'
import { type Payload, readHead, readPayload } from '../providers/payload.ts'
import {
  deliveryOf,
  type FoundSchema,
  findSchema,
  type ProviderPack,
  schemaText,
  signatureRules,
  signsByEvent,
} from '../providers/provider-pack.ts'
import { readFacts } from '../providers/read-facts.ts'
import { type JudgeInput, judge } from '../signatures/judge.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'

export interface JudgedEndpoint {
  readonly id: string
  readonly provider: string | null
  readonly recipe: SchemeRef | null
}

/** A delivery before its body is looked at. */
export interface DeliveryHeadToJudge {
  readonly endpoint: JudgedEndpoint
  readonly request: CapturedRequest
  readonly packs: Packs
}

export interface DeliveryToJudge extends DeliveryHeadToJudge {
  readonly body: Uint8Array
  /** Active ones of the endpoint. */
  readonly secrets: readonly SchemeSecret[]
  /** Of a sample of Switchhook's own; nothing else may be verified with it. */
  readonly testKey: SchemeSecret | null
}

export interface JudgedDelivery {
  /** What was found; `checking` where it is judged later. */
  readonly examination: Examination
  /** A set-up request of the provider, and how to answer it. */
  readonly handshake: AnsweredHandshake | null
  /** Why it takes the judging process to judge this, in words; null where it is judged. */
  readonly later: string | null
}

/** To explain more differences than this takes longer than a thread may take that has others to serve. */
const maxErrorsOnArrival = 100
const manyDifferences = 'it leaves the schema in very many places'
const ownPack = 'a pack of yours is checked in a process of its own'

const checker = createChecker()

/**
 * All that can be told of a delivery within about 2 ms, with what is set up now: whose it is, what happened, whether its
 * signature holds and its payload keeps to the schema. What takes longer, or runs what the user's packs bring, is left to
 * the judging process. Pure but for the schemas that it remembers; never throws for what was sent.
 */
export function judgeDelivery(delivery: DeliveryToJudge): JudgedDelivery {
  const { endpoint, request, body, packs } = delivery
  const payload = readPayload(request, body, arrivalLimits)
  if (payload.body.tooBig !== null) return later(delivery, payload.body.tooBig, null, null)
  const quick = packsToRunAnywhere(packs)
  const chosen = endpoint.provider === null ? undefined : packs.get(endpoint.provider)
  const detected = chosen ? { pack: chosen, by: 'endpoint' as const } : detectProvider(quick, payload, null)
  const isUncertain = chosen === undefined && quick.size !== packs.size
  const isOwn = detected?.pack.origin === 'user'
  const handshake = isOwn && !answersOnArrival(detected.pack) ? null : findHandshake(delivery, detected, payload)
  if (isOwn || isUncertain) return later(delivery, ownPack, isUncertain ? null : detected, handshake)

  const facts = readFacts(detected, payload)
  const verification = verify(delivery, detected?.pack ?? null, facts.eventType)
  const held = request.aborted
    ? incomplete
    : checker.checkQuickly(payload.body, schemaFor(detected, facts.eventType), maxErrorsOnArrival)
  const checked = held === null ? null : completed(held, detected, payload, facts.eventType)
  const conformance = checked ?? unchecked('checking', 'judged-later', manyDifferences)
  const examination = examined(detected, { facts, verification, conformance }, handshake)
  return { examination, handshake, later: checked === null ? manyDifferences : null }
}

/**
 * The same without limits, for a process that can be killed; in steps, each of which yields what is certain by then: first
 * the signature where the body need not be read for it, then the facts.
 */
export function* judgeInSteps(delivery: DeliveryToJudge): Generator<Partial<Examination>, JudgedDelivery> {
  const { endpoint, request, body, packs } = delivery
  const byHead = detectByHead(packs, readHead(request, body.length), endpoint.provider)
  let verification: Verification | null = null
  if ((byHead !== null && !signsByEvent(byHead.pack)) || endpoint.recipe !== null) {
    verification = verify(delivery, byHead?.pack ?? null, null)
    yield { verification, ...documented(byHead, null) }
  }
  const payload = readPayload(request, body, unhurriedLimits)
  const detected = byHead ?? detectProvider(packs, payload, null)
  const facts = readFacts(detected, payload)
  verification ??= verify(delivery, detected?.pack ?? null, facts.eventType)
  yield { verification, facts, ...documented(detected, facts.eventType) }
  const conformance = request.aborted
    ? incomplete
    : completed(checker.check(payload.body, schemaFor(detected, facts.eventType)), detected, payload, facts.eventType)
  const handshake = findHandshake(delivery, detected, payload)
  return { examination: examined(detected, { facts, verification, conformance }, handshake), handshake, later: null }
}

/** What is shown of a delivery until it is judged. `reason` in words: "the body is larger than 1 MiB". */
export function unjudged({ endpoint, request, packs }: DeliveryHeadToJudge, reason: string): Examination {
  const head = readHead(request, request.bodySize)
  return checking(head, detectByHead(packsToRunAnywhere(packs), head, knownProvider(endpoint, packs)), reason)
}

/** All that a delivery's signature is judged by; time is judged at its arrival. `pack`: of the provider, where it is known. */
export function toJudgeInput(
  { endpoint, request, body, secrets, testKey }: Omit<DeliveryToJudge, 'packs'>,
  pack: ProviderPack | null,
  eventType: string | null,
): JudgeInput {
  const { method, target, publicUrl, headers, firstByteAt, aborted } = request
  return {
    request: { method, target, publicUrl, headers, body, arrivedAtMs: firstByteAt },
    aborted,
    ...signatureRules(pack, eventType, { recipe: endpoint.recipe, hasSecret: secrets.length > 0 }),
    secrets: testKey ? [...secrets, testKey] : secrets,
  }
}

const verify = (delivery: DeliveryToJudge, pack: ProviderPack | null, eventType: string | null) =>
  judge(toJudgeInput(delivery, pack, eventType))

function later(
  delivery: DeliveryHeadToJudge,
  reason: string,
  detected: DetectedProvider | null,
  handshake: AnsweredHandshake | null,
): JudgedDelivery {
  if (detected === null) return { examination: unjudged(delivery, reason), handshake, later: reason }
  const head = readHead(delivery.request, delivery.request.bodySize)
  return { examination: checking(head, detected, reason), handshake, later: reason }
}

function checking(head: Payload, detected: DetectedProvider | null, reason: string): Examination {
  const facts = { ...readFacts(null, head), provider: detected?.pack.manifest.id ?? null }
  return {
    facts: { ...facts, providerBy: detected?.by ?? null },
    verification: withoutScheme('checking', 'judged-later', reason),
    conformance: unchecked('checking', 'judged-later', reason),
    ...documented(detected, null),
  }
}

/** A verdict that no scheme has given. */
export function withoutScheme(
  state: Verification['state'],
  reason: Verification['reason'],
  detail: string | null = null,
): Verification {
  return {
    state,
    reason,
    scheme: null,
    secret: null,
    covers: { extent: 'nothing', detail: 'nothing' },
    replay: { protected: false, toleranceSeconds: null, detail: '' },
    detail,
  }
}

/** The endpoint's provider, unless its pack is gone. */
function knownProvider({ provider }: JudgedEndpoint, packs: Packs): string | null {
  return provider !== null && packs.has(provider) ? provider : null
}

function documented(
  detected: DetectedProvider | null,
  eventType: string | null,
): Pick<Examination, 'deadlineMs' | 'attemptsDocumented'> {
  const delivery = detected === null ? null : deliveryOf(detected.pack, eventType)
  return { deadlineMs: delivery?.deadlineMs ?? null, attemptsDocumented: delivery?.attempts ?? null }
}

function findHandshake(
  { request, secrets }: DeliveryToJudge,
  detected: DetectedProvider | null,
  payload: Payload,
): AnsweredHandshake | null {
  if (detected === null || request.aborted || detected.pack.manifest.handshakes.length === 0) return null
  return answerHandshake(
    detected.pack,
    payload,
    secrets.map(({ value }) => value),
  )
}

const incomplete = unchecked('no-schema', 'delivery-incomplete', 'the sender went away before the whole body was here')

function schemaFor(detected: DetectedProvider | null, eventType: string | null): SchemaToCheck | NoSchemaReason {
  if (detected === null) return 'provider-not-detected'
  if (detected.isHint === true) return 'only-a-hint'
  if (eventType === null) return 'event-not-detected'
  const found = findSchema(detected.pack, eventType)
  return found === null ? 'event-not-documented' : toCheck(found)
}

const toCheck = oncePer(({ schema, of, others }: FoundSchema): SchemaToCheck => {
  const other = others.map((revision): SchemaToCheck => toCheck(revision))
  return { key: schema.key, text: () => schemaText(schema), proved: schema.text === null, of, others: other }
})

/** What a schema can't say: headers that repeat the body, and a list of events that is closed. */
function completed(
  checked: Conformance,
  detected: DetectedProvider | null,
  { body, headers }: Payload,
  eventType: string | null,
): Conformance {
  if (detected === null) return checked
  const { repeats, eventsOpen, name } = detected.pack.manifest
  if (checked.reason === 'event-not-documented' && !eventsOpen)
    return { ...checked, detail: `“${eventType}” is not among the events that ${name} lists` }
  return repeats.length === 0 ? checked : checkRepeats(checked, body, repeats, (header) => headers.get(header))
}

interface Findings {
  readonly facts: DeliveryFacts
  readonly verification: Verification
  readonly conformance: Conformance
}

function examined(detected: DetectedProvider | null, found: Findings, answered: AnsweredHandshake | null): Examination {
  const { facts, verification, conformance } = answered === null ? found : asHandshake(found, answered.handshake)
  return { facts, verification, conformance, ...documented(detected, facts.eventType) }
}

/** What was found of a delivery that turned out to be a set-up request. */
function asHandshake({ facts, verification, conformance }: Findings, handshake: Handshake): Findings {
  return {
    facts: { ...facts, summary: { ...facts.summary, text: handshake.title } },
    verification: handshakeVerification(verification, handshake),
    conformance: conformance.schema === null ? { ...conformance, ...noEvent } : conformance,
  }
}

const noEvent = { state: 'no-schema', reason: 'handshake', detail: null } as const

/** A set-up request that comes without a signature is no forgery; one that has a signature is judged as usual. */
function handshakeVerification(verification: Verification, { signed }: Handshake): Verification {
  const isJudged = signed ? verification.reason !== 'header-missing' : verification.state === 'verified'
  return isJudged ? verification : withoutScheme('unsigned', 'handshake')
}
