import { z } from 'zod'
import { AppError } from '#shared/api/errors.ts'
import type { RuleFields } from '#shared/model/response-rule.ts'
import { maxAnswerLength, maxDelayMs, maxFirstAttempts, ruleVerdicts } from '#shared/rules/rule-limits.ts'
import { endpointNamed } from '../lookup.ts'
import { defineTool } from '../tool.ts'
import { RuleOut, ruleLine, rulesOut } from './list-endpoints.ts'

const Input = z.strictObject({
  endpoint: z.string().describe('name or id'),
  change: z.enum(['save', 'switch_on', 'switch_off', 'remove']).default('save'),
  rule: z.string().optional().describe('id of a rule that is there; with save: it is replaced, else one is added'),
  name: z.string().trim().min(1).max(80).optional().describe('left out: made of what it does'),
  does: z
    .enum(['answer', 'drop', 'cut'])
    .default('answer')
    .describe('drop: ends the connection without an answer; cut: in the middle of it'),
  status: z.number().int().min(200).max(599).default(200),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().max(maxAnswerLength).default(''),
  delay_ms: z.number().int().min(0).max(maxDelayMs).default(0),
  event_types: z.array(z.string().min(1).max(200)).max(50).default([]).describe('`*` for any characters; empty: all'),
  search: z.string().max(1000).default('').describe('query that a delivery has to fit; empty: all'),
  signature: z.enum(ruleVerdicts).nullable().default(null).describe('only deliveries with this verdict'),
  first_attempts: z
    .number()
    .int()
    .min(1)
    .max(maxFirstAttempts)
    .optional()
    .describe('only the first attempts of each event'),
  every_nth: z.number().int().min(2).max(10_000).optional().describe('only each nth delivery'),
  off_after_minutes: z.number().int().min(1).max(10_080).nullable().default(60).describe('null: it stays on'),
  off_after_deliveries: z.number().int().min(1).max(1_000_000).nullable().default(null),
})

export const setResponseRule = defineTool({
  name: 'set_response_rule',
  title: 'Set a response rule',
  description:
    'Decides how an endpoint answers webhooks, to try out retries and timeouts: fail the first attempts, answer late, drop the connection, give a body such as TwiML. The first rule that fits answers. The real provider gets these answers too, so a rule switches itself off after an hour unless you say otherwise.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Input,
  output: z.object({ endpoint: z.string(), rule: z.string().nullable(), rules: z.array(RuleOut) }),
  async run(input, { client }) {
    const endpoint = await endpointNamed(client, input.endpoint)
    const known = new Set(endpoint.rules.map(({ id }) => id))
    const changed = await (async () => {
      if (input.change === 'save')
        return client.call('rules.save', { endpointId: endpoint.id, id: input.rule ?? null, rule: fieldsOf(input) })
      const id = input.rule
      if (id === undefined) throw new AppError('bad-input', 'rule: say which one; list_endpoints has their ids.')
      const of = { endpointId: endpoint.id, id }
      if (input.change === 'remove') return client.call('rules.remove', of)
      return client.call('rules.switch', { ...of, on: input.change === 'switch_on' })
    })()
    const rules = rulesOut(changed)
    const saved = input.rule ?? rules.find(({ id }) => !known.has(id))?.id ?? null
    return {
      text: [
        `“${changed.name}” answers by these rules, the first that fits:`,
        ...rules.map(ruleLine),
        'Else as usual.',
      ].join('\n'),
      structured: { endpoint: changed.id, rule: input.change === 'remove' ? null : saved, rules },
    }
  },
})

/** Throws AppError `bad-input` where it says two things about which deliveries it is for. */
function fieldsOf(input: z.output<typeof Input>): RuleFields {
  const { does, status, headers, body, first_attempts: first, every_nth: nth } = input
  if (first !== undefined && nth !== undefined)
    throw new AppError('bad-input', 'first_attempts, every_nth: give one of them.')
  const answer = { status, headers: Object.entries(headers), body }
  const delay = input.delay_ms === 0 ? '' : `, ${input.delay_ms} ms late`
  return {
    name:
      input.name ??
      (does === 'answer' ? `Answer ${status}${delay}` : `${does === 'drop' ? 'Drop' : 'Cut off'}${delay}`),
    match: { types: input.event_types, search: input.search, verdict: input.signature },
    turn:
      first !== undefined
        ? { kind: 'first', attempts: first }
        : nth !== undefined
          ? { kind: 'every', nth }
          : { kind: 'always' },
    action: does === 'drop' ? { kind: 'drop' } : { kind: does, answer },
    delayMs: input.delay_ms,
    switchOff: { afterDeliveries: input.off_after_deliveries, afterMinutes: input.off_after_minutes },
  }
}
