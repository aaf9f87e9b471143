import type { CapturedRequest } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import { conformanceSentence } from '#shared/sentences/conformance-sentence.ts'
import { plain } from '#shared/sentences/plain-text.ts'
import { verificationSentence } from '#shared/sentences/verification-sentence.ts'
import { type DeliveryToJudge, judgeInSteps, toJudgeInput } from '../main/engine/judging/judge-delivery.ts'
import { packsWithSchemes } from '../main/engine/judging/packs-with-schemes.ts'
import { unhurriedLimits } from '../main/engine/lib/body-reader.ts'
import { decodeBody } from '../main/engine/lib/decode-body.ts'
import type { MatchedDelivery } from '../main/engine/lib/match-query.ts'
import type { Examination } from '../main/engine/log/entries.ts'
import type { AnsweredHandshake } from '../main/engine/providers/answer-handshake.ts'
import type { Packs } from '../main/engine/providers/detect-provider.ts'
import { allSampleBytes } from '../main/engine/providers/make-sample.ts'
import { readPayload } from '../main/engine/providers/payload.ts'
import type { ProviderPack } from '../main/engine/providers/provider-pack.ts'
import { explainFailure } from '../main/engine/signatures/ladder/explain-failure.ts'
import { allPacks, packOf } from './packs.ts'
import type { Conformance, Delivery, FailureCause, ReceiverOptions, Verification } from './types.ts'

/** A delivery before it is known what it is answered with. */
export type Judged = Omit<Delivery, 'answered' | 'attempt'>

/** A delivery with what its receiver needs beside it. */
export interface JudgedRequest {
  readonly judged: Judged
  readonly handshake: AnsweredHandshake | null
  /** What a query is tried on; without the outcome. */
  readonly matched: Omit<MatchedDelivery, 'outcome'>
}

export type JudgeRequest = (request: CapturedRequest, body: Uint8Array) => JudgedRequest

/** Judges requests as an endpoint with this provider and these secrets would. Throws where there is no such provider. */
export function createJudge({ provider, secret = [] }: Pick<ReceiverOptions, 'provider' | 'secret'>): JudgeRequest {
  const packs: Packs = provider === undefined ? allPacks() : new Map([[provider, packOf(provider)]])
  const values = typeof secret === 'string' ? [secret] : secret
  const secrets = values.map((value, index) => ({
    id: `secret-${index + 1}`,
    label: values.length === 1 ? 'secret' : `secret ${index + 1}`,
    value,
  }))
  const endpoint = { id: 'receiver', provider: provider ?? null, recipe: null }

  return (request, body) => {
    const order: DeliveryToJudge = { endpoint, request, body, packs, secrets, testKey: null }
    const { examination, handshake } = lastStep(judgeInSteps(order))
    const { facts, verification, conformance } = examination
    return {
      judged: {
        ...seen(request, body),
        provider: facts.provider,
        event: facts.eventType,
        eventId: facts.eventId,
        callId: facts.callId,
        summary: [facts.summary.who, facts.summary.text].filter(Boolean).join(', '),
        handshake: handshake?.handshake.title ?? null,
        ...verdicts(examination, pack(facts.provider)),
        explain: () => (verification.state === 'failed' ? explain(order, examination) : null),
      },
      handshake,
      matched: {
        id: null,
        endpoint: { id: endpoint.id, name: endpoint.id },
        receivedAt: request.firstByteAt,
        request,
        facts,
        verification,
        conformance,
        sample: false,
        handshake: handshake?.handshake.id ?? null,
        body,
      },
    }
  }
}

const pack = (id: string | null): ProviderPack | null => (id === null ? null : packOf(id))

function lastStep<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

function seen(request: CapturedRequest, body: Uint8Array) {
  const reading = readPayload(request, body, unhurriedLimits).body
  return {
    receivedAt: new Date(request.firstByteAt),
    method: request.method,
    target: request.target,
    url: request.publicUrl,
    headers: request.headers,
    header: (name: string) => firstHeader(request.headers, name),
    body,
    text: textOf(request, body),
    json: reading.problem === null ? reading.value : undefined,
    aborted: request.aborted,
  }
}

function textOf({ headers }: CapturedRequest, body: Uint8Array): string {
  const decoded = decodeBody(body, firstHeader(headers, 'content-encoding') ?? null, unhurriedLimits)
  return new TextDecoder().decode(decoded.ok ? decoded.bytes : body)
}

/** Nothing is judged later here, so no state is `checking`. */
function verdicts({ verification, conformance }: Examination, pack: ProviderPack | null) {
  const provider = pack?.manifest ?? null
  return {
    verification: {
      state: verification.state as Verification['state'],
      reason: verification.reason,
      sentence: plain(verificationSentence(verification, provider)),
    },
    conformance: {
      state: conformance.state as Conformance['state'],
      reason: conformance.reason,
      sentence: plain(conformanceSentence(conformance, provider)),
      issues: conformance.issues,
    },
  }
}

function explain(order: DeliveryToJudge, { facts }: Examination): FailureCause | null {
  const known = pack(facts.provider)
  const payload = readPayload(order.request, order.body, unhurriedLimits)
  const start = performance.now()
  const found = explainFailure(
    {
      ...toJudgeInput(order, known, facts.eventType),
      others: [],
      packs: packsWithSchemes(allPacks(), payload),
      knownBodies: known === null ? [] : allSampleBytes(known),
    },
    { elapsed: () => performance.now() - start },
  )
  if (found === null) return null
  const { cause, proven, sentence, evidence, advice } = found
  return { code: cause, proven, sentence: plain(sentence), evidence: plain(evidence), advice: plain(advice) }
}
