import type { ResponseRule, RuleFields } from '#shared/model/response-rule.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import type { Query } from '#shared/query/query.ts'
import { type MatchedDelivery, matchesQuery } from '../../lib/match-query.ts'
import { oncePer } from '../../lib/once-per.ts'
import { matchesWildcards } from '../../lib/wildcards.ts'

/** Which of a rule's conditions a delivery does not fulfil, the first one; null where it fulfils all. */
export type UnmetCondition = 'type' | 'verdict' | 'search'

export function unmetCondition(rule: Pick<RuleFields, 'match'>, delivery: MatchedDelivery): UnmetCondition | null {
  const { match } = rule
  const { eventType } = delivery.facts
  if (match.types.length > 0) {
    if (eventType === null || !match.types.some((type) => matchesWildcards(type, eventType))) return 'type'
  }
  if (match.verdict !== null && delivery.verification.state !== match.verdict) return 'verdict'
  if (match.search.trim() !== '' && !matchesQuery(queryOf(match), delivery)) return 'search'
  return null
}

/** No time is asked for, so that it can be read once; see `rule-query.ts`. */
const queryOf = oncePer(({ search }: ResponseRule['match']): Query => parseQuery(search, 0))
