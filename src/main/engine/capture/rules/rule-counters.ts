import type { ResponseRule } from '#shared/model/response-rule.ts'
import { countKey } from '#shared/rules/rule-state.ts'

type Rule = Pick<ResponseRule, 'id' | 'since'>

/** What rules count by. Everything begins at 0 when a rule is changed, and when the capture thread starts. */
export interface RuleCounters {
  /** One more delivery that the rule is for: its number, from 1. */
  countMatch(rule: Rule): number
  /** One more attempt of this event that the rule is for: its number, from 1. */
  countAttempt(rule: Rule, event: string): number
  /** One more delivery that the rule answered: its number, from 1. */
  countAnswer(rule: Rule): number
  answered(rule: Rule): number
  /** Forgets all other rules. */
  keepOnly(rules: readonly Rule[]): void
}

/** Events that are remembered; the one that was not seen for longest is forgotten, and its next attempt is a first one. */
const maxEvents = 20_000

export function createRuleCounters(limit = maxEvents): RuleCounters {
  const matches = new Map<string, number>()
  const answers = new Map<string, number>()
  const attempts = new Map<string, number>()
  const count = (counts: Map<string, number>, key: string): number => {
    const number = (counts.get(key) ?? 0) + 1
    counts.set(key, number)
    return number
  }
  return {
    countMatch: (rule) => count(matches, countKey(rule)),
    countAttempt(rule, event) {
      const key = `${countKey(rule)} ${event}`
      const before = attempts.get(key) ?? 0
      // A Map keeps the order of insertion: the newest goes to its end.
      attempts.delete(key)
      attempts.set(key, before + 1)
      if (attempts.size > limit) attempts.delete(attempts.keys().next().value!)
      return before + 1
    },
    countAnswer: (rule) => count(answers, countKey(rule)),
    answered: (rule) => answers.get(countKey(rule)) ?? 0,
    keepOnly(rules) {
      const kept = new Set(rules.map(countKey))
      for (const counts of [matches, answers, attempts])
        for (const key of counts.keys()) if (!kept.has(key.split(' ', 1)[0]!)) counts.delete(key)
    },
  }
}
