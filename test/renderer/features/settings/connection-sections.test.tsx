// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { SettingsPage } from '../../../../src/renderer/src/features/settings/settings-page.tsx'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { hostStatus } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = () => renderWith(memoryEngine(), <SettingsPage />)
const port = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Port' })
const limit = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Largest body in MiB' })

test('it says where it listens now', async () => {
  await show()
  expect(screen.getByText('Now on 127.0.0.1:4180.')).toBeTruthy()
  expect(port().value).toBe('4180')
  expect(limit().value).toBe('100')
})

test('a port is saved, the limit of bodies is kept', async () => {
  const { user, engine } = await show()
  await user.clear(port())
  await user.type(port(), '5000{Enter}')
  expect(engine.settings.receiver).toEqual({ port: 5000, bodyLimit: 100 * 1024 * 1024 })
})

test.each(['70000', '-1', 'abc', ' '])('"%s" is no port, and is not sent', async (text) => {
  const { user, inputs } = await show()
  await user.clear(port())
  await user.type(port(), `${text}{Enter}`)
  expect(screen.getByRole('alert').textContent).toBe('must be a number from 0 to 65535')
  expect(port().getAttribute('aria-invalid')).toBe('true')
  expect(inputs('settings.update')).toEqual([])
})

test('half a port is refused by the engine, in words', async () => {
  const { user } = await show()
  await user.clear(port())
  await user.type(port(), '80.5{Enter}')
  expect(screen.getByRole('alert').textContent).not.toBe('')
  expect(port().value).toBe('80.5')
})

test('the limit is saved in bytes', async () => {
  const { user, engine } = await show()
  await user.clear(limit())
  await user.type(limit(), '1.5{Enter}')
  expect(engine.settings.receiver.bodyLimit).toBe(1.5 * 1024 * 1024)
  expect(limit().value).toBe('1.5')
})

test('a limit above what the receiver can take', async () => {
  const { user } = await show()
  await user.clear(limit())
  await user.type(limit(), '401{Enter}')
  expect(screen.getByRole('alert').textContent).toBe('must be a number from 0.001 to 400')
})

test('a refused change stays in the field, and can be saved later', async () => {
  const { user, engine } = await show()
  engine.connection.fail('settings.update', new AppError('unavailable', 'The disk is full.'))
  await user.clear(port())
  await user.type(port(), '5000{Enter}')
  expect(screen.getByRole('alert').textContent).toBe('The disk is full.')
  engine.connection.fail('settings.update', null)
  await user.type(port(), '{Enter}')
  expect(engine.settings.receiver.port).toBe(5000)
  expect(screen.queryByRole('alert')).toBeNull()
})

const showTunnel = (change: (engine: MemoryEngine) => void = () => undefined) =>
  renderWith(
    memoryEngine((engine) => {
      engine.drivers = [
        { id: 'localtunnel', name: 'localtunnel', description: 'No account.' },
        { id: 'cloudflared', name: 'cloudflared', description: 'Has to be installed.' },
      ]
      change(engine)
    }),
    <SettingsPage />,
  )
const { tunnel } = hostStatus()
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
const radio = (name: RegExp) => screen.getByRole<HTMLInputElement>('radio', { name })

test('drivers of this host, and none at all', async () => {
  const { user, engine } = await showTunnel()
  expect(radio(/^localtunnel/).checked).toBe(true)
  await user.click(radio(/^cloudflared/))
  expect(engine.settings.tunnel.driver).toBe('cloudflared')
  await user.click(radio(/^None/))
  expect(engine.settings.tunnel.driver).toBe('none')
  expect(screen.queryByRole('textbox', { name: 'Tunnel host' })).toBeNull()
})

test('none is there before the drivers are known', async () => {
  await showTunnel((engine) => {
    engine.settings = { ...engine.settings, tunnel: { ...engine.settings.tunnel, driver: 'none' } }
    engine.connection.hold('tunnel.drivers')
  })
  expect(radio(/^None/).checked).toBe(true)
})

test('the host is saved with Enter, without the blanks around it', async () => {
  const { user, engine } = await showTunnel()
  await user.clear(field('Tunnel host'))
  await user.type(field('Tunnel host'), ' https://lt.example.com {Enter}')
  expect(engine.settings.tunnel.host).toBe('https://lt.example.com')
  expect(await screen.findByText('saved')).toBeTruthy()
})

test('a host that is no URL is told at its field, and what was typed stays', async () => {
  const { user, engine } = await showTunnel()
  await user.clear(field('Tunnel host'))
  await user.type(field('Tunnel host'), 'lt{Enter}')
  expect(screen.getByRole('alert').textContent).toBe('must be an http or https URL')
  expect(field('Tunnel host').value).toBe('lt')
  expect(engine.settings.tunnel.host).toBe('https://localtunnel.me')
})

test('Escape takes the change back', async () => {
  const { user, inputs } = await showTunnel()
  await user.type(field('Subdomain'), 'quiet{Escape}')
  expect(field('Subdomain').value).toBe('')
  await user.tab()
  expect(inputs('settings.update')).toEqual([])
})

test('a subdomain is saved when its field is left, and can be taken away', async () => {
  const { user, engine } = await showTunnel()
  await user.type(field('Subdomain'), 'quiet-otter')
  await user.tab()
  expect(engine.settings.tunnel.subdomain).toBe('quiet-otter')
  await user.clear(field('Subdomain'))
  await user.tab()
  expect(engine.settings.tunnel.subdomain).toBeNull()
})

test('a subdomain with other characters is refused', async () => {
  const { user } = await showTunnel()
  await user.type(field('Subdomain'), 'Quiet Otter{Enter}')
  expect(screen.getByRole('alert').textContent).toContain('4 to 63 of a-z')
})

test('state and URL of the tunnel', async () => {
  await showTunnel()
  expect(screen.getByText('Tunnel online')).toBeTruthy()
  expect(screen.getByText('https://quiet-otter.example.com')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Retry now' })).toBeNull()
})

test('a tunnel that is down tells why, and can be tried again at once', async () => {
  const { user, engine, inputs } = await showTunnel()
  await happens(() => engine.tellStatus({ tunnel: { ...tunnel, state: 'retrying', problem: 'No answer.' } }))
  expect(screen.getByText('No answer.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Retry now' }))
  expect(inputs('tunnel.retry')).toEqual([{}])
})
