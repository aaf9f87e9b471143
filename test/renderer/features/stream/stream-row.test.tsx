// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { StreamRow } from '../../../../src/renderer/src/features/stream/stream-row.tsx'
import { provider } from '../../../support/renderer-data.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'
import { rowOf } from '../../support/listed-deliveries.ts'

const row = (part: Partial<DeliveryRow> = {}, extra: Partial<Parameters<typeof StreamRow>[0]> = {}) => (
  <StreamRow
    row={rowOf(7, part)}
    provider={provider()}
    {...{ index: 2, count: 9, top: 64, selected: false, checked: false, next: false, onPick: vi.fn(), ...extra }}
  />
)
const show = (part: Partial<DeliveryRow> = {}, extra: Partial<Parameters<typeof StreamRow>[0]> = {}) =>
  renderWith(memoryEngine(), row(part, extra))
const line = () => screen.getByRole('option')
const summary = (part: Partial<DeliveryRow['summary']>) => ({ ...rowOf(1).summary, ...part })

test('its place among all is told, not only among those that are rendered', async () => {
  await show()
  expect([line().getAttribute('aria-posinset'), line().getAttribute('aria-setsize')]).toEqual(['3', '9'])
})

test.each([
  [{ who: 'Maya', text: 'missed', direction: 'inbound' }, 'Maya, missed', 'inbound, Maya, missed'],
  [{ who: 'Maya', text: '' }, 'Maya', 'Maya'],
  [{ who: null, text: 'a lead came in' }, 'a lead came in', 'a lead came in'],
] as const)('who did what: %j', async (part, words, title) => {
  await show({ summary: summary(part) })
  expect(screen.getByTitle(title).textContent).toBe(words)
})

test('names that are written from right to left do not turn the line around', async () => {
  await show({ summary: summary({ who: 'مايا', text: 'call' }) })
  expect(screen.getByText('مايا').tagName).toBe('BDI')
})

test.each([
  [{ sample: true }, ['sample']],
  [{ handshake: 'Slack URL verification' }, ['setup']],
  [{ forward: 'failed' }, ['not forwarded']],
  [{ forward: 'copy-failed' }, ['copy failed']],
  [{ forward: 'waiting' }, ['in the queue']],
  [{ forward: 'ok' }, []],
  [{ acceptedBefore: true }, ['duplicate']],
] as const)('what is special about it: %j', async (part, chips) => {
  await show(part as unknown as Partial<DeliveryRow>)
  const words = ['sample', 'setup', 'not forwarded', 'copy failed', 'in the queue', 'duplicate', 'rule']
  expect(words.filter((word) => within(line()).queryByText(word) !== null)).toEqual(chips)
})

test.each([
  ['answer', 'answered by the response rule “Busy”'],
  ['drop', 'connection ended by the response rule “Busy”'],
  ['cut', 'answer broken off by the response rule “Busy”'],
] as const)('which rule answered, and how: %s', async (did, title) => {
  await show({ rule: { name: 'Busy', did } as NonNullable<DeliveryRow['rule']> })
  expect(screen.getByTitle(title).textContent).toBe('rule')
})

test('the user’s own pin and note', async () => {
  await show({ pinned: true, note: 'ask Ann about this' })
  expect(screen.getByLabelText('pinned')).toBeTruthy()
  expect(screen.getByTitle('ask Ann about this').textContent).toBe('ask Ann about this')
})

test.each([
  [0, null],
  [1, 'replayed 1 time'],
  [3, 'replayed 3 times'],
])('replayed %i times', async (replays, title) => {
  await show({ replays })
  expect(screen.queryByTitle(/^replayed/)?.title ?? null).toBe(title)
})

test.each([
  [{ attempt: 2, attemptsDocumented: 6, sinceAttemptMs: 5000 }, 'attempt 2 of at most 6, 5 s after the one before'],
  [{ attempt: 2, attemptsDocumented: null }, 'attempt 2; the maximum is not documented'],
  [
    { attempt: 2, attemptGuessed: true, sinceAttemptMs: 1000 },
    'same bytes as an earlier delivery: probably attempt 2, a guess, 1 s after the one before',
  ],
] as const)('its attempt: %j', async (part, title) => {
  await show(part as Partial<DeliveryRow>)
  expect(screen.getByTitle(title)).toBeTruthy()
})

test('a provider that was not detected is a question mark with that name', async () => {
  await show({ provider: null }, { provider: null })
  expect(screen.getByTitle('not detected').textContent).toBe('?')
})

test('selected for an export is a tick in the place of the provider', async () => {
  await show({}, { checked: true })
  expect(screen.getByLabelText('selected')).toBeTruthy()
  expect(screen.queryByTitle('Allo')).toBeNull()
  expect(line().getAttribute('aria-selected')).toBe('true')
})

test('a click tells which delivery it was, at which place', async () => {
  const onPick = vi.fn()
  const { user } = await show({}, { onPick })
  await user.click(line())
  expect(onPick).toHaveBeenCalledExactlyOnceWith(rowOf(7), 2, expect.anything())
})

test('an event without attempts to show has no triangle', async () => {
  const event = { attempts: 1, lastSeq: 7, lastAt: 7000 }
  const { rerender } = await show({ event }, { line: 'event', level: 1 })
  const item = () => screen.getByRole('treeitem')
  expect(item().getAttribute('aria-expanded')).toBeNull()
  expect(screen.queryByTitle('Show the attempts')).toBeNull()
  rerender(row({ event: { ...event, attempts: 3 }, attempt: 3 }, { line: 'event', level: 1 }))
  expect(item().getAttribute('aria-expanded')).toBe('false')
  expect(screen.getByTitle('Show the attempts')).toBeTruthy()
})

test('the triangle unfolds and does not select', async () => {
  const [onToggle, onPick] = [vi.fn(), vi.fn()]
  const event = { attempts: 3, lastSeq: 9, lastAt: 9000 }
  const { user } = await show({ event, attempt: 3 }, { line: 'event', level: 1, onToggle, onPick })
  await user.click(screen.getByTitle('Show the attempts'))
  expect(onToggle).toHaveBeenCalledOnce()
  expect(onPick).not.toHaveBeenCalled()
})

test('an attempt says how it came after the one before, and what is documented of that', async () => {
  const { rerender } = await show({ attempt: 2, sinceAttemptMs: 6000 }, { line: 'attempt', level: 2 })
  expect(screen.getByText('attempt 2')).toBeTruthy()
  expect(screen.getByText('+6 s; documented: 5 s')).toBeTruthy()
  rerender(row({ attempt: 1 }, { line: 'attempt', level: 2 }))
  expect(screen.getByText('the first attempt')).toBeTruthy()
  rerender(row({ attempt: 9, sinceAttemptMs: 6000 }, { line: 'attempt', level: 2 }))
  expect(screen.getByText('+6 s')).toBeTruthy()
})
