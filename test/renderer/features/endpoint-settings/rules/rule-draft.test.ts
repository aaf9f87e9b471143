import { describe, expect, test } from 'vitest'
import type { RuleAction, RuleFields } from '#shared/model/response-rule.ts'
import { checkRule } from '#shared/rules/check-rule.ts'
import {
  emptyAnswer,
  type RuleDraft,
  toDraft,
  toFields,
} from '../../../../../src/renderer/src/features/endpoint-settings/rules/rule-draft.ts'
import { plainAnswer, responseRule } from '../../../../support/response-rules.ts'

const fields = (part: Partial<RuleFields> = {}): RuleFields => {
  const { id: _, on: __, since: ___, ...rest } = responseRule(part)
  return rest
}
const draft = (part: Partial<RuleDraft> = {}): RuleDraft => ({ ...toDraft(fields()), ...part })
const errors = (part: Partial<RuleDraft>) =>
  checkRule(toFields(draft(part))).flatMap(({ field, severity }) => (severity === 'error' ? [field] : []))

const two: RuleAction = { kind: 'list', per: 'delivery', answers: [plainAnswer(500), plainAnswer(200)] }

test.each([
  ['an answer', fields()],
  ['a list', fields({ action: two })],
  ['a connection that ends', fields({ action: { kind: 'drop' } })],
  ['an answer that breaks off', fields({ action: { kind: 'cut', answer: plainAnswer(200) } })],
  ['the first attempts', fields({ turn: { kind: 'first', attempts: 4 } })],
  ['each nth', fields({ turn: { kind: 'every', nth: 7 } })],
  ['types, search and verdict', fields({ match: { types: ['call.*', 'sms'], search: 'Maya', verdict: 'failed' } })],
  ['a delay', fields({ delayMs: 1250 })],
  ['an end', fields({ switchOff: { afterDeliveries: 1000, afterMinutes: 10_080 } })],
  [
    'headers whose values have colons, and one without a value',
    fields({
      action: {
        kind: 'answer',
        answer: {
          status: 302,
          headers: [
            ['Location', 'http://a:1/'],
            ['X-Empty', ''],
          ],
          body: '',
        },
      },
    }),
  ],
])('a rule with %s is the same when nothing is typed', (_, rule) => expect(toFields(toDraft(rule))).toEqual(rule))

test('what another choice needs is kept while one looks at other choices', () => {
  const typed = draft({ action: 'list', per: 'delivery', answers: [emptyAnswer(), emptyAnswer()], turn: 'first' })
  const dropped = { ...typed, action: 'drop', turn: 'always' } as const
  expect(toFields(dropped)).toMatchObject({ action: { kind: 'drop' }, turn: { kind: 'always' } })
  const back = { ...dropped, action: 'list', turn: 'first' } as const
  expect(toFields(back)).toEqual(toFields(typed))
})

describe('what is typed', () => {
  test('event types: with commas and blanks in between', () => {
    expect(toFields(draft({ types: ' call.ended ,, sms.* ,' })).match.types).toEqual(['call.ended', 'sms.*'])
    expect(toFields(draft({ types: '  ' })).match.types).toEqual([])
  })

  test.each([
    ['X-A: 1', [['X-A', '1']]],
    [
      'X-A:1\n\n  X-B :  two words ',
      [
        ['X-A', '1'],
        ['X-B', 'two words'],
      ],
    ],
    ['no colon', [['no colon', '']]],
    [': only a value', [['', 'only a value']]],
  ])('headers %j', (headers, expected) => {
    const { action } = toFields(draft({ answers: [{ ...emptyAnswer(), headers }] }))
    expect(action).toMatchObject({ answer: { headers: expected } })
  })

  test.each([
    ['1.5', 1500],
    ['1,5', 1500],
    [' 0 ', 0],
    ['0.0004', 0],
  ])('a delay of %j seconds', (delay, ms) => expect(toFields(draft({ delay })).delayMs).toBe(ms))

  test.each(['', 'soon', '-1', '181', '1 s'])('a delay of %j is named as a mistake', (delay) =>
    expect(errors({ delay })).toEqual(['delay']),
  )

  test.each([
    ['1000', 1000],
    ['1,000', 1000],
    [' 10,080 ', 10_080],
  ])('a number of deliveries typed as %j', (offDeliveries, count) =>
    expect(toFields(draft({ offDeliveries })).switchOff.afterDeliveries).toBe(count),
  )

  test.each(['1,5', '1,00', '1.5', 'many', '0'])('%j is no number of deliveries', (offDeliveries) =>
    expect(errors({ offDeliveries })).toEqual(['switch-off']),
  )

  test('empty bounds are no bounds', () => {
    expect(toFields(draft({ offDeliveries: ' ', offMinutes: '' })).switchOff).toEqual({
      afterDeliveries: null,
      afterMinutes: null,
    })
  })

  test.each([
    [{ turn: 'first', attempts: '' }, 'turn'],
    [{ turn: 'first', attempts: '2.5' }, 'turn'],
    [{ turn: 'every', nth: '1' }, 'turn'],
    [{ answers: [{ ...emptyAnswer(), status: '2oo' }] }, 'status'],
    [{ offMinutes: '-3' }, 'switch-off'],
    [{ name: '   ' }, 'name'],
  ] as const)('%j is a mistake in %s', (part, field) => expect(errors(part)).toEqual([field]))

  test('numbers of choices that are not chosen do not matter', () => {
    expect(errors({ turn: 'always', attempts: 'x', nth: 'y' })).toEqual([])
    expect(errors({ action: 'drop', answers: [{ ...emptyAnswer(), status: 'x' }] })).toEqual([])
  })

  test('of an answer that is not one of several, only the first counts', () => {
    const answers = [emptyAnswer(), { ...emptyAnswer(), status: '999' }]
    expect(errors({ action: 'answer', answers })).toEqual([])
    expect(errors({ action: 'list', answers })).toEqual(['status'])
  })
})
