import { z } from 'zod'
import { Endpoint } from '../model/endpoint.ts'
import { HeaderPair } from '../model/header-pair.ts'
import { RuleFields } from '../model/response-rule.ts'

const RuleId = z.strictObject({ endpointId: z.string(), id: z.string() })

/** What a rule would answer to a stored delivery. */
export const RulePreview = z.object({
  /** The delivery that it was tried on; null where the endpoint has none. */
  deliveryId: z.string().nullable(),
  /** Why the rule is not for this delivery, one sentence; null where it is. */
  passes: z.string().nullable(),
  answers: z.array(
    z.object({
      status: z.int(),
      headers: z.array(HeaderPair),
      body: z.string(),
      /** Placeholders without a value in this delivery. */
      empty: z.array(z.string()),
    }),
  ),
})
export type RulePreview = z.infer<typeof RulePreview>

export const ruleCalls = {
  'rules.save': {
    doc: 'Adds a response rule to an endpoint, or replaces the one with this id. `bad-input` where it cannot be used.',
    input: z.strictObject({
      endpointId: z.string(),
      id: z.string().nullable().default(null),
      at: z.int().min(0).optional().describe('Its place in the list, from 0; left out: at the end.'),
      on: z.boolean().optional().describe('Left out: a new rule is switched on, another one stays as it was.'),
      rule: RuleFields,
    }),
    output: Endpoint,
  },
  'rules.switch': {
    doc: 'Switches a response rule on or off.',
    input: RuleId.extend({ on: z.boolean() }),
    output: Endpoint,
  },
  'rules.move': {
    doc: 'Moves a response rule to another place in the list; the first that fits answers.',
    input: RuleId.extend({ to: z.int().min(0) }),
    output: Endpoint,
  },
  'rules.remove': { doc: 'Deletes a response rule.', input: RuleId, output: Endpoint },
  'rules.preview': {
    doc: 'Tries a rule on a stored delivery. Nothing is sent or counted.',
    input: z.strictObject({
      endpointId: z.string(),
      deliveryId: z.string().nullable().describe('Null: the newest of the endpoint.'),
      rule: RuleFields,
    }),
    output: RulePreview,
  },
} as const
