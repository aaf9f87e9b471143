import { parseQuery } from '#shared/query/parse-query.ts'
import { type MatchedDelivery, matchesQuery } from '../main/engine/lib/match-query.ts'
import type { Matcher } from './inbox.ts'
import type { Delivery, Match, MatchFields } from './types.ts'

/** Makes a test of what the user asks for. `matchedOf` gives what queries look at. Throws where a query has a mistake. */
export function matcherOf(match: Match | undefined, matchedOf: (delivery: Delivery) => MatchedDelivery): Matcher {
  if (match === undefined) return { test: () => true, words: 'A delivery' }
  if (typeof match === 'function') return { test: match, words: 'A delivery that the function accepts' }
  if (typeof match === 'string') return { test: queryTest(match, matchedOf), words: `A delivery that fits "${match}"` }
  const wanted = Object.entries(match) as [keyof MatchFields, string | undefined][]
  const words = wanted.map(([field, value]) => `${field} "${value}"`).join(' and ')
  return {
    test: (delivery) => wanted.every(([field, value]) => value === undefined || delivery[field] === value),
    words: words === '' ? 'A delivery' : `A delivery with ${words}`,
  }
}

function queryTest(text: string, matchedOf: (delivery: Delivery) => MatchedDelivery) {
  const query = parseQuery(text, Date.now())
  const [problem] = query.problems
  if (problem !== undefined) {
    const instead = problem.suggestion === null ? '' : ` Perhaps: ${problem.suggestion}`
    throw new Error(`The query "${text}" cannot be used: ${problem.message}${instead}`)
  }
  return (delivery: Delivery) => matchesQuery(query, matchedOf(delivery))
}
