// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { HostStatus } from '#shared/model/status.ts'
import { StatusBar } from '../../../../src/renderer/src/features/status-bar/status-bar.tsx'
import { hostStatus } from '../../../support/renderer-data.ts'
import { clipboard, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const { receiver, tunnel } = hostStatus()
const show = (status: Partial<HostStatus> = {}, onCommands = () => undefined) =>
  renderWith(
    memoryEngine((engine) => {
      engine.status = hostStatus(status)
    }),
    <StatusBar onCommands={onCommands} />,
  )
const bar = () => screen.getByRole('contentinfo', { name: 'Status' })

test('receiver and tunnel with their addresses', async () => {
  await show()
  expect(bar().textContent).toContain('Receiving 127.0.0.1:4180')
  expect(bar().textContent).toContain('Tunnel onlinehttps://quiet-otter.example.com')
})

test.each([
  ['refusing', 'Refusing127.0.0.1:4180'],
  ['stopped', 'Receiver stopped'],
] as const)('a receiver that is %s says so, with the reason as its title', async (state, words) => {
  await show({ receiver: { ...receiver, state, problem: 'The disk is full.' } })
  expect(bar().textContent).toContain(words)
  expect(screen.getByTitle('The disk is full.')).toBeTruthy()
})

test.each([
  [{ state: 'off', url: null }, 'No tunnel, reachable on this machine only'],
  [{ state: 'connecting', url: null }, 'Tunnel connecting'],
  [{ state: 'lost', url: null }, 'Tunnel down, trying again'],
  [{ state: 'retrying', url: null, nextTryAt: Date.now() + 30_000 }, /Tunnel down, next try in (30|29) s/],
] as const)('tunnel %j', async (change, words) => {
  await show({ tunnel: { ...tunnel, ...change } })
  expect(screen.getByText(words)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Copy the tunnel URL' })).toBeNull()
})

test('the tunnel URL is copied by its button', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: 'Copy the tunnel URL' }))
  expect(await screen.findByRole('button', { name: 'Copied' })).toBeTruthy()
  expect(await clipboard()).toBe('https://quiet-otter.example.com')
})

test('the tunnel URL is copied by the key c, which says so elsewhere', async () => {
  const { user } = await show()
  await user.keyboard('c')
  expect(await message('Tunnel URL copied')).toBeTruthy()
  expect(await clipboard()).toBe('https://quiet-otter.example.com')
})

test('without a tunnel the key c does nothing', async () => {
  const { user } = await show({ tunnel: { ...tunnel, state: 'off', url: null } })
  await user.keyboard('c')
  expect(screen.queryByText('Tunnel URL copied')).toBeNull()
})

test('figures: rate, deliveries, size', async () => {
  await show({ deliveries: 18_204, perMinute: 12 })
  for (const words of ['12/min', '18,204 deliveries', '212 MB']) {
    expect(screen.getByText(words)).toBeTruthy()
  }
})

const views = { state: 'current', behind: 0, progress: 1, problem: null } as const

test.each([
  [{}, null],
  [{ state: 'catching-up', behind: 50 }, null],
  [{ state: 'catching-up', behind: 1240 }, 'Lists 1,240 behind'],
  [{ state: 'rebuilding', behind: 900, progress: 0.4399 }, 'Rebuilding lists 43%'],
  [{ state: 'failed', problem: 'The disk is full.' }, 'Lists cannot be updated'],
] as const)('lists that are %j: “%s”', async (part, words) => {
  await show({ deliveries: 1, views: { ...views, ...part } })
  expect(screen.getByText('1 delivery')).toBeTruthy()
  expect(screen.queryByText(/lists/i)?.textContent ?? null).toBe(words)
})

test('lists that cannot be updated are loud, and say why', async () => {
  await show({ views: { ...views, state: 'failed', problem: 'The disk is full.' } })
  expect(screen.getByTitle('The disk is full.').className).toContain('text-bad')
})

test('it follows the engine, and says when the engine cannot be reached', async () => {
  const { engine } = await show()
  await happens(() => engine.tellStatus({ deliveries: 7 }))
  expect(await screen.findByText('7 deliveries')).toBeTruthy()
  await happens(() => engine.connection.set('lost'))
  expect(screen.getByText('Not connected')).toBeTruthy()
  expect(screen.queryByText('7 deliveries')).toBeNull()
})

test('a click on Commands opens them', async () => {
  const onCommands = vi.fn()
  const { user } = await show({}, onCommands)
  await user.click(screen.getByRole('button', { name: /^Commands/ }))
  expect(onCommands).toHaveBeenCalledOnce()
})
