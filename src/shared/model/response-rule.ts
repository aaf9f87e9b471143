import { z } from 'zod'
import {
  maxAnswerLength,
  maxAnswers,
  maxDelayMs,
  maxFirstAttempts,
  maxSwitchOff,
  ruleVerdicts,
} from '../rules/rule-limits.ts'
import { HeaderPair } from './header-pair.ts'
import { ruleDeeds } from './verdict-words.ts'

/** Which deliveries a rule is for; everything that is set has to hold. */
export const RuleMatch = z.strictObject({
  /** Event types, `*` for any characters; empty: all. */
  types: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  /** Expression of the search language; empty: all. */
  search: z.string().max(1000).default(''),
  /** Verdict on the signature; null: any. */
  verdict: z.enum(ruleVerdicts).nullable().default(null),
})
export type RuleMatch = z.infer<typeof RuleMatch>

/** Of the deliveries that it is for, which ones it answers. The others go on to the next rule. */
export const RuleTurn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always') }),
  /** The first attempts of each event, as the rule counts them. */
  z.strictObject({ kind: z.literal('first'), attempts: z.int().min(1).max(maxFirstAttempts) }),
  /** Each nth delivery. */
  z.strictObject({ kind: z.literal('every'), nth: z.int().min(2).max(10_000) }),
])
export type RuleTurn = z.infer<typeof RuleTurn>

/** Header values and body may have placeholders, see `answer-template.ts`. */
export const RuleAnswer = z.strictObject({
  status: z.int().default(200),
  headers: z.array(HeaderPair).max(50).default([]),
  body: z.string().max(maxAnswerLength).default(''),
})
export type RuleAnswer = z.infer<typeof RuleAnswer>

export const RuleAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), answer: RuleAnswer }),
  /**
   * One after another. `event`: attempt n of each event gets answer n, further ones get the last; `delivery`: each delivery
   * gets the next, and after the last the first again.
   */
  z.strictObject({
    kind: z.literal('list'),
    per: z.enum(['event', 'delivery']),
    answers: z.array(RuleAnswer).min(1).max(maxAnswers),
  }),
  /** Ends the connection without an answer. */
  z.strictObject({ kind: z.literal('drop') }),
  /** Ends the connection after half of the body. */
  z.strictObject({ kind: z.literal('cut'), answer: RuleAnswer }),
])
export type RuleAction = z.infer<typeof RuleAction>

/** When a rule switches itself off; null: not by this. Both count from the last change of the rule. */
export const RuleSwitchOff = z.strictObject({
  afterDeliveries: z.int().min(1).max(maxSwitchOff.deliveries).nullable().default(null),
  afterMinutes: z.int().min(1).max(maxSwitchOff.minutes).nullable().default(null),
})
export type RuleSwitchOff = z.infer<typeof RuleSwitchOff>

/** What the user sets of a response rule. */
export const RuleFields = z.strictObject({
  name: z.string().trim().min(1, 'a name is needed').max(80),
  match: RuleMatch.default({ types: [], search: '', verdict: null }),
  turn: RuleTurn.default({ kind: 'always' }),
  action: RuleAction,
  /** Milliseconds between the commit and the answer, or the end of the connection. */
  delayMs: z.int().min(0).max(maxDelayMs).default(0),
  switchOff: RuleSwitchOff.default({ afterDeliveries: null, afterMinutes: null }),
})
export type RuleFields = z.infer<typeof RuleFields>

/** How an endpoint answers some of its deliveries. The first rule of its list that fits answers. */
export const ResponseRule = RuleFields.extend({
  id: z.string(),
  /** As the user left it; see `isRuleOn`. */
  on: z.boolean(),
  /** Unix milliseconds of the last change, or of switching it on. All that the rule counts begins there. */
  since: z.number(),
})
export type ResponseRule = z.infer<typeof ResponseRule>

/** Which rule answered a delivery, and what it did. */
export const AppliedRule = z.object({
  id: z.string(),
  name: z.string(),
  did: z.enum(ruleDeeds),
  /** Milliseconds that the answer was to wait. */
  delayMs: z.number(),
  /** Number of the attempt of its event, as the rule counts; null where it does not count attempts. */
  attempt: z.int().nullable(),
  /** Placeholders without a value in the delivery; they became empty. */
  empty: z.array(z.string()),
})
export type AppliedRule = z.infer<typeof AppliedRule>

/** An answer that a provider's pack offers as a rule. */
export const RulePreset = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case'),
  /** What it does, in one sentence; what is documented, and what is only an example. */
  note: z.string().min(1),
  /** Page that documents the answer. */
  source: z.url(),
  rule: RuleFields,
})
export type RulePreset = z.infer<typeof RulePreset>
