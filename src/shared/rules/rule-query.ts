import { parseQuery } from '../query/parse-query.ts'
import type { Condition, DeliveryFlag, Span } from '../query/query.ts'

export interface RuleQueryProblem {
  readonly span: Span
  readonly message: string
}

const afterwards = 'is known only after the answer, so a rule cannot ask for it.'

/** Why a rule cannot ask this; null where it can. Each kind of condition has its line, so that a new one is decided about. */
const refusals: { readonly [K in Condition['kind']]: (condition: Extract<Condition, { kind: K }>) => string | null } = {
  words: () => null,
  text: ({ field }) =>
    field === 'endpoint'
      ? 'A rule belongs to one endpoint: “endpoint:” is not needed.'
      : field === 'id'
        ? `The delivery’s id ${afterwards}`
        : field === 'note'
          ? `The note ${afterwards}`
          : null,
  verification: () => null,
  reason: () => null,
  conformance: () => null,
  status: () => `The status ${afterwards}`,
  unanswered: () => `The status ${afterwards}`,
  imported: () => 'A rule answers what arrives, and nothing imported does.',
  pinned: () => `Whether it is pinned ${afterwards}`,
  header: () => null,
  body: () => null,
  forward: () => 'A rule answers where nothing is forwarded.',
  number: ({ field }) =>
    field === 'size' ? null : 'A rule counts attempts by itself: choose “the first attempts of each event”.',
  time: () => 'A rule cannot ask for a time. It can switch itself off after some minutes.',
  flag: ({ flag }) => flagRefusals[flag],
}

const flagRefusals: Readonly<Record<DeliveryFlag, string | null>> = {
  sample: null,
  handshake: null,
  aborted: 'A sender that disconnected cannot be answered.',
  replayed: `Whether it was replayed ${afterwards}`,
  late: `Whether the answer is late ${afterwards}`,
  'near-deadline': `Whether the answer is near the deadline ${afterwards}`,
  retry: 'A rule counts attempts by itself: choose “the first attempts of each event”.',
}

/** What is wrong with the search expression of a rule: its mistakes, and what cannot be known before the answer. */
export function ruleQueryProblems(text: string): readonly RuleQueryProblem[] {
  const { terms, problems } = parseQuery(text, 0)
  const refused = terms.flatMap(({ condition, span }) => {
    const message = condition === null ? null : refusalOf(condition)
    return message === null ? [] : [{ span, message }]
  })
  return [...problems.map(({ span, message }) => ({ span, message })), ...refused]
}

function refusalOf<C extends Condition>(condition: C): string | null {
  return (refusals[condition.kind] as (condition: C) => string | null)(condition)
}
