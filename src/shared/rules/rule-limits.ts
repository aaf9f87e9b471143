// Apart from the schemas, because the page needs these at its start and not zod.

/** Longest delay of an answer, milliseconds. */
export const maxDelayMs = 180_000
/** Characters of an answer's body before its placeholders are filled. */
export const maxAnswerLength = 64 * 1024
/** Characters of all rules of one endpoint as JSON: each window gets them with every change of the endpoint. */
export const maxRulesLength = 512 * 1024
/** Answers in a list, placeholders in one answer, rules of one endpoint. */
export const maxAnswers = 50
export const maxPlaceholders = 100
export const maxRules = 50
export const maxFirstAttempts = 1000
export const maxSwitchOff = { deliveries: 1_000_000, minutes: 10_080 } as const

/** Verdicts that a rule can ask for: those that are known before the answer. */
export const ruleVerdicts = ['verified', 'failed', 'unsigned', 'unverifiable'] as const

export type RuleVerdict = (typeof ruleVerdicts)[number]

/** Framing and the connection are the receiver's own affair; an answer cannot set them. */
export const framingHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
