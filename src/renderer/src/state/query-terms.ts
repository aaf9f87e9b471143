import { addTerm, removeTerm } from '#shared/query/edit-query.ts'
import { parseQuery } from '#shared/query/parse-query.ts'

/** The terms of a query as they are written. */
export function termsOf(query: string): string[] {
  return parseQuery(query, 0).terms.map((term) => term.source)
}

export function hasTerm(query: string, term: string): boolean {
  return termsOf(query).includes(term)
}

export function withTerm(query: string, term: string): string {
  return addTerm(query, term)
}

/** The query without these terms; each is looked for as it is written. */
export function withoutTerms(query: string, sources: readonly string[]): string {
  const found = parseQuery(query, 0).terms.filter((term) => sources.includes(term.source))
  return found.reduceRight((text, term) => removeTerm(text, term.span), query.trim())
}
