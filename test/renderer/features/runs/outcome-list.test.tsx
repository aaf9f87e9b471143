// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { RunOutcome, RunStatus } from '#shared/model/run.ts'
import { RunsPage } from '../../../../src/renderer/src/features/runs/runs-page.tsx'
import { useFollowedRuns } from '../../../../src/renderer/src/state/runs.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { runCounts, runOutcome, runStatus } from '../../../support/renderer-runs.ts'
import { address, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

function Page() {
  useFollowedRuns()
  return <RunsPage runId="run_1" />
}
const row = (who: string) => ({ ...deliveryDetail(), summary: { ...deliveryDetail().summary, who } })
const outcomes = (count: number): RunOutcome[] =>
  Array.from({ length: count }, (_, at) =>
    runOutcome({ item: at + 1, deliveryId: `d${at + 1}`, replayId: `rep_${at + 1}`, row: row(`Caller ${at + 1}`) }),
  )
async function show(
  run: Partial<RunStatus>,
  found: readonly RunOutcome[],
  change: (engine: MemoryEngine) => void = () => undefined,
) {
  const shown = await renderWith(
    memoryEngine((engine) => {
      engine.runs.list = [runStatus({ items: found.length, ...run })]
      engine.runs.outcomes = [...found]
      change(engine)
    }),
    <Page />,
    { at: '#/runs/run_1' },
  )
  if (found.length > 0)
    await waitFor(() =>
      expect(screen.queryAllByRole('option').length + screen.queryAllByRole('alert').length).toBeGreaterThan(0),
    )
  return shown
}
const list = () => screen.getByRole('listbox', { name: 'Outcomes' })
const rows = () => within(list()).queryAllByRole('option')
const active = () => rows().find((each) => each.getAttribute('aria-selected') === 'true')?.textContent ?? null
const done = { state: 'done', counts: runCounts({ ok: 3 }) } as const

test('keys go from outcome to outcome and stop at the ends', async () => {
  const { user } = await show(done, outcomes(3))
  expect(active()).toBeNull()
  await user.keyboard('j')
  expect(active()).toContain('Caller 1')
  await user.keyboard('jjjj')
  expect(active()).toContain('Caller 3')
  await user.keyboard('k')
  expect(active()).toContain('Caller 2')
  list().focus()
  await user.keyboard('{Home}{ArrowUp}')
  expect(active()).toContain('Caller 1')
  await user.keyboard('{End}')
  expect(active()).toContain('Caller 3')
  expect(list().getAttribute('aria-activedescendant')).toBe('outcome-3')
})

test.each(['click', 'Enter'])('a %s leads to the delivery and its replay', async (way) => {
  const { user } = await show(done, outcomes(3))
  await waitFor(() => expect(rows()).toHaveLength(3))
  if (way === 'click') await user.click(rows()[1]!)
  else {
    await user.keyboard('jj')
    list().focus()
    await user.keyboard('{Enter}')
  }
  await waitFor(() => expect(address()).toBe('#/?d=d2&tab=replays'))
})

test('one that was not sent leads to what the delivery is', async () => {
  const { user } = await show(done, [
    runOutcome({ result: 'not-sent', reason: 'no-target', status: null, ms: null, replayId: null, row: row('Maya') }),
  ])
  await user.click(rows()[0]!)
  expect(address()).toBe('#/?d=d1')
})

test('of a deleted delivery the outcome stays, and leads nowhere', async () => {
  const { user } = await show(done, [runOutcome({ row: null })])
  expect(rows()[0]?.textContent).toContain('deleted')
  await user.click(rows()[0]!)
  expect(address()).toBe('#/runs/run_1')
})

test('only rows in sight are read and exist, however many there are', async () => {
  const { user, inputs } = await show({ ...done, items: 5000 }, outcomes(5000))
  await waitFor(() => expect(rows().length).toBeGreaterThan(10))
  expect(rows().length).toBeLessThan(60)
  expect(rows()[0]?.getAttribute('aria-setsize')).toBe('5000')
  expect(inputs('runs.outcomes')).toMatchObject([{ skip: 0, limit: 100 }])
  list().focus()
  await user.keyboard('{End}')
  expect(list().scrollTop).toBe(5000 * 32 - list().clientHeight)
})

test('a filter shows those of its kind; where there is none that is said', async () => {
  const found = [
    ...outcomes(2),
    runOutcome({ item: 3, result: 'failed', reason: 'status-500', status: 500, row: row('Bad') }),
  ]
  const counts = runCounts({ ok: 2, failed: 1 })
  const reasons = [{ result: 'failed', reason: 'status-500', items: 1 }] as RunStatus['reasons']
  const { user, engine } = await show({ state: 'done', counts, reasons }, found)
  const bar = within(screen.getByRole('toolbar', { name: 'Filters' }))
  expect(bar.getByRole('button', { name: /^All/, pressed: true })).toBeTruthy()
  const failed = bar.getAllByRole('button').find((chip) => /^failed ?1$/i.test(chip.textContent ?? ''))!
  await user.click(failed)
  await waitFor(() => expect(rows().map((each) => each.textContent)).toEqual([expect.stringContaining('Bad')]))
  expect(screen.getByRole('button', { name: 'Replay these 1…' })).toBeTruthy()
  engine.runs.outcomes = []
  await user.click(failed)
  await user.click(failed)
  expect(await screen.findByText('Nothing of this kind.')).toBeTruthy()
})

test('outcomes that cannot be read say so, and are tried again', async () => {
  const { user, engine } = await show(done, outcomes(1), ({ connection }) =>
    connection.fail('runs.outcomes', new AppError('unavailable', 'The store is busy.')),
  )
  expect((await screen.findByRole('alert')).textContent).toContain('The store is busy.')
  engine.connection.fail('runs.outcomes', null)
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(rows()).toHaveLength(1))
  expect(screen.queryByRole('alert')).toBeNull()
})

test('what is on screen follows the run', async () => {
  const { engine } = await show({ state: 'running', counts: runCounts({ ok: 1, waiting: 1 }) }, outcomes(1))
  await waitFor(() => expect(rows()).toHaveLength(1))
  engine.runs.outcomes = outcomes(2)
  await happens(() => engine.runs.set('run_1', { counts: runCounts({ ok: 2 }) }))
  await waitFor(() => expect(rows()).toHaveLength(2))
})

test('what may have been sent is agreed to for one time only', async () => {
  const counts = runCounts({ ok: 3, unknown: 2, waiting: 5 })
  const { user, engine, inputs } = await show({ state: 'paused', why: 'host-stopped', counts }, outcomes(1))
  const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: /^When it goes on, send 2 requests again/ })
  await user.click(box())
  await user.click(screen.getByRole('button', { name: /^Resume/ }))
  await happens(() => engine.runs.set('run_1', { state: 'paused', why: 'user' }))
  expect(box().checked).toBe(false)
  await user.click(screen.getByRole('button', { name: /^Resume/ }))
  await happens(() => undefined)
  expect(inputs('runs.resume')).toEqual([
    { id: 'run_1', uncertain: 'send' },
    { id: 'run_1', uncertain: 'skip' },
  ])
})

test('what the host refuses is told, and the run is as it was', async () => {
  const { user, engine } = await show({ state: 'running', counts: runCounts({ waiting: 3 }) }, [])
  engine.connection.fail('runs.pause', new AppError('not-found', 'This run is not stored any more.'))
  await user.click(screen.getByRole('button', { name: /^Pause/ }))
  expect(await message('The run was not changed')).toBeTruthy()
  expect(screen.getByRole('button', { name: /^Pause/ })).toHaveProperty('disabled', false)
})

test('a run that is not stored any more leads to the others', async () => {
  const { user } = await renderWith(memoryEngine(), <Page />, { at: '#/runs/run_1' })
  expect(await screen.findByText(/^This run is not stored any more/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'All runs' }))
  expect(address()).toBe('#/runs')
})
