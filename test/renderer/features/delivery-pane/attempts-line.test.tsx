// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import type { Attempt, DeliveryDetail } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { AttemptChangesLine } from '../../../../src/renderer/src/features/delivery-pane/tabs/overview/attempt-changes.tsx'
import { AttemptsLine } from '../../../../src/renderer/src/features/delivery-pane/tabs/overview/attempts.tsx'
import { DeadlineScale } from '../../../../src/renderer/src/features/delivery-pane/tabs/overview/deadline-scale.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { provider as pack } from '../../../support/renderer-data.ts'
import { address, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const at = new Date(2026, 3, 2, 9, 5, 0).getTime()
const attempt = (number: number, status: number | null, afterMs: number): Attempt => ({
  ...{ id: `a${number}`, attempt: number, status, ms: status === null ? null : 5 },
  receivedAt: at + afterMs,
})
const detailOf = (shown: number, attempts: readonly Attempt[], part: Partial<DeliveryDetail> = {}) => {
  const plain = deliveryDetail()
  const of = attempts[shown - 1]
  return deliveryDetail({
    id: `a${shown}`,
    facts: { ...plain.facts, eventId: 'evt_1' },
    ...(of && { receivedAt: of.receivedAt, answer: of.status === null ? null : { status: of.status, ms: 5 } }),
    attempts: [...attempts],
    ...part,
  })
}
const show = (detail: DeliveryDetail, provider: ProviderInfo | null = pack()) =>
  renderWith(memoryEngine(), <AttemptsLine detail={detail} provider={provider} />, { at: `#/?d=${detail.id}` })
const stops = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent)

describe('attempts', () => {
  const three = [attempt(1, 500, 0), attempt(2, null, 5000), attempt(3, 200, 305_000)]

  test('each with its answer and the wait before it', async () => {
    await show(detailOf(3, three))
    expect(stops()).toEqual(['not accepted50009:05:00', 'not answered +5 s', 'accepted200+5 min'])
    expect(screen.getAllByRole('listitem')[2]?.getAttribute('aria-current')).toBe('true')
    expect(screen.getByText('3 of at most 3')).toBeTruthy()
  })

  test('another one is a press away', async () => {
    const { user } = await show(detailOf(3, three))
    await user.click(screen.getByRole('button', { name: 'Show the attempt at 09:05:00' }))
    expect(address()).toBe('#/?d=a1')
    expect(screen.queryByRole('button', { name: 'Show the attempt at 09:10:05' })).toBeNull()
  })

  test('those that the provider documents as still to come', async () => {
    await show(detailOf(1, [attempt(1, 500, 0)]))
    expect(stops()).toEqual(['not accepted50009:05:00', 'would come +5 s', 'would come +5 min'])
  })

  test('of many, the first, the shown one with its neighbours and the last; the others are counted', async () => {
    const many = Array.from({ length: 20 }, (_, index) => attempt(index + 1, 500, index * 1000))
    await show(detailOf(10, many), pack({ delivery: { ...pack().delivery, attempts: null, retryDelaysMs: null } }))
    const shown = stops()
    expect(shown).toHaveLength(8)
    expect(shown[1]).toBe('not shown 7 more')
    expect(shown[5]).toBe('not shown 7 more')
    expect(screen.getAllByRole('listitem')[3]?.getAttribute('aria-current')).toBe('true')
  })

  test('accepted at once, there is no story to tell', async () => {
    await show(
      detailOf(1, [attempt(1, 200, 0)], { facts: deliveryDetail().facts }),
      pack({ delivery: { ...pack().delivery, attempts: null, retryDelaysMs: null } }),
    )
    expect(screen.queryByText('Attempts')).toBeNull()
  })

  test('accepted, the attempts that would have come are not needed', async () => {
    await show(detailOf(1, [attempt(1, 200, 0)]))
    expect(screen.getByText('1 of at most 3, 2 not needed')).toBeTruthy()
  })

  test('without an id of the event it is a guess, and says so from both sides', async () => {
    const two = [attempt(1, 500, 0), attempt(2, 500, 1000)]
    const { facts } = deliveryDetail()
    const { rerender } = await show(detailOf(1, two, { facts }))
    expect(screen.getByText('Probably attempts')).toBeTruthy()
    expect(screen.getByText(/^Later deliveries have the same bytes, probably retries\. This is a guess/)).toBeTruthy()
    rerender(<AttemptsLine detail={detailOf(2, two, { facts })} provider={pack()} />)
    expect(screen.getByText(/^Same bytes as the delivery at 09:05:00, probably a retry/)).toBeTruthy()
  })

  test('a sample and a delivery of nobody’s are not told to come again', async () => {
    const { facts } = deliveryDetail()
    const refused = { facts, attempts: [], answer: { status: 500, ms: 5 } }
    const { rerender } = await show(detailOf(1, [], { ...refused, sample: true }))
    expect(screen.queryByText('Attempts')).toBeNull()
    rerender(<AttemptsLine detail={detailOf(1, [], { ...refused, provider: null })} provider={null} />)
    expect(screen.queryByText('Attempts')).toBeNull()
  })
})

describe('what changed since the attempt before', () => {
  const same: AttemptChanges = {
    since: { id: 'a1', attempt: 1 },
    ...{ request: [], headers: [], reordered: false, body: { state: 'same' } },
  }
  const line = (change: (engine: MemoryEngine) => void) =>
    renderWith(memoryEngine(change), <AttemptChangesLine id="d1" />)

  test('usually nothing, in one sentence', async () => {
    await line(({ changes }) => changes.set('d1', same))
    expect(document.querySelector('details')).toBeNull()
    expect(screen.queryByRole('table')).toBeNull()
    expect(screen.getByText('Nothing changed since attempt 1: same headers, same body.')).toBeTruthy()
  })

  test('header by header, what was added and what is gone', async () => {
    await line(({ changes }) =>
      changes.set('d1', {
        ...same,
        headers: [
          { name: 'X-Attempt', from: '1', to: '2' },
          { name: 'X-Trace', from: 'abc', to: null },
        ],
        body: { state: 'json-differs', count: 1, values: [{ name: '/a', from: null, to: '2' }] },
      }),
    )
    const table = screen.getByRole('table', { name: 'What changed since the attempt before', hidden: true })
    const rows = within(table).getAllByRole('row', { hidden: true }).slice(1)
    expect(rows.map((row) => row.textContent)).toEqual(['X-Attempt12', 'X-Traceabcnot there', '/anot there2'])
  })

  test('an attempt before that is gone is no change', async () => {
    await line(() => undefined)
    expect(screen.getByText('The attempt before is not stored any more.')).toBeTruthy()
  })

  test('what cannot be compared says why', async () => {
    await line(({ connection }) =>
      connection.fail('deliveries.attemptChanges', new AppError('unavailable', 'The store is busy.')),
    )
    expect(screen.getByText('It could not be compared with the attempt before. The store is busy.')).toBeTruthy()
  })
})

describe('an answer on the scale of the deadline', () => {
  const scale = (ms: number, deadlineMs: number | null) =>
    renderWith(memoryEngine(), <DeadlineScale label="Answer" ms={ms} deadlineMs={deadlineMs} />)

  test.each([
    [41, '41 ms of 10 s'],
    [9500, '9.50 s of 10 s'],
    [11_500, '11.5 s of 10 s, 1.5 s late'],
  ])('%i ms: %s', async (ms, words) => {
    await scale(ms, 10_000)
    expect(screen.getByText(words)).toBeTruthy()
  })

  test('the bar never leaves its scale', async () => {
    await scale(60_000, 10_000)
    const bar = screen.getByRole('presentation').firstElementChild as HTMLElement
    expect(bar.style.width).toBe('100%')
  })

  test('without a documented deadline there is no scale', async () => {
    await scale(41, null)
    expect(screen.queryByText('Answer')).toBeNull()
  })
})
