// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { AnswerTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/headers-and-answer.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { forwardOutcome, refusedForward } from '../../../support/forward-outcome.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const given = deliveryDetail().answerGiven as NonNullable<DeliveryDetail['answerGiven']>
const show = (part: Partial<DeliveryDetail>) => renderWith(memoryEngine(), <AnswerTab detail={deliveryDetail(part)} />)
const rows = (name: string) =>
  within(screen.getByRole('table', { name }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.children].map((cell) => cell.textContent).join('|'))

test('the pieces of an answer, with their times, gaps and sizes', async () => {
  await show({ forward: 'ok', answerGiven: { ...given, by: 'forward' }, forwards: [forwardOutcome()] })
  expect(rows('Pieces of the answer')).toEqual([
    '1|3 ms||8 bytes',
    '2|503 ms|500 ms|8 bytes',
    '3|1.50 s|1.00 s|8 bytes',
  ])
  expect(screen.getByText('the target’s answer, passed on')).toBeTruthy()
  expect(rows('Headers that were changed')[0]).toContain('Host|recomputed|a.test|localhost:3000')
})

test('many pieces are unfolded on demand; those beyond the bound stand together', async () => {
  const chunks = Array.from({ length: 20 }, (_, at) => ({ atMs: at, bytes: 1 }))
  const { user } = await show({ forward: 'ok', forwards: [forwardOutcome({ chunks, chunkCount: 50, bodySize: 50 })] })
  expect(rows('Pieces of the answer')).toHaveLength(12)
  await user.click(screen.getByRole('button', { name: 'Show all 20' }))
  expect(rows('Pieces of the answer').at(-1)).toMatch(/^20 to 50\|/)
})

test('why the target gave no answer, and what the provider got in its place', async () => {
  await show({
    forward: 'failed',
    answer: { status: 502, ms: 3 },
    answerGiven: { ...given, status: 502, body: 'sorry', by: 'fallback' },
    forwards: [refusedForward()],
  })
  expect(screen.getByRole('alert').textContent).toBe('Nothing listens on localhost:3000. Start your app.')
  expect(screen.getByText('sorry')).toBeTruthy()
  expect(screen.getByText('sent by the receiver: the target gave no answer')).toBeTruthy()
})

test('an answer that is no short text is read by itself', async () => {
  const { inputs } = await show({
    forward: 'ok',
    answerGiven: { ...given, body: '', by: 'forward' },
    forwards: [forwardOutcome()],
  })
  expect(inputs('forwards.body')).toEqual([{ id: 'dlv_1', forward: 'fwd_1' }])
  expect(screen.queryByRole('heading', { name: 'Body' })).toBeNull()
  expect(await screen.findByText(/"ok": true/)).toBeTruthy()
})

test('each target can be looked at', async () => {
  const copy = refusedForward({ id: 'fwd_2', role: 'copy', given: 'nothing', target: 'http://localhost:9000/all' })
  const { user } = await show({ forward: 'copy-failed', forwards: [forwardOutcome(), copy] })
  expect(rows('Targets')).toEqual(['localhost:3000/hooks|answers|200|1.50 s', 'localhost:9000/all|copy|refused|2 ms'])
  await user.click(screen.getByRole('button', { name: 'localhost:9000/all' }))
  expect(screen.getByRole('heading', { name: 'Forwarded to localhost:9000/all' })).toBeTruthy()
})
