import { describe, expect, test } from 'vitest'
import type { AppliedRule, RuleFields } from '#shared/model/response-rule.ts'
import { blankRule } from '#shared/rules/presets.ts'
import { appliedRuleSentence, ordinal, ruleSummary, switchOffSentence } from '#shared/sentences/rule-sentence.ts'
import { plainAnswer } from '../../support/response-rules.ts'

describe('what a rule does', () => {
  test.each<[Partial<RuleFields>, string]>([
    [{}, 'Answers 200'],
    [{ turn: { kind: 'first', attempts: 1 } }, 'Answers 200, first attempt of each event'],
    [{ turn: { kind: 'every', nth: 3 }, delayMs: 12_000 }, 'Answers 200 after 12 s, each 3rd delivery'],
    [
      { action: { kind: 'drop' }, match: { types: ['a', 'b'], search: '', verdict: null } },
      'Ends the connection without an answer, for a, b',
    ],
    [
      {
        action: { kind: 'list', per: 'event', answers: [plainAnswer(503), plainAnswer(200)] },
        match: { types: [], search: 'maya', verdict: 'failed' },
      },
      'Answers 503, 200 in turn for each event, where the signature fails, where a search finds maya',
    ],
    [{ action: { kind: 'cut', answer: plainAnswer(200) } }, 'Breaks off in the middle of an answer with 200'],
  ])('%#', (part, sentence) => expect(ruleSummary({ ...blankRule, ...part })).toBe(sentence))
})

test.each([
  [1, '1st'],
  [2, '2nd'],
  [11, '11th'],
  [112, '112th'],
  [1003, '1,003rd'],
])('%i: %s', (number, text) => expect(ordinal(number)).toBe(text))

test('when it switches itself off', () => {
  expect(switchOffSentence({ afterDeliveries: 3, afterMinutes: 1 }, 2, 59_100)).toBe(
    'Switches itself off after 1 more delivery or in 1 min.',
  )
  expect(switchOffSentence({ afterDeliveries: null, afterMinutes: null }, 2, null)).toBeNull()
})

describe('what a rule did', () => {
  const rule: AppliedRule = { id: 'r', name: 'X', did: 'answer', delayMs: 0, attempt: null, empty: [] }
  const said = (part: Partial<AppliedRule>, over: Partial<Parameters<typeof appliedRuleSentence>[0]> = {}) =>
    appliedRuleSentence({ status: 503, attempt: 1, unanswered: undefined, ...over, rule: { ...rule, ...part } })

  test.each([
    [said({ attempt: 2 }, { attempt: 2 }), 'Answered 503 by your rule “X”, attempt 2 of this event.'],
    [
      said({ attempt: 1 }, { attempt: 4 }),
      'Answered 503 by your rule “X”, attempt 1 of this event since the rule was switched on.',
    ],
    [said({ delayMs: 2000 }), 'Answered 503 by your rule “X”, held back for 2 s.'],
    [said({ delayMs: 2000 }, { status: null }), 'No answer yet: your rule “X” holds it back for 2 s.'],
    [
      said({ delayMs: 9000 }, { status: null, unanswered: { why: 'sender-left', ms: 3000 } }),
      'The sender disconnected after 3 s, while your rule “X” held the answer back.',
    ],
    [
      said({ did: 'drop' }, { status: null, unanswered: { why: 'dropped', ms: 4 } }),
      'Connection ended without an answer after 4 ms by your rule “X”.',
    ],
    [said({ did: 'cut' }), 'Connection ended in the middle of the answer 503 by your rule “X”.'],
    [
      said({ empty: ['{{query.a}}'] }),
      'Answered 503 by your rule “X”. {{query.a}} had no value in this delivery and was left empty.',
    ],
  ])('%s', (sentence, expected) => expect(sentence).toBe(expected))
})
