import type { RulePreview } from '#shared/api/rules.ts'
import type { RuleFields } from '#shared/model/response-rule.ts'
import { renderAnswer } from '#shared/rules/answer-template.ts'
import { answersOf } from '#shared/rules/check-rule.ts'
import { answerValues } from '../capture/rules/answer-values.ts'
import { type UnmetCondition, unmetCondition } from '../capture/rules/rule-conditions.ts'
import type { Clock } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import { bytesOf } from './stored-delivery.ts'

export interface RuleToPreview {
  readonly endpointId: string
  /** Null: the newest one of the endpoint. */
  readonly deliveryId: string | null
  readonly rule: RuleFields
}

/** What a rule would answer to a stored delivery, and whether it is for it at all. Counts nothing. */
export type PreviewRule = (order: RuleToPreview) => Promise<RulePreview>

export function createRulePreview({ views, clock }: { readonly views: Views; readonly clock: Clock }): PreviewRule {
  return async ({ endpointId, deliveryId, rule }) => {
    const id = deliveryId ?? (await newestOf(endpointId))
    if (id === null) return { deliveryId: null, passes: null, answers: [] }
    const delivery = await views.read.detail(id)
    const stored = await views.read.wholeBody(id)
    // As on arrival, where the body of a file is not read.
    const body = stored.kind === 'memory' ? await bytesOf(stored) : null
    const { request, facts, verdict, check, sample, handshake, receivedAt } = delivery
    const unmet = unmetCondition(rule, {
      id,
      endpoint: { id: delivery.endpointId, name: '' },
      ...{ receivedAt, request, facts, sample, handshake },
      verification: verdict,
      conformance: check,
      body: body ?? new Uint8Array(),
      outcome: null,
    })
    const values = answerValues(request, body, clock.now())
    const answers = answersOf(rule.action).map((answer) => {
      const { status, headers, body: text, empty } = renderAnswer(answer, values)
      return { status, headers: [...headers], body: text, empty: [...empty] }
    })
    return { deliveryId: id, passes: unmet && passWords[unmet], answers }
  }

  async function newestOf(endpointId: string): Promise<string | null> {
    const [row] = await views.read.page({ query: `endpoint:${endpointId}`, limit: 1 }, clock.now())
    return row?.id ?? null
  }
}

const passWords: Readonly<Record<UnmetCondition, string>> = {
  type: 'The rule passes this delivery on: it is of another event type.',
  verdict: 'The rule passes this delivery on: the verdict on its signature is another one.',
  search: 'The rule passes this delivery on: the search expression does not find it.',
}
