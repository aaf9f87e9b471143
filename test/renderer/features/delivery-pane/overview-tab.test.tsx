// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { OverviewTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/overview/overview-tab.tsx'
import { parseRoute } from '../../../../src/renderer/src/state/route.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { address, clipboard, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const { verdict, check, facts, summary } = deliveryDetail()
const show = (part: Partial<DeliveryDetail> = {}, request: Partial<DeliveryDetail['request']> = {}) =>
  renderWith(memoryEngine(), <OverviewTab detail={deliveryDetail(part, request)} />)
const verdicts = () => within(screen.getByRole('region', { name: 'Verdicts' })).getAllByRole('listitem')
const words = (index: number) => verdicts()[index]?.textContent ?? ''
const nothing = { covers: { extent: 'nothing', detail: '' }, replay: { ...verdict.replay, protected: false } } as const

test('what happened in the provider’s words', async () => {
  await show({ summary: { ...summary, headline: 'Sales Agent called Maya Chen', detail: 'Outbound', quote: 'Hello' } })
  expect(screen.getByRole('heading', { name: 'Sales Agent called Maya Chen' })).toBeTruthy()
  expect(screen.getByText('Outbound')).toBeTruthy()
  expect(screen.getByText('“Hello”')).toBeTruthy()
})

test.each([
  [{}, 'call.completed'],
  [{ eventType: null }, 'POST request'],
])('without a headline: %j is called %s', async (part, title) => {
  await show(part)
  expect(screen.getByRole('heading', { name: title })).toBeTruthy()
})

test.each([
  ['verified', 'signature-matches', 'Matches secret “main”. Covers the raw body; protects against replay'],
  [
    'failed',
    'signature-mismatch',
    'The value that was sent matches none of the active secrets. A match would cover nothing',
  ],
  ['unsigned', 'provider-does-not-sign', 'Allo does not sign its deliveries.'],
  ['unverifiable', 'no-secret', 'Not checked: the endpoint has no active secret'],
  ['unverifiable', 'scheme-not-documented', 'Not checked: how Allo signs is not documented'],
] as const)('%s by %s', async (state, reason, sentence) => {
  await show({ verdict: { ...verdict, ...(state === 'verified' ? {} : nothing), state, reason } })
  expect(words(0)).toContain(`${state}${sentence}`)
})

test('the cause of a failed signature comes first once it is known', async () => {
  const sentence = 'A newline was added to the body.'
  await show({
    verdict: {
      ...verdict,
      state: 'failed',
      reason: 'signature-mismatch',
      cause: { code: 'body-trailing-newline', sentence },
    },
  })
  expect(words(0)).toContain(`failed${sentence}`)
})

test.each([
  ['conforms', 'matches-schema', 'conformsMatches everything that is documented for `x`'.replaceAll('`', '')],
  ['no-schema', 'event-not-documented', 'no-schemaNo schema: Allo does not document this event.'],
  ['not-json', 'syntax-error', 'not-jsonThe body is not JSON.'],
] as const)('%s', async (state, reason, sentence) => {
  const schema = { provider: 'allo-v2', event: 'x', documented: 'fields' } as const
  await show({ check: { ...check, state, reason, schema } })
  expect(words(1)).toContain(sentence)
})

test('a payload that differs, in numbers', async () => {
  const issue = { pointer: '/a', keyword: 'type', expected: 'x', got: 'y', message: 'm', line: 1, column: 1, offset: 0 }
  const issues = [
    { ...issue, kind: 'missing', length: 1 },
    { ...issue, kind: 'type', length: 1 },
  ] as const
  await show({ check: { ...check, state: 'differs', reason: 'issues-found', issues: [...issues], issueCount: 2 } })
  expect(words(1)).toContain('in 2 places: 1 missing, 1 of the wrong type.')
})

test('an answer in time, against the deadline', async () => {
  await show({ deadlineMs: 10_000, answer: { status: 200, ms: 41 } })
  expect(words(2)).toBe('answered200 after 41 ms, 9.96 s before the deadline.')
  expect(screen.getByRole('heading', { name: 'Answer against the deadline' })).toBeTruthy()
  expect(screen.getByText('41 ms of 10 s')).toBeTruthy()
})

test('an answer that came late', async () => {
  await show({ deadlineMs: 1000, answer: { status: 200, ms: 1500 } })
  expect(words(2)).toBe('late200 after 1.5 s, 500 ms after the deadline of 1 s.')
})

test('a deadline that is not documented, and no answer at all', async () => {
  const { rerender } = await show()
  expect(screen.getByText(/The deadline is not documented\. On disk after 6 ms, answer sent after 4 ms\./)).toBeTruthy()
  rerender(<OverviewTab detail={deliveryDetail({ answer: null, answerGiven: null, aborted: true })} />)
  expect(words(2)).toContain('no answerNo answer: the sender disconnected before')
  expect(screen.queryByRole('heading', { name: /^Answer/ })).toBeNull()
})

test('attempts that came, and those that would still come; an earlier one is one click away', async () => {
  const attempts = [
    { id: 'd0', receivedAt: Date.UTC(2026, 10, 20, 16, 36, 25), status: 503, ms: 5, attempt: 1 },
    { id: 'd1', receivedAt: Date.UTC(2026, 10, 20, 16, 36, 30), status: null, ms: null, attempt: 2 },
  ]
  const { user } = await show({ id: 'd1', attempts, facts: { ...facts, eventId: 'evt_1' } })
  const part = screen.getByRole('heading', { name: 'Attempts' }).closest('section') as HTMLElement
  const stops = within(part).getAllByRole('listitem')
  expect(stops.map((stop) => stop.textContent)).toEqual([
    expect.stringMatching(/^not accepted503\d\d:\d\d:25$/),
    'not answered +5 s',
    'would come +5 min',
  ])
  expect(screen.getByText('2 of at most 3')).toBeTruthy()
  expect(stops[1]?.getAttribute('aria-current')).toBe('true')
  await user.click(screen.getByRole('button', { name: /^Show the attempt at/ }))
  expect(address()).toBe('#/?d=d0')
})

test('without an event id nothing is said of attempts', async () => {
  await show({ attempts: [] })
  expect(screen.queryByRole('heading', { name: 'Attempts' })).toBeNull()
})

test('where it came from and what it belongs to', async () => {
  const { user } = await show(
    { facts: { ...facts, callId: 'call_9', eventId: 'evt_1' }, callDeliveries: 3, sample: true, size: 640 },
    { headers: [['Content-Type', 'application/json']] },
  )
  const list = within(screen.getByRole('region', { name: 'Facts' }))
  expect(list.getByRole('link', { name: 'call_9' }).getAttribute('href')).toBe('#/?q=call%3Acall_9')
  expect(list.getByText('3 deliveries')).toBeTruthy()
  expect(list.getByRole('link', { name: 'Front desk' }).getAttribute('href')).toBe('#/endpoint/end_1/settings')
  expect(list.getByText('POST, 640 bytes, application/json')).toBeTruthy()
  expect(list.getByText('through the tunnel, sent by Switchhook as a sample')).toBeTruthy()
  await user.click(list.getByRole('button', { name: 'Copy the event id' }))
  expect(await clipboard()).toBe('evt_1')
})

test('its endpoint was deleted', async () => {
  await show({ endpointId: 'gone' })
  expect(screen.getByText('deleted')).toBeTruthy()
})

test('deliveries with the same bytes are called retries only as a guess', async () => {
  const attempts = [
    { id: 'first', receivedAt: 1_000, status: 503, ms: 5, attempt: 1 },
    { id: 'second', receivedAt: 6_000, status: 200, ms: 5, attempt: 2 },
  ]
  const unnamed = { facts: { ...facts, eventId: null }, attempts }
  await show({ ...unnamed, id: 'second', attempt: 2, attemptGuessed: true })
  const shown = screen.getByRole('heading', { name: 'Probably attempts' }).closest('section')
  expect(shown?.textContent).toMatch(/Same bytes as the delivery at .*, probably a retry\. This is a guess/)
})

test('the deliveries of its call are found whatever the call’s id is made of', async () => {
  await show({ facts: { ...facts, callId: 'leg 1 "b"' }, callDeliveries: 2 })
  const { query } = parseRoute(screen.getByRole('link', { name: 'leg 1 "b"' }).getAttribute('href') ?? '')
  expect(parseQuery(query, 0)).toMatchObject({
    problems: [],
    terms: [{ condition: { kind: 'text', field: 'call', value: 'leg 1 "b"' } }],
  })
})
