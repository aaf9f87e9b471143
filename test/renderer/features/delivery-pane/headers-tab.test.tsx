// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { AnswerTab, HeadersTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/headers-and-answer.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { clipboard, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const headers: [string, string][] = [
  ['Content-Type', 'application/json'],
  ['x-trace', 'ABC'],
  ['X-Trace', 'def'],
]

describe('headers', () => {
  const show = (request: Partial<DeliveryDetail['request']> = { headers }) =>
    renderWith(memoryEngine(), <HeadersTab detail={deliveryDetail({}, request)} />)
  const names = () =>
    within(screen.getByRole('table', { name: 'Headers' }))
      .queryAllByRole('rowheader')
      .map(({ textContent }) => textContent)
  const filter = (value: string) => fireEvent.change(screen.getByLabelText('Filter headers'), { target: { value } })

  test('as they were sent: their case, their order, one as often as it came', async () => {
    await show()
    const rows = within(screen.getByRole('table', { name: 'Headers' })).getAllByRole('row')
    expect(rows.map(({ textContent }) => textContent).filter((text) => /trace/i.test(text ?? ''))).toEqual([
      expect.stringContaining('x-traceABC'),
      expect.stringContaining('X-Tracedef'),
    ])
    expect(screen.getByText('3 headers, as sent')).toBeTruthy()
    expect(screen.getByText(/HTTP\/1\.1$/).textContent).toMatch(/^POST \/in\//)
  })

  test('all of them are copied as lines', async () => {
    const { user } = await show()
    await user.click(screen.getByRole('button', { name: 'Copy all headers' }))
    expect(await clipboard()).toBe('Content-Type: application/json\nx-trace: ABC\nX-Trace: def')
  })

  test.each([
    ['trace', '2 of 3 headers, as sent'],
    ['abc', '1 of 3 headers, as sent'],
    ['type: app', '1 of 3 headers, as sent'],
  ])('the filter %j finds names and values alike', async (text, words) => {
    await show()
    filter(text)
    expect(screen.getByText(words)).toBeTruthy()
    expect(screen.queryByText('No header matches the filter.')).toBeNull()
  })

  test('a filter that fits none says so; without headers there is none to fit', async () => {
    await show()
    filter('nothing like it')
    expect(screen.getByText('No header matches the filter.')).toBeTruthy()
    expect(names()).toEqual([])
  })

  test('a request without headers has none, and no filter is blamed for it', async () => {
    await show({ headers: [] })
    expect(screen.getByText('0 headers, as sent')).toBeTruthy()
    expect(screen.queryByText('No header matches the filter.')).toBeNull()
  })

  test('trailers stand apart', async () => {
    await show({ headers, trailers: [['X-Checksum', '1']] })
    expect(screen.getByRole('table', { name: 'Trailers' }).textContent).toContain('X-Checksum')
  })
})

describe('the answer', () => {
  const given = deliveryDetail().answerGiven!
  const show = (part: Partial<DeliveryDetail>) =>
    renderWith(memoryEngine(), <AnswerTab detail={deliveryDetail(part)} />)
  const answer = () => screen.getByRole('region', { name: 'Answer' }).textContent

  test.each([
    ['rule', 'sent by the receiver once the delivery was on disk'],
    ['handshake', 'sent by the receiver itself: a setup request'],
    ['fallback', 'sent by the receiver: the target gave no answer'],
    ['queued', 'sent by the receiver: the target gets the delivery later'],
  ] as const)('by %s says who gave it', async (by, words) => {
    await show({ answerGiven: { ...given, by } })
    expect(answer()).toContain(words)
  })

  test('with its body and its headers as they went out', async () => {
    await show({ answerGiven: { ...given, body: '<Response/>', headers: [['Content-Type', 'text/xml']] } })
    expect(screen.getByText('<Response/>', { selector: 'pre' })).toBeTruthy()
    expect(screen.getByRole('table', { name: 'Headers of the answer' }).textContent).toContain('text/xml')
  })

  test('without a body says that it is empty', async () => {
    await show({ answerGiven: { ...given, body: '' } })
    expect(screen.getByText('empty')).toBeTruthy()
  })

  test('that was not given is none', async () => {
    await show({ answerGiven: null, answer: null })
    expect(answer()).toMatch(/^none/)
    expect(screen.queryByRole('table', { name: 'Headers of the answer' })).toBeNull()
  })
})
