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
  /**
   * Adds a rule, or replaces the one with this id. `at`: its place in the list, from 0; at the end where left out. A new rule
   * is switched on unless `on` says otherwise. Refused (`bad-input`) where it cannot be used.
   */
  'rules.save': {
    input: z.strictObject({
      endpointId: z.string(),
      id: z.string().nullable().default(null),
      at: z.int().min(0).optional(),
      on: z.boolean().optional(),
      rule: RuleFields,
    }),
    output: Endpoint,
  },
  'rules.switch': { input: RuleId.extend({ on: z.boolean() }), output: Endpoint },
  'rules.move': { input: RuleId.extend({ to: z.int().min(0) }), output: Endpoint },
  'rules.remove': { input: RuleId, output: Endpoint },
  /** Tries a rule on a stored delivery, on the newest of the endpoint where none is named. Nothing is sent or counted. */
  'rules.preview': {
    input: z.strictObject({ endpointId: z.string(), deliveryId: z.string().nullable(), rule: RuleFields }),
    output: RulePreview,
  },
} as const
