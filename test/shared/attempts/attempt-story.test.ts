import { describe, expect, test } from 'vitest'
import { type AttemptRules, retriedAfter, rulesOfEvent } from '#shared/attempts/attempt-rules.ts'
import { type CameAttempt, type Outlook, outlookOf, slackOf, tellAttempts } from '#shared/attempts/attempt-story.ts'
import { againstDeadline } from '#shared/attempts/deadline.ts'

const documented: AttemptRules = {
  ...{ deadlineMs: 10_000, retryDelaysMs: [5000, 60_000], attempts: 3, retryWindowMs: null },
  retryOn: { statuses: ['!2xx'], late: true },
}
const nothing: AttemptRules = {
  ...{ deadlineMs: null, retryDelaysMs: null, attempts: null, retryWindowMs: null, retryOn: null },
}
const came = (attempt: number, receivedAt: number, status: number | null, ms: number | null = 10): CameAttempt => ({
  ...{ attempt, receivedAt, status, ms: status === null ? null : ms },
})

describe('the deadline', () => {
  test.each([
    [7999, 'in-time'],
    [8000, 'near'],
    [10_000, 'near'],
    [10_001, 'late'],
  ])('%i ms of 10 s are %s', (ms, state) => expect(againstDeadline(ms, 10_000)).toBe(state))
  test('where none is documented nothing is late', () => expect(againstDeadline(1e9, null)).toBeNull())
})

describe('what makes a provider try again', () => {
  const on = (...statuses: string[]): AttemptRules => ({ ...documented, retryOn: { statuses, late: null } })
  test.each([
    [on('!2xx'), 200, 'no'],
    [on('!2xx'), 302, 'yes'],
    [on('!200'), 204, 'yes'],
    [on('5xx', '429'), 429, 'yes'],
    [on('5xx', '429'), 404, 'no'],
    [on('5xx', '429'), 503, 'yes'],
    [{ ...documented, attempts: 1 }, 500, 'no'],
    [nothing, 500, 'not-documented'],
  ] as const)('%#: %s', (rules, status, retried) => expect(retriedAfter(rules, { status, ms: 1 })).toBe(retried))

  test('an answer after the deadline, or none, is its own case', () => {
    const late = { status: 200, ms: 10_001 }
    expect(retriedAfter(documented, late)).toBe('yes')
    expect(retriedAfter(on('!2xx'), late)).toBe('not-documented')
    expect(retriedAfter(documented, { status: null, ms: null })).toBe('yes')
    expect(retriedAfter({ ...documented, retryOn: { statuses: [], late: false } }, late)).toBe('no')
  })
})

describe('rules of an event', () => {
  const entry = { type: 'a', title: '', documented: 'fields', schema: '', undocumented: [] } as const
  const of = { ...nothing, note: '' }
  const own = { ...documented, note: '' }
  test('are its own, else the provider’s', () => {
    const provider = {
      delivery: of,
      events: [
        { ...entry, undocumented: [], delivery: own },
        { ...entry, type: 'b', undocumented: [] },
      ],
    }
    expect(rulesOfEvent(provider, 'a')).toBe(own)
    expect(rulesOfEvent(provider, 'b')).toBe(of)
    expect(rulesOfEvent({ delivery: of, events: [] }, 'x')).toBe(of)
  })
  test('are not known of an unlisted name where some events have their own', () => {
    const provider = { delivery: of, events: [{ ...entry, undocumented: [], delivery: own }] }
    expect(rulesOfEvent(provider, 'x')).toBeNull()
  })
})

describe('the gap to the attempt before', () => {
  const gap = (ms: number, answeredMs: number | null = 10, rules: AttemptRules | null = documented) =>
    tellAttempts([came(1, 0, answeredMs === null ? null : 503, answeredMs), came(2, ms, 200)], rules)[1]?.gap
  test.each([
    [5000, 'on-time'],
    [4000, 'on-time'],
    [3999, 'early'],
    [6010, 'on-time'],
    [6011, 'late'],
  ])('%i ms after a quick answer, where 5 s are documented: %s', (ms, state) => {
    expect(gap(ms)).toEqual({ ms, documentedMs: 5000, state })
  })
  test('the wait may be counted from the beginning or the end of the attempt', () => {
    expect(gap(12_000, 8000)?.state).toBe('on-time')
    expect(gap(15_500, null)?.state).toBe('on-time')
    expect(gap(16_500, null)?.state).toBe('late')
    expect(gap(16_500, 60_000)?.state).toBe('late')
  })
  test('one more than documented, and waits that nobody documents', () => {
    const four = [1, 2, 3, 4].map((attempt) => came(attempt, attempt * 60_000, 503))
    expect(tellAttempts(four, documented)[3]?.gap?.state).toBe('unplanned')
    expect(gap(99, 10, nothing)).toEqual({ ms: 99, documentedMs: null, state: 'not-documented' })
    expect(gap(99, 10, null)?.state).toBe('not-documented')
  })
  test('10 % of long waits is on time', () => expect(slackOf(3_600_000)).toBe(360_000))
})

test('an attempt after an accepted one is told so, with that one', () => {
  const attempts = [came(1, 0, 503), came(2, 5000, 200), came(3, 9000, 200), came(4, 9500, 500)]
  expect(tellAttempts(attempts, documented).map(({ acceptedBefore }) => acceptedBefore?.attempt ?? null)).toEqual([
    ...[null, null, 2, 2],
  ])
})

describe('what is to be expected', () => {
  const outlook = (attempts: readonly CameAttempt[], rules: AttemptRules | null = documented, now = 100_000) =>
    outlookOf(attempts, rules, now)
  test('the next attempt at the documented moment, counted from the end of the last', () => {
    expect(outlook([came(1, 1000, 503, 200)])).toEqual({
      kind: 'next',
      attempt: 2,
      at: 6200,
      until: 7200,
      certain: true,
    })
    expect(outlook([came(2, 1000, null)])).toEqual({
      kind: 'next',
      attempt: 3,
      at: 71_000,
      until: 77_000,
      certain: true,
    })
  })
  test.each([
    ['accepted', [came(1, 0, 200)], documented],
    ['accepted', [came(1, 0, 204)], { ...documented, retryOn: null }],
    ['ended', [came(3, 0, 503)], documented],
    ['final', [came(1, 0, 404)], { ...documented, retryOn: { statuses: ['5xx'], late: null } }],
    ['never', [came(1, 0, 500)], { ...documented, attempts: 1, retryDelaysMs: [] }],
    ['not-documented', [came(1, 0, 500)], nothing],
    ['not-documented', [came(1, 0, 500)], null],
    ['not-documented', [], documented],
  ] satisfies [Outlook['kind'], CameAttempt[], AttemptRules | null][])('%s: %#', (kind, attempts, rules) =>
    expect(outlook(attempts, rules).kind).toBe(kind),
  )
  test('without documented times nothing is made up', () => {
    const rules = { ...nothing, retryWindowMs: 86_400_000, retryOn: { statuses: ['!2xx'], late: null } }
    expect(outlook([came(1, 0, 500)], rules)).toEqual({ kind: 'next-unknown', until: 86_400_000, certain: true })
    expect(outlook([came(7, 0, 500)], rules)).toEqual({ kind: 'next-unknown', until: null, certain: true })
  })
  test('where it is not documented what is tried again, a doubt remains', () => {
    expect(outlook([came(1, 0, 500)], { ...documented, retryOn: null })).toMatchObject({ kind: 'next', certain: false })
    expect(outlook([came(1, 0, 200, 10_001)], { ...documented, retryOn: null })).toMatchObject({ certain: false })
  })
  test('while the provider still waits for the answer', () => {
    expect(outlook([came(1, 95_000, null)]).kind).toBe('unanswered')
    expect(outlook([came(1, 95_000, null)], documented, 106_000).kind).toBe('next')
    expect(outlook([came(1, 0, null)], nothing).kind).toBe('unanswered')
  })
})
