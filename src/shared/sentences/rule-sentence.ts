import type { DeliveryRow } from '../model/delivery.ts'
import type { AppliedRule, RuleAction, RuleFields, RuleMatch, RuleSwitchOff, RuleTurn } from '../model/response-rule.ts'
import { formatCount, formatDuration, plural } from './units.ts'

/** What a rule does, in one line: "503 to the first 3 attempts of each event". */
export function ruleSummary({ match, turn, action, delayMs }: RuleFields): string {
  const delay = delayMs === 0 ? '' : ` after ${formatDuration(delayMs)}`
  return `${actionWords(action)}${delay}${turnWords(turn)}${matchWords(match)}`
}

function actionWords(action: RuleAction): string {
  switch (action.kind) {
    case 'answer':
      return `Answers ${action.answer.status}`
    case 'list':
      return `Answers ${action.answers.map(({ status }) => status).join(', ')} in turn${action.per === 'event' ? ' for each event' : ''}`
    case 'drop':
      return 'Ends the connection without an answer'
    case 'cut':
      return `Breaks off in the middle of an answer with ${action.answer.status}`
  }
}

function turnWords(turn: RuleTurn): string {
  switch (turn.kind) {
    case 'always':
      return ''
    case 'first':
      return turn.attempts === 1
        ? ', first attempt of each event'
        : `, first ${formatCount(turn.attempts)} attempts of each event`
    case 'every':
      return `, each ${ordinal(turn.nth)} delivery`
  }
}

const verdictWords = {
  verified: 'the signature holds',
  failed: 'the signature fails',
  unsigned: 'nothing is signed',
  unverifiable: 'the signature cannot be checked',
} as const

function matchWords({ types, search, verdict }: RuleMatch): string {
  const forTypes = types.length === 0 ? '' : `, for ${types.join(', ')}`
  const byVerdict = verdict === null ? '' : `, where ${verdictWords[verdict]}`
  return `${forTypes}${byVerdict}${search === '' ? '' : `, where a search finds ${search}`}`
}

export function ordinal(number: number): string {
  const tens = number % 100
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${formatCount(number)}${ending}`
}

/** When a rule that is on switches itself off; null where it does not. `answered`: deliveries so far, `leftMs`: time left. */
export function switchOffSentence(
  { afterDeliveries }: RuleSwitchOff,
  answered: number,
  leftMs: number | null,
): string | null {
  const parts = [
    afterDeliveries === null
      ? null
      : `after ${plural(Math.max(0, afterDeliveries - answered), 'more delivery', 'more deliveries')}`,
    leftMs === null ? null : `in ${formatDuration(Math.max(0, Math.ceil(leftMs / 1000) * 1000))}`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : `Switches itself off ${parts.join(' or ')}.`
}

interface RuleOutcome {
  readonly rule: AppliedRule
  /** Status that was given; null where none was, or not yet. */
  readonly status: number | null
  readonly unanswered: DeliveryRow['unanswered']
  /** Number of the attempt in all that is stored. */
  readonly attempt: number
}

/** What a rule did to a delivery: "Answered 503 by your rule “Fail the first 3”, attempt 2 of this event." */
export function appliedRuleSentence({ rule, status, unanswered, attempt }: RuleOutcome): string {
  const by = `your rule “${rule.name}”`
  return `${outcomeWords(rule, status, unanswered, by)}${attemptWords(rule, attempt)}.${emptyWords(rule)}`
}

function outcomeWords(
  { did, delayMs }: AppliedRule,
  status: number | null,
  unanswered: RuleOutcome['unanswered'],
  by: string,
): string {
  if (unanswered?.why === 'sender-left')
    return `The sender disconnected after ${formatDuration(unanswered.ms)}, while ${by} held the answer back`
  if (unanswered?.why === 'stopped') return `Switchhook was closed while ${by} held the answer back`
  if (did === 'drop') {
    const when = unanswered ? ` after ${formatDuration(unanswered.ms)}` : ''
    return !unanswered && delayMs > 0
      ? `The connection is going to be ended by ${by}, ${formatDuration(delayMs)} after the delivery was stored`
      : `Connection ended without an answer${when} by ${by}`
  }
  if (status === null)
    return delayMs > 0
      ? `No answer yet: ${by} holds it back for ${formatDuration(delayMs)}`
      : `No answer yet: ${by} decides it`
  const held = delayMs === 0 ? '' : `, held back for ${formatDuration(delayMs)}`
  return did === 'cut'
    ? `Connection ended in the middle of the answer ${status} by ${by}${held}`
    : `Answered ${status} by ${by}${held}`
}

function attemptWords({ attempt }: AppliedRule, stored: number): string {
  if (attempt === null) return ''
  return attempt === stored
    ? `, attempt ${attempt} of this event`
    : `, attempt ${attempt} of this event since the rule was switched on`
}

function emptyWords({ empty }: AppliedRule): string {
  if (empty.length === 0) return ''
  return ` ${empty.join(', ')} had no value in this delivery and ${empty.length === 1 ? 'was' : 'were'} left empty.`
}
