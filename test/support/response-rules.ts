import type { ResponseRule, RuleAnswer } from '#shared/model/response-rule.ts'

export const plainAnswer = (status: number, body = `answer ${status}`): RuleAnswer => ({
  status,
  headers: [['Content-Type', 'text/plain']],
  body,
})

/** A rule that is on and answers every delivery with 503, with the given differences. */
export const responseRule = (part: Partial<ResponseRule> = {}): ResponseRule => ({
  id: 'rule_1',
  name: 'Out of order',
  on: true,
  since: 1,
  match: { types: [], search: '', verdict: null },
  turn: { kind: 'always' },
  action: { kind: 'answer', answer: plainAnswer(503) },
  delayMs: 0,
  switchOff: { afterDeliveries: null, afterMinutes: null },
  ...part,
})
