// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { StandingExportsSection } from '../../../../src/renderer/src/features/settings/standing-exports.tsx'
import { useExportQuestion } from '../../../../src/renderer/src/state/export-question.ts'
import { standingExport } from '../../../support/renderer-exports.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (...orders: Parameters<typeof standingExport>[0][]) =>
  renderWith(
    memoryEngine(({ exports }) => {
      exports.standing = orders.map(standingExport)
    }),
    <StandingExportsSection />,
    { at: '#/settings' },
  )
const item = async (name: string) => within(await screen.findByRole('listitem', { name }))

test('none, and how to make one', async () => {
  const { user } = await show()
  expect(await screen.findByText('None yet.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'New standing export…' }))
  expect(useExportQuestion.getState().question).toMatchObject({ scope: 'arrivals' })
})

test('what it writes where, and how much so far', async () => {
  await show({ written: 1204, alreadyThere: 1, skipped: 2, safe: { seed: 'x' } })
  const order = await item('Failed calls')
  expect(order.getByText(/verified:no/)).toBeTruthy()
  expect(order.getByText(/as test fixture, safe for a repository to/)).toBeTruthy()
  expect(
    order.getByText('1,204 deliveries written, 1 file was there already and stayed, 2 deliveries passed over'),
  ).toBeTruthy()
  expect(order.getByText('running')).toBeTruthy()
})

test('pauses and resumes', async () => {
  const { user, inputs } = await show({})
  await user.click(await screen.findByRole('button', { name: 'Pause Failed calls' }))
  await user.click(await screen.findByRole('button', { name: 'Resume Failed calls' }))
  expect(await screen.findByText('running')).toBeTruthy()
  expect([inputs('standingExports.pause'), inputs('standingExports.resume')]).toEqual([
    [{ id: 'sxp_1' }],
    [{ id: 'sxp_1' }],
  ])
})

test('one that stopped says why, and can be resumed', async () => {
  const { engine, user } = await show({ state: 'stopped', problem: 'the disk is full' })
  expect((await screen.findByRole('alert')).textContent).toBe('the disk is full')
  engine.connection.fail('standingExports.resume', new AppError('not-found', 'It is gone.'))
  await user.click(screen.getByRole('button', { name: 'Resume Failed calls' }))
  expect(await screen.findByText('It is gone.')).toBeTruthy()
})

test('asks before it removes one', async () => {
  const { user, inputs } = await show({})
  await user.click(await screen.findByRole('button', { name: 'Remove Failed calls' }))
  const dialog = within(screen.getByRole('dialog', { name: 'Remove "Failed calls"?' }))
  expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Cancel' }))
  await user.click(dialog.getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(inputs('standingExports.remove')).toEqual([{ id: 'sxp_1' }]))
  expect(await screen.findByText('None yet.')).toBeTruthy()
})
