// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { TunnelStatus } from '#shared/model/status.ts'
import { TunnelLine } from '../../../../src/renderer/src/features/banners/tunnel-line.tsx'
import { formatClock } from '../../../../src/renderer/src/ui/text.tsx'
import { hostStatus } from '../../../support/renderer-data.ts'
import { address, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const { tunnel } = hostStatus()
const since = Date.now() - 60_000
const down: TunnelStatus = {
  ...tunnel,
  state: 'retrying',
  url: null,
  since,
  problem: 'The host did not answer.',
  attempt: 3,
}
const show = (part: Partial<TunnelStatus> = {}) =>
  renderWith(
    memoryEngine((engine) => {
      engine.status = hostStatus({ tunnel: { ...down, ...part } })
    }),
    <TunnelLine />,
  )
const line = () => screen.queryByText(/^Tunnel down/)?.textContent ?? null

test.each(['off', 'online', 'connecting'] as const)(
  'a tunnel that is %s and did not fail is no condition',
  async (state) => {
    await show({ state, attempt: 1, problem: null })
    expect(line()).toBeNull()
  },
)

test('since when, why, what still works, and when it is tried again', async () => {
  await show({ nextTryAt: Date.now() + 20_000 })
  expect(line()).toBe(`Tunnel down since ${formatClock(since)}`)
  expect(screen.getByText('The host did not answer. The receiver still answers on 127.0.0.1:4180.')).toBeTruthy()
  expect(screen.getByText(/^next try in (20|19) s$/)).toBeTruthy()
})

test('over many tries the line stays, with the time of the first failure', async () => {
  const { engine } = await show({ state: 'lost', attempt: 0 })
  const tell = (part: Partial<TunnelStatus>) =>
    happens(() => engine.tellStatus({ tunnel: { ...down, ...part, since: Date.now() } }))
  const told = line()
  await tell({ state: 'connecting', attempt: 2, problem: null })
  expect(line()).toBe(told)
  expect(screen.getByText('trying now')).toBeTruthy()
  expect(screen.getByText(/^The host did not answer/)).toBeTruthy()
  await tell({ state: 'retrying', attempt: 2, problem: 'The host is busy.' })
  expect(line()).toBe(told)
  expect(screen.getByText(/^The host is busy/)).toBeTruthy()
  await tell({ state: 'online', url: 'https://a.example.com', problem: null })
  expect(line()).toBeNull()
})

test('Retry now tries again at once, and tells where that is not possible', async () => {
  const { user, engine, inputs } = await show()
  await user.click(screen.getByRole('button', { name: 'Retry now' }))
  expect(inputs('tunnel.retry')).toEqual([{}])
  engine.connection.fail('tunnel.retry', new AppError('conflict', 'The tunnel is off.'))
  await user.click(screen.getByRole('button', { name: 'Retry now' }))
  expect(await message('The tunnel could not be tried again')).toBeTruthy()
})

test('Tunnel settings leads there', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: 'Tunnel settings' }))
  expect(address()).toBe('#/settings')
})

test('while the connection is lost nothing is said of the tunnel', async () => {
  const { engine } = await show()
  await happens(() => engine.connection.set('lost'))
  expect(line()).toBeNull()
})
