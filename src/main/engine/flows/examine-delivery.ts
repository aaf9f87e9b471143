import type { Conformance } from '#shared/model/conformance.ts'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { Checker, CheckRequest } from '../checker/checker.ts'
import { type AnsweredHandshake, answerHandshake } from '../providers/answer-handshake.ts'
import { type DetectedProvider, detectProvider } from '../providers/detect-provider.ts'
import { findSchema } from '../providers/event-entry.ts'
import { readFacts } from '../providers/read-facts.ts'
import { type Payload, readPayload } from '../providers/read-payload.ts'
import { judge } from '../signatures/judge.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import type { Examination, StoredEndpoint } from '../store/store.ts'
import { asHandshake } from './as-handshake.ts'
import { toJudgeInput } from './judge-input.ts'
import type { PackCatalog } from './pack-catalog.ts'

/** All that is known of a delivery from its bytes. */
export interface Examined extends Examination {
  /** A set-up request of the provider, and how to answer it. */
  readonly handshake: AnsweredHandshake | null
}

export type ExamineDelivery = (
  endpoint: Pick<StoredEndpoint, 'id' | 'provider' | 'recipe'>,
  request: CapturedRequest,
  body: Uint8Array,
  /** Of a sample of Switchhook's own; nothing else may be checked with it. */
  testKey: SchemeSecret | null,
) => Promise<Examined>

/**
 * Detects provider and event, judges the signature and holds the payload against its schema, with what is set up now: at
 * arrival and whenever a stored delivery is checked again. Never rejects for what was sent.
 */
export function createExaminer(
  catalog: PackCatalog,
  checker: Checker,
  activeSecrets: (endpointId: string) => readonly SchemeSecret[],
): ExamineDelivery {
  return async (endpoint, request, body, testKey) => {
    const payload = readPayload(request, body)
    const detected = detectProvider(catalog.packs(), payload, endpoint.provider)
    const facts = readFacts(detected, payload)
    const secrets = activeSecrets(endpoint.id)
    const handshake = findHandshake(detected, payload, request, secrets)
    const pack = detected?.pack ?? null
    const verification = judge(toJudgeInput({ request, body, pack, recipe: endpoint.recipe, secrets, testKey }))
    const conformance = request.aborted
      ? incomplete
      : await checker.check({
          body: { kind: 'memory', bytes: body },
          contentType: firstHeader(request.headers, 'content-type') ?? null,
          contentEncoding: firstHeader(request.headers, 'content-encoding') ?? null,
          schema: schemaFor(detected, facts.eventType),
        })
    const delivery = pack?.manifest.delivery
    const examined = { facts, verification, conformance }
    return {
      ...(handshake ? asHandshake(examined, handshake.handshake) : examined),
      deadlineMs: delivery?.deadlineMs ?? null,
      attemptsDocumented: delivery?.attempts ?? null,
      handshake,
    }
  }
}

function findHandshake(
  detected: DetectedProvider | null,
  payload: Payload,
  request: CapturedRequest,
  secrets: readonly SchemeSecret[],
): AnsweredHandshake | null {
  if (!detected || request.aborted) return null
  return answerHandshake(
    detected.pack,
    payload,
    secrets.map(({ value }) => value),
  )
}

const incomplete: Conformance = {
  state: 'no-schema',
  reason: 'delivery-incomplete',
  schema: null,
  issues: [],
  issueCount: 0,
  documentedFields: 0,
  detail: 'the sender went away before the whole body was here',
}

function schemaFor(detected: DetectedProvider | null, eventType: string | null): CheckRequest['schema'] {
  if (!detected) return 'provider-not-detected'
  if (eventType === null) return 'event-not-detected'
  const found = findSchema(detected.pack, eventType)
  if (!found) return 'event-not-documented'
  const { entry, schema } = found
  const of = { provider: detected.pack.manifest.id, event: entry.type, documented: entry.documented }
  return { key: schema.key, text: schema.text, of }
}
