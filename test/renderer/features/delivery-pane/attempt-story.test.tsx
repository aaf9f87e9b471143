// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { OverviewTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/overview/overview-tab.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const now = Date.now()
const { facts } = deliveryDetail()
const attempt = (number: number, receivedAt: number, status: number | null, ms = 5) => ({
  ...{ id: `d${number}`, receivedAt, status, ms: status === null ? null : ms, attempt: number },
})
const unchanged: AttemptChanges = {
  ...{ since: { id: 'd1', attempt: 1 }, request: [], headers: [], reordered: false },
  body: { state: 'same' },
}

/** The last of these attempts; Allo waits 10 s, and tries again after 5 s and 5 min. */
async function show(
  attempts: DeliveryDetail['attempts'],
  part: Partial<DeliveryDetail> = {},
  changes: AttemptChanges | null = unchanged,
) {
  const last = attempts.at(-1)!
  const { status, ms } = last
  const answer = status === null || ms === null ? null : { status, ms }
  const detail = deliveryDetail({
    ...{ id: last.id, attempt: last.attempt, attempts, answer, deadlineMs: 10_000 },
    facts: { ...facts, eventId: 'evt_1' },
    ...part,
  })
  await renderWith(
    memoryEngine((engine) => {
      if (changes !== null) engine.changes.set(last.id, changes)
    }),
    <OverviewTab detail={detail} />,
  )
}
const section = () => screen.queryByRole('heading', { name: /ttempts$/ })?.closest('section')?.textContent ?? ''

test('when it came, that nothing changed, and when the next one is expected, with a countdown', async () => {
  await show([attempt(1, now - 6000, 503), attempt(2, now - 900, 503)])
  expect(section()).toContain('Attempt 2 came 5.1 s after attempt 1; documented: 5 s.')
  expect(section()).toContain('Nothing changed since attempt 1: same headers, same body.')
  expect(section()).toContain('Attempt 3 is expected at')
  expect(screen.getByRole('timer', { name: 'Time until the next attempt' }).textContent).toMatch(
    /^in (4 min 59 s|5 min)$/,
  )
})

test('what changed, place by place', async () => {
  await show(
    [attempt(1, now - 6000, 503), attempt(2, now - 900, 200)],
    {},
    {
      ...unchanged,
      headers: [{ name: 'webhook-timestamp', from: '1', to: '2' }],
    },
  )
  expect(screen.getByText('Changed since attempt 1: webhook-timestamp. The body is the same.')).toBeTruthy()
  const table = screen.getByRole('table', { name: 'What changed since the attempt before', hidden: true })
  expect(table.textContent).toContain('webhook-timestamp12')
  expect(section()).toContain('Accepted with 200: no further attempt is expected.')
})

test('a late attempt, and one that has not come', async () => {
  await show([attempt(1, now - 900_000, 503), attempt(2, now - 800_000, 503)])
  expect(section()).toContain('1 min 40 s after attempt 1; documented: 5 s, so it is late.')
  expect(section()).toMatch(/Attempt 3 was expected at .* It has not come\./)
  expect(screen.queryByRole('timer')).toBeNull()
})

test('a duplicate after success', async () => {
  await show([attempt(1, now - 9000, 200), attempt(2, now - 4000, 200)])
  expect(section()).toMatch(/Already answered 200 at [\d:]+: this attempt is a duplicate\./)
})

test('one attempt that is refused tells what follows; one that is accepted tells nothing', async () => {
  await show([attempt(1, now - 1000, 503)], { provider: 'outcallerai', facts: { ...facts, provider: 'outcallerai' } })
  expect(section()).toContain('Attempt')
})

test('nothing is told of a single delivery that went well and has no event id', async () => {
  await show([attempt(1, now - 1000, 200)], { attempts: [], facts: { ...facts, eventId: null } })
  expect(section()).toBe('')
})

test('of very many attempts the first, the last and those around the shown one', async () => {
  const attempts = Array.from({ length: 60 }, (_, index) => attempt(index + 1, now - (60 - index) * 1000, 503))
  await show(attempts)
  expect(screen.getAllByRole('listitem').length).toBeLessThan(30)
  expect(section()).toMatch(/\d+ more/)
  expect(section()).toContain('more attempts than documented')
})
