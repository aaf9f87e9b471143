// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { HostStatus } from '#shared/model/status.ts'
import { Banners } from '../../../../src/renderer/src/features/banners/banners.tsx'
import { hostStatus } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const { receiver } = hostStatus()
const show = (status: Partial<HostStatus> = {}) =>
  renderWith(
    memoryEngine((engine) => {
      engine.status = hostStatus(status)
    }),
    <Banners />,
  )

test('nothing where all is well', async () => {
  await show()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('a receiver that refuses tells why, and how many were turned away', async () => {
  await show({ receiver: { ...receiver, state: 'refusing', problem: 'The disk is full.' }, refused: { 503: 12 } })
  const alert = screen.getByRole('alert')
  expect(alert.textContent).toContain('Deliveries are refused with 503')
  expect(alert.textContent).toContain('The disk is full. 12 refused since the start, not stored.')
})

test('a receiver that stopped for no known reason', async () => {
  await show({ receiver: { ...receiver, state: 'stopped' } })
  expect(screen.getByRole('alert').textContent).toBe('The receiver is stoppedThe reason is not known.')
})

test('a lost connection is the only thing that is said', async () => {
  const { engine } = await show({ receiver: { ...receiver, state: 'stopped' } })
  await happens(() => engine.connection.set('lost'))
  expect(screen.getAllByRole('alert')).toHaveLength(1)
  expect(screen.getByRole('alert').textContent).toMatch(
    /^The connection to Switchhook was lost at \d\d:\d\d:\d\dWhat you see is as it was then\./,
  )
})

const views = { state: 'failed', behind: 3, progress: 0.5, problem: 'The disk is full.' } as const

test('lists that cannot be updated: why, and that deliveries are still taken', async () => {
  await show({ views })
  expect(screen.getByRole('alert').textContent).toBe(
    'Lists, counts and search cannot be updatedThe disk is full. Deliveries are still received and stored.',
  )
})

test('warnings of this run are dismissed one by one, and come back with other words only', async () => {
  const { user, engine } = await show({ warnings: ['A damaged log was recovered.', 'The clock was set back.'] })
  expect(screen.getByText('A damaged log was recovered.')).toBeTruthy()
  const [first] = screen.getAllByRole('button', { name: 'Dismiss' })
  if (first) await user.click(first)
  expect(screen.queryByText('A damaged log was recovered.')).toBeNull()
  expect(screen.getByText('The clock was set back.')).toBeTruthy()
  await happens(() => engine.tellStatus({ warnings: ['A damaged log was recovered.', 'A body file is missing.'] }))
  expect(screen.queryByText('A damaged log was recovered.')).toBeNull()
  expect(screen.getByText('A body file is missing.')).toBeTruthy()
})
