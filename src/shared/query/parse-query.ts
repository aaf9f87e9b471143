import { closest } from './closest.ts'
import { fieldNames, findField } from './fields.ts'
import type { Condition, Query, QueryProblem, Term } from './query.ts'
import { readCondition } from './read-condition.ts'
import { type RawTerm, splitTerms } from './split-terms.ts'

/**
 * Reads the text of the search box: `type:call.ended -verified:yes after:2h "kitchen sink"`. All terms have to hold;
 * `-` or `not ` before a term turns it round. Never throws: what cannot be read becomes a problem with its position.
 * `now` (Unix milliseconds) is what relative times count from.
 */
export function parseQuery(text: string, now: number): Query {
  const terms: Term[] = []
  const problems: QueryProblem[] = []
  for (const raw of splitTerms(text)) {
    const { condition, problem } = readTerm(raw, now)
    if (problem !== null) problems.push(problem)
    terms.push({
      span: raw.span,
      source: text.slice(raw.span.start, raw.span.end),
      negated: raw.negated,
      field: raw.field === null ? null : (findField(raw.field)?.name ?? raw.field),
      value: raw.value,
      valueSpan: raw.valueSpan,
      quoted: raw.quoted,
      condition,
    })
  }
  return { text, terms, problems }
}

function readTerm(raw: RawTerm, now: number): { condition: Condition | null; problem: QueryProblem | null } {
  if (raw.field === null) return { condition: { kind: 'words', text: raw.value }, problem: null }
  const field = findField(raw.field)
  if (field === undefined) return { condition: null, problem: unknownField(raw, raw.field) }
  const read = readCondition(field, raw.value, raw.quoted, now)
  if (read.ok) return { condition: read.condition, problem: null }
  const { message, suggestion } = read
  return { condition: null, problem: { span: raw.valueSpan, message, suggestion } }
}

function unknownField({ fieldSpan }: RawTerm, name: string): QueryProblem {
  const near = closest(name, fieldNames)
  const hint = near === null ? `Put it in quotes to look for it as text.` : `Did you mean "${near}:"?`
  return {
    span: fieldSpan,
    message: `There is no field "${name}:". ${hint}`,
    suggestion: near === null ? null : `${near}:`,
  }
}
