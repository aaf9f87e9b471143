// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { RecheckProgress } from '#shared/model/endpoint-change.ts'
import { askChange, type ChangeQuestion } from '../../../../src/renderer/src/state/endpoint-change.ts'
import { progress } from '../../../support/renderer-client.ts'
import { Feed } from '../../../support/renderer-connection.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const questionOf = (part: Partial<ChangeQuestion> = {}): ChangeQuestion => ({
  ...{ change: { kind: 'provider', endpointId: 'end_1', provider: 'oneinbox' }, endpointId: 'end_1' },
  ...{ title: 'Change the provider?', description: 'They are read as OneInbox documents.', action: 'Change' },
  ...{ done: 'Provider changed', recheck: true, onApplied: vi.fn(), onRefused: vi.fn() },
  ...part,
})

/** The question is on screen; what judging tells is told by `judged`. */
async function ask(question = questionOf()) {
  const steps = new Feed<RecheckProgress | Error | 'end'>()
  const ended: boolean[] = []
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint({ deliveries: 5000 })]
    Object.assign(engine.handlers.streams, {
      async *'changes.preview'(_: unknown, signal: AbortSignal) {
        signal.addEventListener('abort', () => ended.push(true))
        for await (const step of steps.follow(signal)) {
          if (step === 'end') return
          if (step instanceof Error) throw step
          yield step
        }
      },
    })
  })
  const shown = await renderWith(engine, null)
  await happens(() => void askChange(engine.connection.client, question))
  const judged = (...told: (RecheckProgress | Error | 'end')[]) =>
    happens(() => {
      for (const each of told) steps.push(each)
    })
  return { ...shown, question, judged, ended }
}
const dialog = () => within(screen.getByRole('dialog'))
const confirm = () => dialog().getByRole<HTMLButtonElement>('button', { name: 'Change' })
const recheckBox = () => dialog().getByRole<HTMLInputElement>('checkbox')

test('it cannot be made before anything is known of what it does', async () => {
  const { judged } = await ask()
  expect(dialog().getByText('Reading the stored deliveries…')).toBeTruthy()
  expect(confirm().disabled).toBe(true)
  await judged(progress({ total: 5000 }))
  expect(dialog().getByText('Judging the stored deliveries…')).toBeTruthy()
  expect(confirm().disabled).toBe(true)
  await judged(progress({ done: 999, total: 5000 }))
  expect(dialog().getByText('So far, 999 of 5,000 judged; nothing is changed yet.')).toBeTruthy()
  expect(confirm().disabled).toBe(true)
})

test('a thousand deliveries tell enough to decide by', async () => {
  const { judged, user, inputs } = await ask()
  await judged(progress({ done: 1000, total: 5000 }))
  expect(dialog().getByRole('status').getAttribute('aria-busy')).toBe('true')
  await user.click(confirm())
  expect(inputs('changes.apply')).toHaveLength(1)
})

test('all of a few are waited for', async () => {
  const { judged } = await ask()
  await judged(progress({ done: 4, total: 4 }))
  expect(confirm().disabled).toBe(true)
  await judged('end')
  expect(confirm().disabled).toBe(false)
  expect(dialog().queryByText(/^So far/)).toBeNull()
})

test.each([
  [{ verified: 4, failed: 0, unchecked: 0 }, 'ok', 'Would verify 4 more of 9 deliveries.'],
  [{ verified: 0, failed: 0, unchecked: 2 }, 'warn', 'Would leave 2 unchecked of 9 deliveries.'],
  [{ verified: 4, failed: 1, unchecked: 0 }, 'bad', 'Would verify 4 more and fail 1 of 9 deliveries.'],
])('what would become of the verdicts is said, and how bad that is: %j', async (verdicts, tone, words) => {
  const { judged } = await ask()
  const { verified, failed, unchecked } = verdicts
  await judged(progress({ done: 9, total: 9, changed: verified + failed + unchecked, verdicts }), 'end')
  expect(dialog().getByText(words).dataset.tone).toBe(tone)
})

test('what the change refuses is said where it was asked for, not in the dialog', async () => {
  const refusal = new AppError('conflict', 'There is nothing to change.')
  const { judged, question } = await ask()
  await judged(refusal)
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(question.onRefused).toHaveBeenCalledExactlyOnceWith(refusal)
})

test('a preview that breaks off says so, and the change cannot be made half-seen', async () => {
  const { judged, question } = await ask()
  await judged(progress({ done: 10, total: 5000 }), new AppError('unavailable', 'The store is busy.'))
  expect(dialog().getByRole('alert').textContent).toBe('The store is busy.')
  expect(confirm().disabled).toBe(true)
  expect(question.onRefused).not.toHaveBeenCalled()
})

test('the stored deliveries are judged again unless one says otherwise; what that means is said', async () => {
  const { judged, user, inputs } = await ask()
  await judged(progress({ done: 2, total: 2 }), 'end')
  expect(recheckBox().checked).toBe(true)
  expect(dialog().getByText('you can undo it')).toBeTruthy()
  await user.click(recheckBox())
  expect(dialog().getByText('they keep their verdicts; the change counts from the next delivery on')).toBeTruthy()
  await user.click(confirm())
  await happens(() => undefined)
  expect(inputs('deliveries.recheck')).toEqual([])
  expect(screen.getByText('Provider changed')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(inputs('changes.undo')).toEqual([{ undo: 'undo_1' }])
})

test('with the check, its own outcome tells of the way back', async () => {
  const { judged, user, inputs } = await ask()
  await judged(progress({ done: 2, total: 2 }), 'end')
  await user.click(confirm())
  await happens(() => undefined)
  expect(inputs('deliveries.recheck')).toEqual([{ endpointId: 'end_1' }])
  expect(screen.queryByText('Provider changed')).toBeNull()
})

test('a change is made once, however often it is confirmed', async () => {
  const { judged, user, engine, inputs } = await ask()
  await judged(progress({ done: 2, total: 2 }), 'end')
  const answer = engine.connection.hold('changes.apply')
  await user.dblClick(confirm())
  expect(inputs('changes.apply')).toHaveLength(1)
  await happens(answer)
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('one that fails can be tried again', async () => {
  const { judged, user, engine, inputs } = await ask()
  await judged(progress({ done: 2, total: 2 }), 'end')
  engine.connection.fail('changes.apply', new AppError('unavailable', 'The disk is full.'))
  await user.click(confirm())
  expect((await dialog().findByRole('alert')).textContent).toBe('The disk is full.')
  engine.connection.fail('changes.apply', null)
  await user.click(confirm())
  await happens(() => undefined)
  expect(inputs('changes.apply')).toHaveLength(2)
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('closed, judging ends as well', async () => {
  const { user, ended, inputs } = await ask()
  await user.keyboard('{Escape}')
  await happens(() => undefined)
  expect(ended).toEqual([true])
  expect(inputs('changes.apply')).toEqual([])
})

test('another question begins from its start, with its own answer about the stored deliveries', async () => {
  const { judged, user, engine } = await ask()
  await judged(progress({ done: 2, total: 2 }), 'end')
  await user.click(recheckBox())
  const other = questionOf({ change: { kind: 'recipe', endpointId: 'end_1', recipe: null }, title: 'Remove it?' })
  await happens(() => void askChange(engine.connection.client, other))
  expect(dialog().getByText('Reading the stored deliveries…')).toBeTruthy()
  await judged(progress({ done: 1, total: 1 }), 'end')
  expect(recheckBox().checked).toBe(true)
  expect(dialog().getByText('Recheck 1 stored delivery')).toBeTruthy()
})
