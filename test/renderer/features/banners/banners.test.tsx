// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { HostStatus } from '#shared/model/status.ts'
import { Banners } from '../../../../src/renderer/src/features/banners/banners.tsx'
import { hostStatus } from '../../../support/renderer-data.ts'
import { address, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const { receiver, tunnel } = hostStatus()
const down = { ...tunnel, state: 'retrying', url: null, problem: 'The host did not answer.', attempt: 3 } as const
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
  expect(screen.queryByText(/tunnel/i)).toBeNull()
})

test.each(['off', 'connecting'] as const)('a tunnel that is %s is no condition', async (state) => {
  await show({ tunnel: { ...tunnel, state, url: null } })
  expect(screen.queryByText(/Tunnel down/)).toBeNull()
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

test('a tunnel that is down tells since when, what fails, and what still works', async () => {
  await show({ tunnel: { ...down, nextTryAt: Date.now() + 20_000 } })
  expect(screen.getByText(/^Tunnel down since \d\d:\d\d:\d\d; retrying in (20|19) s$/)).toBeTruthy()
  expect(
    screen.getByText(
      'The host did not answer. Attempt 3 of localtunnel. The receiver still answers on 127.0.0.1:4180.',
    ),
  ).toBeTruthy()
})

test('without a planned try it says only that it goes on', async () => {
  await show({ tunnel: { ...down, state: 'lost', attempt: 1, problem: null } })
  expect(screen.getByText(/; retrying$/)).toBeTruthy()
  expect(screen.queryByText(/Attempt/)).toBeNull()
})

test('Now tries again at once', async () => {
  const { user, inputs } = await show({ tunnel: down })
  await user.click(screen.getByRole('button', { name: 'Retry now' }))
  expect(inputs('tunnel.retry')).toEqual([{}])
})

test('a try that is not possible is told', async () => {
  const { user, engine } = await show({ tunnel: down })
  engine.connection.fail('tunnel.retry', new AppError('conflict', 'The tunnel is off.'))
  await user.click(screen.getByRole('button', { name: 'Retry now' }))
  expect(await message('The tunnel could not be tried again')).toBeTruthy()
  expect(screen.getByText('The tunnel is off.')).toBeTruthy()
})

test('Tunnel settings leads there', async () => {
  const { user } = await show({ tunnel: down })
  await user.click(screen.getByRole('button', { name: 'Tunnel settings' }))
  expect(address()).toBe('#/settings')
})

test('a condition ends by itself', async () => {
  const { engine } = await show({ tunnel: down })
  await happens(() => engine.tellStatus({ tunnel }))
  expect(screen.queryByText(/Tunnel down/)).toBeNull()
})

test('a lost connection is the only thing that is said', async () => {
  const { engine } = await show({ tunnel: down, receiver: { ...receiver, state: 'stopped' } })
  await happens(() => engine.connection.set('lost'))
  expect(screen.getAllByRole('alert')).toHaveLength(1)
  expect(screen.getByRole('alert').textContent).toContain('The connection to Switchhook is lost')
  expect(screen.queryByText(/Tunnel down/)).toBeNull()
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
