import { createHash } from 'node:crypto'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { AppliedRule, ResponseRule, RuleAnswer } from '#shared/model/response-rule.ts'
import { renderAnswer } from '#shared/rules/answer-template.ts'
import { isRuleOn } from '#shared/rules/rule-state.ts'
import { arrivalLimits } from '../../lib/body-reader.ts'
import type { MatchedDelivery } from '../../lib/match-query.ts'
import type { Examination } from '../../log/entries.ts'
import type { CaptureAnswer } from '../answer.ts'
import { answerValues } from './answer-values.ts'
import { unmetCondition } from './rule-conditions.ts'
import type { RuleCounters } from './rule-counters.ts'

/** A delivery that was judged and waits for its answer. */
export interface DeliveryToAnswer {
  readonly endpointId: string
  readonly request: CapturedRequest
  /** Null where it is in a file: then it has neither words nor values. */
  readonly body: Uint8Array | null
  readonly examination: Examination
  readonly sample: boolean
  readonly handshake: string | null
}

/** What a rule has decided. */
export interface PlannedAnswer {
  readonly rule: ResponseRule
  /** As it is stored with the delivery. */
  readonly applied: AppliedRule
  /** Null: the connection ends without one. */
  readonly answer: CaptureAnswer | null
}

const noBytes = new Uint8Array()

/**
 * The answer by the first rule that is on, fits and whose turn it is; null where none is, for the usual answer. Pure but for
 * the counters. `now`: Unix milliseconds.
 */
export function planAnswer(
  rules: readonly ResponseRule[],
  delivery: DeliveryToAnswer,
  counters: RuleCounters,
  now: number,
): PlannedAnswer | null {
  if (rules.length === 0) return null
  const matched = toMatch(delivery)
  for (const rule of rules) {
    if (!isRuleOn(rule, now) || hasAnsweredAll(rule, counters)) continue
    if (unmetCondition(rule, matched) !== null) continue
    const turn = takeTurn(rule, delivery, counters)
    if (turn !== null) return applied(rule, delivery, turn, now)
  }
  return null
}

const hasAnsweredAll = (rule: ResponseRule, counters: RuleCounters): boolean =>
  rule.switchOff.afterDeliveries !== null && counters.answered(rule) >= rule.switchOff.afterDeliveries

interface Turn {
  /** Of the deliveries that the rule answers, from 1. */
  readonly answer: number
  /** Of the attempts of its event, from 1; null where the rule does not count them. */
  readonly attempt: number | null
}

/** Counts a delivery that the rule is for; null where it is not the rule's turn. */
function takeTurn(rule: ResponseRule, delivery: DeliveryToAnswer, counters: RuleCounters): Turn | null {
  const { turn, action } = rule
  const number = counters.countMatch(rule)
  if (turn.kind === 'every' && number % turn.nth !== 0) return null
  if (turn.kind !== 'first' && !(action.kind === 'list' && action.per === 'event'))
    return { answer: counters.countAnswer(rule), attempt: null }
  const event = eventOf(delivery)
  // Whose attempt it is cannot be told: failing each of them would never let it succeed.
  if (event === null) return null
  const attempt = counters.countAttempt(rule, event)
  if (turn.kind === 'first' && attempt > turn.attempts) return null
  return { answer: counters.countAnswer(rule), attempt }
}

function applied(rule: ResponseRule, delivery: DeliveryToAnswer, turn: Turn, now: number): PlannedAnswer {
  const { id, name, action, delayMs } = rule
  const chosen = chooseAnswer(rule, turn.attempt ?? turn.answer)
  const rendered = chosen === null ? null : renderAnswer(chosen, answerValues(delivery.request, delivery.body, now))
  const did = action.kind === 'drop' || action.kind === 'cut' ? action.kind : 'answer'
  return {
    rule,
    applied: { id, name, did, delayMs, attempt: turn.attempt, empty: [...(rendered?.empty ?? [])] },
    answer: rendered && { status: rendered.status, headers: rendered.headers, body: rendered.body },
  }
}

/** `number`: of the attempt, or of the delivery that the rule answers, from 1. */
function chooseAnswer({ action }: ResponseRule, number: number): RuleAnswer | null {
  switch (action.kind) {
    case 'answer':
    case 'cut':
      return action.answer
    case 'drop':
      return null
    case 'list': {
      const { answers, per } = action
      const at = per === 'event' ? Math.min(number, answers.length) - 1 : (number - 1) % answers.length
      return answers[at]!
    }
  }
}

function toMatch({ endpointId, request, body, examination, sample, handshake }: DeliveryToAnswer): MatchedDelivery {
  const { facts, verification, conformance } = examination
  return {
    id: null,
    endpoint: { id: endpointId, name: '' },
    receivedAt: request.firstByteAt,
    ...{ request, facts, verification, conformance, sample, handshake },
    body: body !== null && isQuickToSearch(request, body) ? body : noBytes,
    outcome: null,
  }
}

/** No more than is read of a body for its verdict before the answer: the sender's others wait meanwhile. */
function isQuickToSearch({ headers }: CapturedRequest, body: Uint8Array): boolean {
  const encoding = firstHeader(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity') return body.length <= arrivalLimits.bytes
  return encoding !== 'br' && body.length <= arrivalLimits.compressed
}

/**
 * What the attempts of an event have in common: the provider's event id, else method, URL and body. Null where the body is in
 * a file and was not read. A digest, because ids may be as long as a body.
 */
function eventOf({ examination, request, body }: DeliveryToAnswer): string | null {
  const { eventId, provider } = examination.facts
  const hash = createHash('sha256')
  if (eventId !== null) hash.update(`${provider ?? ''}\n${eventId}`)
  else if (body !== null) hash.update(`${request.method} ${request.target}\n`).update(body)
  else return null
  return hash.digest('base64url')
}
