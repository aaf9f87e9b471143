import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ResponseRule } from '#shared/model/response-rule.ts'
import { type DeliveryToAnswer, planAnswer } from '../../../../../src/main/engine/capture/rules/plan-answer.ts'
import { createRuleCounters } from '../../../../../src/main/engine/capture/rules/rule-counters.ts'
import { type DeliveryOptions, delivery } from '../../../../support/fake-log.ts'
import { plainAnswer, responseRule } from '../../../../support/response-rules.ts'

function toAnswer(options: DeliveryOptions = {}): DeliveryToAnswer {
  const { head, body } = delivery(options)
  const { request, sample, handshake, facts, verification, conformance, deadlineMs, attemptsDocumented } = head
  return {
    endpointId: head.endpointId,
    ...{ request, sample, handshake },
    examination: { facts, verification, conformance, deadlineMs, attemptsDocumented },
    body: body.kind === 'bytes' ? body.bytes : null,
  }
}

/** Plans with counters of its own; the clock is what is given. */
function planner(...rules: ResponseRule[]) {
  const counters = createRuleCounters()
  return (options: DeliveryOptions = {}, now = 1000) => planAnswer(rules, toAnswer(options), counters, now)
}

const first = (attempts: number) => responseRule({ turn: { kind: 'first', attempts } })

describe('time', () => {
  test('a rule ends when its minutes are over, to the millisecond', () => {
    const plan = planner(responseRule({ since: 5000, switchOff: { afterDeliveries: null, afterMinutes: 2 } }))
    expect(plan({}, 5000 + 119_999)?.answer?.status).toBe(503)
    expect(plan({}, 5000 + 120_000)).toBeNull()
  })

  test('is what the placeholders say', () => {
    const body = '{{now}} {{now.iso}}'
    const plan = planner(responseRule({ action: { kind: 'answer', answer: plainAnswer(200, body) } }))
    expect(plan({}, Date.UTC(2026, 10, 21, 14, 0, 0, 5))?.answer?.body).toBe('1795269600 2026-11-21T14:00:00.005Z')
  })
})

describe('attempts', () => {
  test('are those of one event id, whatever the bytes', () => {
    const plan = planner(first(1))
    const evt = (id: string, body: string) => plan({ facts: { eventId: id }, body })?.applied.attempt
    expect([evt('a', '1'), evt('a', '2'), evt('b', '1'), evt('b', '1')]).toEqual([1, undefined, 1, undefined])
  })

  test('are those with the same bytes where the provider sends no id', () => {
    const plan = planner(first(2))
    const sent = (body: string) => plan({ body })?.applied.attempt
    expect([sent('1'), sent('1'), sent('2'), sent('1'), sent('2')]).toEqual([1, 2, 1, undefined, 2])
  })

  test('cannot be told of a body in a file without an id: such a delivery is passed on', () => {
    const inFile = { body: { kind: 'file', name: 'f', size: 2_000_000 } as const }
    const plan = planner(first(9), responseRule({ id: 'rule_2', name: 'next' }))
    expect(plan(inFile)?.applied.name).toBe('next')
    expect(plan({ ...inFile, facts: { eventId: 'evt' } })?.applied).toMatchObject({ name: 'Out of order', attempt: 1 })
  })

  test('of another provider’s event with the same id are not joined', () => {
    const plan = planner(first(1))
    const evt = (provider: string) => plan({ facts: { eventId: 'a', provider } })?.applied.attempt
    expect([evt('x'), evt('y'), evt('x')]).toEqual([1, 1, undefined])
  })
})

test('what a rule passes on is counted by the next one alone', () => {
  const plan = planner(
    responseRule({ match: { types: ['sms'], search: '', verdict: null }, turn: { kind: 'every', nth: 2 } }),
    responseRule({ id: 'rule_2', name: 'second', turn: { kind: 'every', nth: 2 } }),
  )
  const of = (eventType: string) => plan({ facts: { eventType } })?.applied.name ?? null
  expect([of('call'), of('sms'), of('sms'), of('call')]).toEqual([null, 'second', 'Out of order', null])
})

test('a delivery that is judged later has no type and no verdict to ask for', () => {
  const checking = { facts: { eventType: null }, verification: { state: 'checking' as const } }
  const match = (part: Partial<ResponseRule['match']>) =>
    responseRule({ match: { types: [], search: '', verdict: null, ...part } })
  expect(planner(match({ types: ['*'] }), match({ verdict: 'verified' }))(checking)).toBeNull()
  expect(planner(match({}))(checking)?.answer?.status).toBe(503)
})

test('words are searched in what is quick to read', () => {
  const rule = responseRule({ match: { types: [], search: 'needle', verdict: null } })
  const encoded = (encoding: string) => ({ request: { headers: [['Content-Encoding', encoding] as const] } })
  const isFound = (options: DeliveryOptions) => planner(rule)(options) !== null
  expect(isFound({ body: '{"a":"needle"}' })).toBe(true)
  expect(isFound({ body: gzipSync('{"a":"needle"}'), ...encoded('gzip') })).toBe(true)
  expect(isFound({ body: brotliCompressSync('{"a":"needle"}'), ...encoded('br') })).toBe(false)
  expect(isFound({ body: `needle${' '.repeat(300_000)}` })).toBe(false)
})

test('values are escaped for the answer’s type', () => {
  const value = `a"b<c>&'é\n`
  const filled = (type: string, body: string) => {
    const answer = { status: 200, headers: [['Content-Type', type] as const], body }
    const plan = planner(responseRule({ action: { kind: 'answer', answer } }))
    return plan({ body: JSON.stringify({ value, number: 12.5, yes: true, list: [1] }) })?.answer?.body
  }
  expect(JSON.parse(filled('application/json', '{"v":"{{json./value}}","n":{{json./number}}}')!)).toEqual({
    v: value,
    n: 12.5,
  })
  expect(filled('text/xml', '<a>{{json./value}}</a>')).toBe('<a>a&quot;b&lt;c&gt;&amp;&apos;é\n</a>')
  expect(filled('text/plain', '{{json./value}}|{{json./yes}}|{{json./list}}|{{json./none}}')).toBe(`${value}|true||`)
})

test('a header takes no more than a header can', () => {
  const answer = { status: 200, headers: [['X-Value', '{{json./value}}'] as const], body: '' }
  const plan = planner(responseRule({ action: { kind: 'answer', answer } }))
  expect(plan({ body: JSON.stringify({ value: 'a\r\nSet-Cookie: b€' }) })?.answer?.headers).toEqual([
    ['X-Value', 'a??Set-Cookie: b?'],
  ])
})

test('form fields and query values', () => {
  const body = '{{form.From}} {{form.To}} {{query.a}} {{json./From}}'
  const plan = planner(responseRule({ action: { kind: 'answer', answer: plainAnswer(200, body) } }))
  const planned = plan({
    body: 'From=%2B1555&To=a&To=b',
    request: { target: '/in/t?a=1+2', headers: [['Content-Type', 'application/x-www-form-urlencoded']] },
  })
  expect(planned?.answer?.body).toBe('+1555 a 1 2 ')
  expect(planned?.applied.empty).toEqual(['{{json./From}}'])
})

describe('counters', () => {
  test('forget the event that was not seen for longest', () => {
    const counters = createRuleCounters(2)
    const rule = { id: 'r', since: 1 }
    const seen = (event: string) => counters.countAttempt(rule, event)
    expect([seen('a'), seen('b'), seen('a'), seen('c'), seen('a'), seen('b')]).toEqual([1, 1, 2, 1, 3, 1])
  })

  test('forget rules that are gone or changed', () => {
    const counters = createRuleCounters()
    const [kept, gone] = [
      { id: 'r', since: 1 },
      { id: 's', since: 1 },
    ]
    for (const rule of [kept, gone]) {
      counters.countAnswer(rule)
      counters.countAttempt(rule, 'a')
    }
    counters.keepOnly([kept, { ...gone, since: 2 }])
    expect([counters.answered(kept), counters.answered(gone)]).toEqual([1, 0])
    expect([counters.countAttempt(kept, 'a'), counters.countAttempt(gone, 'a')]).toEqual([2, 1])
  })
})
