import type { HeaderPair } from '#shared/model/headers.ts'
import type { RuleAction, RuleAnswer, RuleFields, RuleTurn } from '#shared/model/response-rule.ts'
import type { RuleVerdict } from '#shared/rules/rule-limits.ts'

/** One answer as it is typed. */
export interface AnswerDraft {
  /** For lists: stays with the answer when others come and go. */
  readonly key: number
  readonly status: string
  /** One header a line. */
  readonly headers: string
  readonly body: string
}

/** A rule as it is typed: numbers are texts, and what another choice needs is kept. */
export interface RuleDraft {
  readonly name: string
  /** With commas between. */
  readonly types: string
  readonly search: string
  readonly verdict: RuleVerdict | 'any'
  readonly turn: RuleTurn['kind']
  readonly attempts: string
  readonly nth: string
  readonly action: RuleAction['kind']
  readonly per: 'event' | 'delivery'
  readonly answers: readonly AnswerDraft[]
  /** Seconds. */
  readonly delay: string
  readonly offDeliveries: string
  readonly offMinutes: string
}

let lastKey = 0
const newKey = () => {
  lastKey += 1
  return lastKey
}

export function toDraft({ name, match, turn, action, delayMs, switchOff }: RuleFields): RuleDraft {
  const answers = action.kind === 'list' ? action.answers : action.kind === 'drop' ? [] : [action.answer]
  return {
    name,
    types: match.types.join(', '),
    search: match.search,
    verdict: match.verdict ?? 'any',
    turn: turn.kind,
    attempts: String(turn.kind === 'first' ? turn.attempts : 3),
    nth: String(turn.kind === 'every' ? turn.nth : 2),
    action: action.kind,
    per: action.kind === 'list' ? action.per : 'event',
    answers: answers.length === 0 ? [emptyAnswer()] : answers.map(answerDraft),
    delay: String(delayMs / 1000),
    offDeliveries: switchOff.afterDeliveries === null ? '' : String(switchOff.afterDeliveries),
    offMinutes: switchOff.afterMinutes === null ? '' : String(switchOff.afterMinutes),
  }
}

const answerDraft = ({ status, headers, body }: RuleAnswer): AnswerDraft => ({
  key: newKey(),
  status: String(status),
  headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'),
  body,
})

export const emptyAnswer = (): AnswerDraft => ({
  key: newKey(),
  status: '200',
  headers: 'Content-Type: application/json',
  body: '',
})

/** The rule that is typed. What is no number becomes NaN, which the check names. */
export function toFields(draft: RuleDraft): RuleFields {
  return {
    name: draft.name.trim(),
    match: {
      types: draft.types
        .split(',')
        .map((type) => type.trim())
        .filter((type) => type !== ''),
      search: draft.search.trim(),
      verdict: draft.verdict === 'any' ? null : draft.verdict,
    },
    turn: turnOf(draft),
    action: actionOf(draft),
    delayMs: Math.round(secondsOf(draft.delay) * 1000),
    switchOff: {
      afterDeliveries: draft.offDeliveries.trim() === '' ? null : countOf(draft.offDeliveries),
      afterMinutes: draft.offMinutes.trim() === '' ? null : countOf(draft.offMinutes),
    },
  }
}

function turnOf({ turn, attempts, nth }: RuleDraft): RuleTurn {
  if (turn === 'first') return { kind: 'first', attempts: countOf(attempts) }
  return turn === 'every' ? { kind: 'every', nth: countOf(nth) } : { kind: 'always' }
}

function actionOf({ action, per, answers }: RuleDraft): RuleAction {
  const given = answers.map(
    ({ status, headers, body }): RuleAnswer => ({ status: countOf(status), headers: headersOf(headers), body }),
  )
  const [first = { status: 200, headers: [], body: '' }] = given
  switch (action) {
    case 'drop':
      return { kind: 'drop' }
    case 'list':
      return { kind: 'list', per, answers: given }
    default:
      return { kind: action, answer: first }
  }
}

function headersOf(text: string): HeaderPair[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':')
      return colon === -1 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
    })
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim()))

/** Seconds may be typed as "1.5" and as "1,5". */
const secondsOf = (text: string): number => numberOf(text.replace(',', '.'))

/** Counts may be typed as they are shown: "1,000". */
const countOf = (text: string): number =>
  numberOf(/^\s*\d{1,3}(,\d{3})+\s*$/.test(text) ? text.replaceAll(',', '') : text)
