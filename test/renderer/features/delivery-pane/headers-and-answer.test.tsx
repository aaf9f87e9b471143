// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { AnswerTab, HeadersTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/headers-and-answer.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { clipboard, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const headers = [
  ['Content-Type', 'application/json'],
  ['X-Trace', 'a'],
  ['x-trace', 'b'],
  ['X-Empty', ''],
] as const
const showHeaders = (request: Partial<DeliveryDetail['request']> = {}) =>
  renderWith(memoryEngine(), <HeadersTab detail={deliveryDetail({}, { headers: [...headers], ...request })} />)
const rows = (name: string) =>
  within(screen.getByRole('table', { name }))
    .queryAllByRole('row')
    .map((row) => row.textContent)

test('headers in their order and case, duplicates and empty ones too', async () => {
  await showHeaders()
  expect(rows('Headers')).toEqual(['Content-Typeapplication/json', 'X-Tracea', 'x-traceb', 'X-Emptyempty'])
  expect(screen.getByText('4 headers, as sent')).toBeTruthy()
  expect(screen.getByText(/HTTP\/1\.1$/).textContent).toBe('POST /in/q83vEjRWeJCrze8SNFZ4kA HTTP/1.1')
})

test.each([
  ['TRACE', ['X-Tracea', 'x-traceb'], '2 of 4 headers, as sent'],
  ['json', ['Content-Typeapplication/json'], '1 of 4 headers, as sent'],
  ['nope', [], '0 of 4 headers, as sent'],
])('a filter by name or value: %s', async (text, shown, count) => {
  const { user } = await showHeaders()
  await user.type(screen.getByRole('searchbox', { name: 'Filter headers' }), text)
  expect(rows('Headers')).toEqual(shown)
  expect(screen.getByText(count)).toBeTruthy()
  expect(screen.queryByText('No header matches the filter.') === null).toBe(shown.length > 0)
})

test('one value, and all of them, can be copied', async () => {
  const { user } = await showHeaders()
  await user.click(screen.getByRole('button', { name: 'Copy x-trace' }))
  expect(await clipboard()).toBe('b')
  await user.click(screen.getByRole('button', { name: 'Copy all headers' }))
  expect(await clipboard()).toBe('Content-Type: application/json\nX-Trace: a\nx-trace: b\nX-Empty: ')
})

test('trailers are told apart', async () => {
  await showHeaders({ trailers: [['X-Sum', '1']] })
  expect(rows('Trailers')).toEqual(['X-Sum1'])
})

const showAnswer = (part: Partial<DeliveryDetail> = {}) =>
  renderWith(memoryEngine(), <AnswerTab detail={deliveryDetail(part)} />)
const given = deliveryDetail().answerGiven as NonNullable<DeliveryDetail['answerGiven']>
const answer = () => screen.getByRole('region', { name: 'Answer' }).textContent

test('the answer with who gave it, its body and headers', async () => {
  await showAnswer()
  expect(answer()).toContain('200sent by the receiver once the delivery was on disk')
  expect(screen.getByText('ok')).toBeTruthy()
  expect(rows('Headers of the answer')).toEqual(['Content-Typetext/plain'])
})

test('a setup request', async () => {
  await showAnswer({ handshake: 'Slack URL verification', answerGiven: { ...given, by: 'handshake' } })
  expect(answer()).toContain('sent by the receiver itself: a setup request')
  expect(answer()).toContain('200 to a setup request (Slack URL verification) after 4 ms')
})

test('an empty body', async () => {
  await showAnswer({ answerGiven: { ...given, body: '' } })
  expect(screen.getByRole('heading', { name: 'Body' }).parentElement?.textContent).toBe('Bodyempty')
})

test('no answer', async () => {
  await showAnswer({ answer: null, answerGiven: null })
  expect(answer()).toBe('noneNo answer yet.')
  expect(screen.queryByRole('table')).toBeNull()
})
