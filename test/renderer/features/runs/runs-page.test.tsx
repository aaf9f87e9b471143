// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { RunsPage } from '../../../../src/renderer/src/features/runs/runs-page.tsx'
import { useRunQuestion } from '../../../../src/renderer/src/state/run-question.ts'
import { useFollowedRuns } from '../../../../src/renderer/src/state/runs.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { runCounts, runOutcome, runSettings, runStatus } from '../../../support/renderer-runs.ts'
import { address, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

function Page({ id }: { id: string | null }) {
  useFollowedRuns()
  return <RunsPage runId={id} />
}

const show = (id: string | null, change: (engine: MemoryEngine) => void) =>
  renderWith(memoryEngine(change), <Page id={id} />, { at: id === null ? '#/runs' : `#/runs/${id}` })

test('no runs: what they are and which key starts one', async () => {
  await show(null, () => undefined)
  expect(screen.getByText(/Nothing was replayed in a run yet/)).toBeTruthy()
})

test('all runs, newest first, each leads to its page', async () => {
  await show(null, (engine) => {
    engine.runs.list = [
      runStatus({
        id: 'run_2',
        what: { kind: 'ids', deliveries: 3 },
        deliveries: 3,
        state: 'done',
        counts: runCounts({ ok: 3 }),
        items: 3,
      }),
      runStatus({ id: 'run_1' }),
    ]
  })
  const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1)
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^Replay of 3 selected deliveriesfinished3 of 3, in 4 s3 ok\./),
    expect.stringMatching(/^Replay of type:call\.endedsending4 of 10, 1\.0 per second, about 6 s left4 ok\./),
  ])
  expect(screen.getAllByRole('link')[0]?.getAttribute('href')).toBe('#/runs/run_2')
})

test('a running run: progress, pause, resume and cancel', async () => {
  const { user, inputs } = await show('run_1', (engine) => {
    engine.runs.list = [runStatus()]
  })
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('4')
  await user.click(screen.getByRole('button', { name: /Pause/ }))
  expect(inputs('runs.pause')).toEqual([{ id: 'run_1' }])
  await user.click(await screen.findByRole('button', { name: /Resume/ }))
  expect(inputs('runs.resume')).toEqual([{ id: 'run_1', uncertain: 'skip' }])
  await user.click(screen.getByRole('button', { name: 'Cancel run' }))
  expect(inputs('runs.cancel')).toEqual([{ id: 'run_1' }])
  expect(await screen.findByText('cancelled')).toBeTruthy()
})

test('what may have been sent is sent again only where the box is ticked', async () => {
  const { user, inputs } = await show('run_1', (engine) => {
    engine.runs.list = [
      runStatus({ state: 'paused', why: 'host-stopped', counts: runCounts({ ok: 3, unknown: 2, waiting: 5 }) }),
    ]
  })
  expect(screen.getByText('Switchhook was stopped while this run was being sent.')).toBeTruthy()
  const box = screen.getByRole<HTMLInputElement>('checkbox', {
    name: 'When it goes on, send 2 requests again that may have been sent',
  })
  expect(box.checked).toBe(false)
  await user.click(box)
  await user.click(screen.getByRole('button', { name: /Resume/ }))
  expect(inputs('runs.resume')).toEqual([{ id: 'run_1', uncertain: 'send' }])
})

const done = runStatus({
  state: 'done',
  counts: runCounts({ ok: 7, failed: 3 }),
  reasons: [
    { result: 'failed', reason: '503', items: 2 },
    { result: 'failed', reason: 'refused', items: 1 },
  ],
})
const outcomes = [
  runOutcome({ item: 1, row: deliveryDetail({ id: 'd1' }) }),
  runOutcome({
    item: 2,
    deliveryId: 'd2',
    result: 'failed',
    reason: '503',
    status: 503,
    row: deliveryDetail({ id: 'd2' }),
  }),
  runOutcome({ item: 3, deliveryId: 'd3', result: 'failed', reason: 'refused', status: null, row: null }),
]

test('outcomes with filters by result and reason; a line leads to the delivery and its replay', async () => {
  const { user } = await show('run_1', (engine) => {
    engine.runs.list = [done]
    engine.runs.outcomes = outcomes
  })
  expect(await screen.findAllByRole('option')).toHaveLength(3)
  await user.click(screen.getByRole('button', { name: /^connection refused/ }))
  expect((await screen.findAllByRole('option')).map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('connection refused'),
  ])
  await user.click(screen.getByRole('button', { name: /^503/ }))
  await user.click((await screen.findAllByRole('option'))[0]!)
  expect(address()).toBe('#/?d=d2&tab=replays')
})

test('the failed ones, or what is filtered, can be replayed in a new run', async () => {
  const { user } = await show('run_1', (engine) => {
    engine.runs.list = [done]
    engine.runs.outcomes = outcomes
  })
  await user.click(screen.getByRole('button', { name: 'Replay the failed ones…' }))
  expect(useRunQuestion.getState().question).toMatchObject({
    deliveries: {
      kind: 'run',
      runId: 'run_1',
      filters: [{ result: 'failed' }, { result: 'not-sent' }],
    },
  })
  await user.click(screen.getByRole('button', { name: /^503/ }))
  await user.click(screen.getByRole('button', { name: 'Replay these 2…' }))
  expect(useRunQuestion.getState().question?.deliveries).toEqual({
    ...{ kind: 'run', runId: 'run_1', filters: [{ result: 'failed', reason: '503' }] },
  })
})

test('outcomes that cannot be read are told, and can be asked for again', async () => {
  const { user, engine } = await show('run_1', (engine) => {
    engine.runs.list = [done]
    engine.runs.outcomes = outcomes
    engine.connection.fail('runs.outcomes', new Error('broken'))
  })
  expect((await screen.findByRole('alert')).textContent).toContain('broken')
  engine.connection.fail('runs.outcomes', null)
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findAllByRole('option')).toHaveLength(3)
})

test('a drill: different answers side by side, with the lines that differ', async () => {
  const answer = (status: number, items: number[], replayId: string) => ({
    status,
    error: null,
    items,
    count: items.length,
    replayId,
  })
  await show('run_1', (engine) => {
    engine.runs.list = [
      runStatus({
        ...{ state: 'done', settings: runSettings({ passes: 3 }), deliveries: 1, items: 3 },
        ...{ counts: runCounts({ ok: 3 }), compared: { deliveries: 1, differing: 1 } },
      }),
    ]
    engine.runs.answers = [
      {
        deliveryId: 'd1',
        row: deliveryDetail({ id: 'd1' }),
        answers: [answer(200, [1], 'rep_1'), answer(200, [2, 3], 'rep_2')],
      },
    ]
    engine.replayBodies.set('rep_1', '{"id":7,"charges":1}')
    engine.replayBodies.set('rep_2', '{"charges":2,"id":7}')
  })
  expect(screen.getByText('It was answered differently.')).toBeTruthy()
  const table = await screen.findByRole('table', { name: 'Answers side by side' })
  const changed = within(table)
    .getAllByRole('row')
    .filter((row) => row.className.includes('warn'))
  expect(changed.map(({ textContent }) => textContent?.replaceAll(/\s/g, ''))).toEqual(['"charges":1,"charges":2,'])
  expect(screen.getByRole('button', { name: '200, 2nd to 3rd time' })).toBeTruthy()
})

test('a run that ends elsewhere is told', async () => {
  const { engine } = await show(null, (engine) => {
    engine.runs.list = [runStatus()]
  })
  await happens(() => engine.runs.set('run_1', { state: 'done', counts: runCounts({ ok: 9, failed: 1 }) }))
  expect(await message('Replay of type:call.ended: finished')).toBeTruthy()
  expect(screen.getAllByText('9 ok, 1 failed.').length).toBeGreaterThan(0)
})

test('a run that is not stored any more says so', async () => {
  await show('run_9', () => undefined)
  expect(await screen.findByText(/not stored any more/)).toBeTruthy()
})
