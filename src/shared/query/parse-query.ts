import { closest } from './closest.ts'
import { fieldNames, findField } from './fields.ts'
import { pathFieldNames, readPathField } from './path-fields.ts'
import type { Condition, Query, QueryProblem, Term } from './query.ts'
import { readCondition } from './read-condition.ts'
import { type RawTerm, splitTerms } from './split-terms.ts'

/**
 * Reads the text of the search box: `type:call.ended -verified:yes after:2h "kitchen sink"`. All terms have to hold;
 * `-` or `not ` before a term turns it round. Never throws: what cannot be read becomes a problem with its position.
 * `now` (Unix milliseconds) is what relative times count from; `zone` (an IANA name) is where "today" and "14:00" are meant,
 * the zone of this machine where left out.
 *
 * Free text is searched by words, in the summary line, the path, the values of headers and the decoded body. A word is a
 * run of letters and digits; case and diacritics do not count, and a word is found from its beginning: `kitch` finds
 * "kitchen", `1555` finds "+15551234567", `itchen` finds neither. A single ASCII letter or digit is found as a word of its
 * own only. Where one term has several words ("kitchen sink", `maya@example.com`), they have to stand side by side in this
 * order, whatever separates them, and the last one may go on. Of words of more than 24 characters the first 24 count.
 */
export function parseQuery(text: string, now: number, zone?: string): Query {
  const terms: Term[] = []
  const problems: QueryProblem[] = []
  for (const raw of splitTerms(text)) {
    const { condition, problem } = readTerm(raw, now, zone)
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

function readTerm(
  raw: RawTerm,
  now: number,
  zone: string | undefined,
): { condition: Condition | null; problem: QueryProblem | null } {
  if (raw.field === null) return { condition: { kind: 'words', text: raw.value }, problem: null }
  const stored = readPathField(raw)
  if (stored !== null) return stored
  const field = findField(raw.field)
  if (field === undefined) return { condition: null, problem: unknownField(raw, raw.field) }
  const read = readCondition(field, raw.value, raw.quoted, now, zone)
  if (read.ok) return { condition: read.condition, problem: null }
  const { message, suggestion } = read
  return { condition: null, problem: { span: raw.valueSpan, message, suggestion } }
}

function unknownField({ fieldSpan }: RawTerm, name: string): QueryProblem {
  const near = closest(name, [...fieldNames, ...pathFieldNames])
  const hint = near === null ? `Put it in quotes to look for it as text.` : `Did you mean "${near}:"?`
  return {
    span: fieldSpan,
    message: `There is no field "${name}:". ${hint}`,
    suggestion: near === null ? null : `${near}:`,
  }
}
