import { describe, expect, test } from 'vitest'
import { createRuleCounters } from '../../../../../src/main/engine/capture/rules/rule-counters.ts'

const rule = { id: 'rule_1', since: 1 }
const other = { id: 'rule_2', since: 1 }

describe('counting', () => {
  test('each count begins at 1, for each rule by itself', () => {
    const counters = createRuleCounters()
    expect([counters.countMatch(rule), counters.countMatch(rule), counters.countMatch(other)]).toEqual([1, 2, 1])
    expect([counters.countAnswer(rule), counters.countAnswer(rule)]).toEqual([1, 2])
    expect([counters.answered(rule), counters.answered(other)]).toEqual([2, 0])
    expect([
      counters.countAttempt(rule, 'a'),
      counters.countAttempt(rule, 'b'),
      counters.countAttempt(rule, 'a'),
    ]).toEqual([1, 1, 2])
    expect(counters.countAttempt(other, 'a')).toBe(1)
  })

  test('begins again when the rule is changed or switched on', () => {
    const counters = createRuleCounters()
    counters.countAnswer(rule)
    counters.countAttempt(rule, 'a')
    const changed = { ...rule, since: 2 }
    expect([counters.answered(changed), counters.countAttempt(changed, 'a')]).toEqual([0, 1])
    expect(counters.answered(rule)).toBe(1)
  })
})

describe('forgetting', () => {
  test('the event that was not seen for longest goes first', () => {
    const counters = createRuleCounters(3)
    for (const event of ['a', 'b', 'c', 'a', 'd']) counters.countAttempt(rule, event)
    expect(counters.countAttempt(rule, 'a')).toBe(3)
    expect(counters.countAttempt(rule, 'd')).toBe(2)
    expect(counters.countAttempt(rule, 'b')).toBe(1)
  })

  test('rules that are gone take all their counts with them, others keep theirs', () => {
    const counters = createRuleCounters()
    for (const one of [rule, other]) {
      counters.countMatch(one)
      counters.countAnswer(one)
      counters.countAttempt(one, 'an event with blanks')
    }
    counters.keepOnly([other])
    expect([
      counters.answered(rule),
      counters.countMatch(rule),
      counters.countAttempt(rule, 'an event with blanks'),
    ]).toEqual([0, 1, 1])
    expect([
      counters.answered(other),
      counters.countMatch(other),
      counters.countAttempt(other, 'an event with blanks'),
    ]).toEqual([1, 2, 2])
  })

  test('a rule whose id begins as that of another is another one', () => {
    const counters = createRuleCounters()
    counters.countAnswer({ id: 'rule_1', since: 1 })
    counters.countAnswer({ id: 'rule_1', since: 10 })
    counters.keepOnly([{ id: 'rule_1', since: 10 }])
    expect([counters.answered({ id: 'rule_1', since: 1 }), counters.answered({ id: 'rule_1', since: 10 })]).toEqual([
      0, 1,
    ])
  })
})
