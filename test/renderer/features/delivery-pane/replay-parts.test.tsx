// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Replay } from '#shared/model/replay.ts'
import { OutcomeComparison } from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/outcome-comparison.tsx'
import { ReplayOutcome } from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/replay-outcome.tsx'
import { changedWords } from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/sent-request.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { replayOf } from '../../../support/renderer-data.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (replay: Replay, change: (engine: MemoryEngine) => void = () => undefined, deadlineMs = 10_000) =>
  renderWith(
    memoryEngine((engine) => {
      engine.replays = [replay]
      change(engine)
    }),
    <ReplayOutcome replay={replay} deadlineMs={deadlineMs} />,
  )

describe('what was sent', () => {
  const edited = (part: Partial<Replay> = {}) =>
    replayOf({
      edited: ['body'],
      sent: { method: 'PUT', headers: [['X-A', 'b']], bodySize: 11, bodyStored: 11 },
      ...part,
    })
  const open = { name: 'Show what was sent' }

  test('is read only when it is asked for, and can be put away', async () => {
    const { user, inputs } = await show(edited(), ({ sentBodies }) => sentBodies.set('rep_1', '{"a": "b"}\n'))
    expect(inputs('replays.sent')).toEqual([])
    await user.click(screen.getByRole('button', open))
    expect(await screen.findByText(/"a": "b"/, { selector: 'pre' })).toBeTruthy()
    expect(screen.getByText('PUT http://localhost:3000/hooks')).toBeTruthy()
    expect(screen.getByRole('table', { name: 'Headers that were sent' }).textContent).toContain('X-A')
    expect(screen.getByText('11 bytes')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Hide what was sent', expanded: true }))
    expect(screen.queryByRole('table', { name: 'Headers that were sent' })).toBeNull()
  })

  test('is not shown where it is what is stored', async () => {
    await show(replayOf())
    expect(screen.queryByRole('button', open)).toBeNull()
  })

  test('of a long body the beginning, and that it is only that', async () => {
    const long = { method: 'POST', headers: [], bodySize: 90_000, bodyStored: 65_536 }
    const { user } = await show(edited({ sent: long }), ({ sentBodies }) => sentBodies.set('rep_1', 'aaa'))
    await user.click(screen.getByRole('button', open))
    expect(await screen.findByText('90,000 bytes, of which 65,536 bytes were stored with the replay')).toBeTruthy()
  })

  test('a body that went out as stored is not repeated', async () => {
    const same = { method: 'PUT', headers: [], bodySize: 500, bodyStored: 0 }
    const { user } = await show(edited({ edited: ['method'], sent: same }))
    await user.click(screen.getByRole('button', open))
    expect(await screen.findByText('The body went out as it is stored.')).toBeTruthy()
  })

  test('bytes that are not text are counted', async () => {
    const { user } = await show(edited(), ({ sentBodies }) => sentBodies.set('rep_1', '\u0000\u0001\u0002'))
    await user.click(screen.getByRole('button', open))
    expect(await screen.findByText('3 bytes that are not text', { selector: 'pre' })).toBeTruthy()
  })

  test('what cannot be read says why', async () => {
    const { user } = await show(edited(), ({ connection }) =>
      connection.fail('replays.sent', new AppError('not-found', 'This replay is not stored any more.')),
    )
    await user.click(screen.getByRole('button', open))
    expect(await screen.findByText('This replay is not stored any more.')).toBeTruthy()
  })

  test.each([
    [{}, null],
    [{ edited: ['method', 'url'] }, 'edited (method, URL)'],
    [{ signed: 'again with “main”' }, 'signed again'],
    [{ signed: 'again with “main”', broken: 'wrong-secret' }, 'broken: wrong secret'],
    [{ edited: ['body'], onReturn: true }, 'edited (body), sent when the target was back'],
  ] as const)('in a few words: %j', (part, words) =>
    expect(changedWords(replayOf(part as Partial<Replay>))).toBe(words),
  )
})

describe('the outcome', () => {
  test.each([
    [{ broken: 'wrong-secret' }, /^The signature was broken on purpose: signed with a random secret/],
    [{ edited: ['body'] }, /it does not fit the changed body/],
    [{ edited: ['headers'] }, /^It was edited; the body went out as it was received/],
    [{}, /^Body and signature went out byte for byte/],
  ] as const)('says what went out: %j', async (part, words) => {
    await show(replayOf(part as Partial<Replay>))
    expect(screen.getByText(words)).toBeTruthy()
  })

  test('where a connection broke off, nothing is claimed of what got through', async () => {
    await show(
      replayOf({
        ...{ status: null, statusText: '', headers: [] },
        timing: { connectMs: 1, firstByteMs: null, totalMs: 30_000 },
        error: { code: 'timeout', message: 'No answer within 30 s.' },
      }),
    )
    expect(screen.getByText(/how much the target got of the request is not known/)).toBeTruthy()
    expect(screen.getByText('No answer within 30 s.')).toBeTruthy()
    expect(screen.queryByText('Answer against the deadline')).toBeNull()
  })

  test('times are those of the phases that were reached', async () => {
    await show(replayOf({ timing: { connectMs: 2, firstByteMs: 30, totalMs: 41 } }))
    const phases = screen.getAllByRole('listitem').map(({ textContent }) => textContent?.trim())
    expect(phases).toEqual(['connect 2 ms', 'first byte 28 ms', 'rest 11 ms'])
  })

  test('in slow motion, what the app needed itself and what it may need', async () => {
    const timing = { connectMs: 1, firstByteMs: 8100, totalMs: 8100 }
    await show(replayOf({ slow: { overMs: 8000, sentMs: 8000 }, timing }))
    expect(screen.getByText(/^Slow motion: .* answered 100 ms after its last byte: in time/)).toBeTruthy()
  })
})

describe('compared', () => {
  const first = replayOf({ id: 'r1', number: 1, status: 500, statusText: '' })
  const second = replayOf({ id: 'r2', number: 2, target: 'http://localhost:4000/' })
  const failed = replayOf({
    ...{ id: 'r0', number: 3, status: null },
    error: { code: 'refused', message: 'Nothing listens there.' },
  })
  const compare = (
    replay: Replay,
    replays: readonly Replay[],
    part: Partial<DeliveryDetail> = {},
    change: (engine: MemoryEngine) => void = () => undefined,
  ) =>
    renderWith(
      memoryEngine(change),
      <OutcomeComparison replay={replay} replays={replays} detail={deliveryDetail(part)} />,
    )
  const choice = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Compare with' })
  const options = () =>
    within(choice())
      .getAllByRole('option')
      .map(({ textContent }) => textContent)

  test('with the replay before; the answer on arrival and the others can be chosen', async () => {
    const { user } = await compare(second, [failed, second, first])
    expect(options()).toEqual(['the replay before: 1, localhost:3000/hooks', 'the answer on arrival'])
    expect(await screen.findByText('differs from replay 1')).toBeTruthy()
    expect(screen.getByRole('list', { name: 'Result' }).textContent).toContain('status 500 → 200')
    await user.selectOptions(choice(), 'the answer on arrival')
    expect(await screen.findByText('differs from answer on arrival')).toBeTruthy()
  })

  test('the first replay is held against the answer on arrival, and later ones are there', async () => {
    await compare(first, [second, first])
    expect(options()).toEqual(['the answer on arrival', 'replay 2, localhost:4000'])
  })

  test('where there is no answer, or none to hold it against, nothing is compared', async () => {
    const { rerender } = await compare(failed, [failed, first])
    expect(screen.queryByRole('region', { name: 'Compared' })).toBeNull()
    rerender(<OutcomeComparison replay={first} replays={[first]} detail={deliveryDetail({ answerGiven: null })} />)
    expect(screen.queryByRole('region', { name: 'Compared' })).toBeNull()
  })

  test('an answer that cannot be read says so instead of claiming that nothing differs', async () => {
    const large = replayOf({ id: 'r2', number: 2, bodySize: 5 })
    await compare(large, [large, first], {}, ({ connection }) =>
      connection.fail('replays.body', new AppError('not-found', 'It was pruned.')),
    )
    expect(await screen.findByText('The answers could not be read. It was pruned.')).toBeTruthy()
    expect(screen.queryByText('no difference')).toBeNull()
  })
})
