import type { RuleAction, RuleAnswer, RuleFields } from '../model/response-rule.ts'
import { contentTypeOf, parseTemplate, placeholdersIn } from './answer-template.ts'
import { checkBody, looksLike } from './check-body.ts'
import {
  framingHeaders,
  maxAnswerLength,
  maxAnswers,
  maxDelayMs,
  maxFirstAttempts,
  maxPlaceholders,
  maxSwitchOff,
} from './rule-limits.ts'
import { ruleQueryProblems } from './rule-query.ts'

export type RuleField = 'name' | 'types' | 'search' | 'turn' | 'delay' | 'switch-off' | 'action' | AnswerField
export type AnswerField = 'status' | 'headers' | 'body'

/** Something about a rule that keeps it from being saved (`error`), or that is unusual (`warning`). */
export interface RuleProblem {
  readonly severity: 'error' | 'warning'
  readonly field: RuleField
  /** Which of the rule's answers it is about, from 0; null where it is about none. */
  readonly answer: number | null
  /** One sentence. */
  readonly message: string
  /** UTF-16 position in the field's text, where it has one. */
  readonly at: number | null
}

type Found = Omit<RuleProblem, 'answer'>

const error = (field: RuleField, message: string, at: number | null = null): Found => ({
  severity: 'error',
  field,
  message,
  at,
})
const warning = (field: RuleField, message: string, at: number | null = null): Found => ({
  severity: 'warning',
  field,
  message,
  at,
})

/** All that is wrong or unusual about a rule: the same in the page, while it is typed, and in the engine, before it is saved. */
export function checkRule(rule: RuleFields): readonly RuleProblem[] {
  const own: Found[] = []
  if (rule.name.trim() === '') own.push(error('name', 'A name is needed.'))
  if (rule.name.trim().length > 80) own.push(error('name', 'The name is longer than 80 characters.'))
  own.push(...ruleQueryProblems(rule.match.search).map(({ message, span }) => error('search', message, span.start)))
  own.push(...checkTurn(rule), ...checkNumbers(rule))
  const answers = answersOf(rule.action).flatMap((answer, index) =>
    checkAnswer(answer, rule.action.kind === 'cut').map((found) => ({ ...found, answer: index })),
  )
  return [...own.map((found) => ({ ...found, answer: null })), ...answers]
}

export const answersOf = (action: RuleAction): readonly RuleAnswer[] =>
  action.kind === 'list' ? action.answers : action.kind === 'drop' ? [] : [action.answer]

function checkTurn({ turn, action }: RuleFields): Found[] {
  if (turn.kind === 'first' && !isWithin(turn.attempts, 1, maxFirstAttempts))
    return [error('turn', `The number of attempts is a whole number from 1 to ${maxFirstAttempts}.`)]
  if (turn.kind === 'every' && !isWithin(turn.nth, 2, 10_000))
    return [error('turn', 'Each 2nd to each 10,000th delivery can be chosen.')]
  if (action.kind !== 'list') return []
  const { length } = action.answers
  if (length === 0 || length > maxAnswers) return [error('action', `A list has 1 to ${maxAnswers} answers.`)]
  if (action.per === 'event' && turn.kind === 'first' && length > turn.attempts)
    return [
      warning(
        'action',
        `Only the first ${turn.attempts} of the answers are ever given: the rule passes on later attempts.`,
      ),
    ]
  return []
}

function checkNumbers({ delayMs, switchOff }: RuleFields): Found[] {
  const { afterDeliveries, afterMinutes } = switchOff
  const found: Found[] = []
  if (!isWithin(delayMs, 0, maxDelayMs)) found.push(error('delay', `The delay is 0 to ${maxDelayMs / 1000} s.`))
  if (afterDeliveries !== null && !isWithin(afterDeliveries, 1, maxSwitchOff.deliveries))
    found.push(error('switch-off', 'The number of deliveries is a whole number from 1 to 1,000,000.'))
  if (afterMinutes !== null && !isWithin(afterMinutes, 1, maxSwitchOff.minutes))
    found.push(error('switch-off', 'The number of minutes is a whole number from 1 to 10,080 (a week).'))
  return found
}

const isWithin = (value: number, low: number, high: number) => Number.isInteger(value) && value >= low && value <= high

/** Can it be put on the wire, and is it what it says it is? `isCut`: only half of the body is going to be sent. */
export function checkAnswer(answer: RuleAnswer, isCut = false): Found[] {
  const { status, headers, body } = answer
  const found: Found[] = []
  if (!isWithin(status, 200, 599)) found.push(error('status', 'The status is a whole number from 200 to 599.'))
  found.push(...checkHeaders(headers), ...checkPlaceholders(answer))
  if (body.length > maxAnswerLength) found.push(error('body', 'The body is longer than 65,536 characters.'))
  const bodiless = status === 204 || status === 205 || status === 304
  if (isCut && (bodiless || body.length < 2))
    found.push(error('body', 'There is no body to break off in the middle of.'))
  else if (bodiless && body !== '') found.push(warning('body', `An answer with ${status} has no body: it is not sent.`))
  if (found.some(({ field }) => field === 'body')) return found
  return [...found, ...checkContent(body, contentTypeOf(headers))]
}

function checkHeaders(headers: RuleAnswer['headers']): Found[] {
  const found = headers.flatMap(([name, value]): Found[] => {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      return [error('headers', name === '' ? 'A header needs a name.' : `“${name}” is not the name of a header.`)]
    if (framingHeaders.has(name.toLowerCase())) return [error('headers', `${name} is set by Switchhook itself.`)]
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      return [error('headers', `The value of ${name} has characters that a header cannot have.`)]
    return parseTemplate(value).problems.map(({ message }) => error('headers', `${name}: ${message}`))
  })
  const types = headers.filter(([name]) => name.toLowerCase() === 'content-type').length
  return types > 1 ? [...found, warning('headers', 'There are two Content-Type headers.')] : found
}

function checkPlaceholders({ headers, body }: RuleAnswer): Found[] {
  const { problems } = parseTemplate(body)
  const count = [body, ...headers.map(([, value]) => value)].reduce((sum, text) => sum + placeholdersIn(text).length, 0)
  return [
    ...problems.map(({ message, start }) => error('body', message, start)),
    ...(count > maxPlaceholders ? [error('body', `An answer has at most ${maxPlaceholders} placeholders.`)] : []),
  ]
}

function checkContent(body: string, contentType: string | undefined): Found[] {
  if (body === '') return []
  if (contentType === undefined) {
    const looks = looksLike(body)
    return [
      warning(
        'headers',
        `There is no Content-Type${looks === null ? '' : `, and the body looks like ${looks === 'json' ? 'JSON' : 'XML'}`}.`,
      ),
    ]
  }
  const problem = checkBody(withPlaceholdersAs(body, '1'), contentType)
  if (problem !== null) return [warning('body', sentence(problem.message, body, problem.at), problem.at)]
  const whereEmpty = checkBody(withPlaceholdersAs(body, ' '), contentType)
  if (whereEmpty === null) return []
  return [
    warning(
      'body',
      `${sentence('not well-formed where a placeholder has no value', body, whereEmpty.at)} Put the placeholder in quotes.`,
      whereEmpty.at,
    ),
  ]
}

/** The text with each placeholder replaced by as many of these characters, so that positions stay what they are. */
function withPlaceholdersAs(text: string, filler: '1' | ' '): string {
  return text.replace(/\\\{\{|\{\{[^{}]*\}\}/g, (source) =>
    source.startsWith('\\') ? '{{ ' : filler.repeat(source.length),
  )
}

function sentence(message: string, text: string, at: number): string {
  const before = text.slice(0, at).split('\n')
  return `Line ${before.length}, column ${before.at(-1)!.length + 1}: ${message}.`
}
