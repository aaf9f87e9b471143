import { describe, expect, test } from 'vitest'
import type { RuleMatch } from '#shared/model/response-rule.ts'
import { unmetCondition } from '../../../../../src/main/engine/capture/rules/rule-conditions.ts'
import type { MatchedDelivery } from '../../../../../src/main/engine/lib/match-query.ts'
import { type DeliveryOptions, delivery } from '../../../../support/fake-log.ts'

function delivered(options: DeliveryOptions = {}): MatchedDelivery {
  const { head, body } = delivery(options)
  return {
    ...head,
    id: null,
    endpoint: { id: 'end_1', name: '' },
    body: body.kind === 'bytes' ? body.bytes : new Uint8Array(),
    outcome: null,
  }
}
const unmet = (match: Partial<RuleMatch>, options?: DeliveryOptions) =>
  unmetCondition({ match: { types: [], search: '', verdict: null, ...match } }, delivered(options))

const type = (eventType: string | null): DeliveryOptions => ({ facts: { eventType } })

describe('types', () => {
  test.each<[string[], string | null, string | null]>([
    [[], null, null],
    [['call.ended'], 'call.ended', null],
    [['call.*'], 'call.ended', null],
    [['*'], 'anything', null],
    [['sms.*', 'call.ended'], 'call.ended', null],
    [['call.ended'], 'call.ended.late', 'type'],
    [['call'], 'call.ended', 'type'],
    [['call.ended'], null, 'type'],
    [['*'], null, 'type'],
  ])('%j for %s: %s', (types, eventType, expected) => expect(unmet({ types }, type(eventType))).toBe(expected))
})

describe('the verdict', () => {
  test.each(['verified', 'failed', 'unsigned', 'unverifiable'] as const)('%s', (state) => {
    expect(unmet({ verdict: state }, { verification: { state } })).toBeNull()
    expect(unmet({ verdict: state === 'failed' ? 'verified' : 'failed' }, { verification: { state } })).toBe('verdict')
  })
})

describe('the search', () => {
  test.each([
    ['type:call.ended', null],
    ['type:call.ended provider:other', 'search'],
    ['kitchen', null],
    ['-kitchen', 'search'],
    ['body./n:5', null],
    ['method:GET', 'search'],
    ['   ', null],
  ])('%s: %s', (search, expected) =>
    expect(unmet({ search }, { body: '{"room":"Kitchen sink","n":5}' })).toBe(expected),
  )

  test('one that nobody can read fits nothing that it names', () => {
    expect(() => unmet({ search: 'status:banana type:(' })).not.toThrow()
  })
})

test('the first that is not fulfilled is told, in the order of the form', () => {
  const match = { types: ['sms.*'], verdict: 'failed', search: 'method:GET' } as const
  expect(unmet({ ...match, types: [...match.types] })).toBe('type')
  expect(unmet({ ...match, types: [] })).toBe('verdict')
  expect(unmet({ search: match.search })).toBe('search')
})
