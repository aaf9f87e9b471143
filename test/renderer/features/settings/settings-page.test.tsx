// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { SettingsPage } from '../../../../src/renderer/src/features/settings/settings-page.tsx'
import { useGuide } from '../../../../src/renderer/src/state/stream-store.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { provider } from '../../../support/renderer-data.ts'
import { address, clipboard, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (change: (engine: MemoryEngine) => void = () => undefined) =>
  renderWith(memoryEngine(change), <SettingsPage />, { at: '#/settings' })
const section = (name: string) => within(screen.getByRole('region', { name }))
const radio = (name: RegExp) => screen.getByRole<HTMLInputElement>('radio', { name })
const refused = new AppError('unavailable', 'The settings could not be written.')

test('the theme changes at once', async () => {
  const { user, inputs } = await show()
  expect(radio(/^System/).checked).toBe(true)
  await user.click(radio(/^Dark/))
  expect(radio(/^Dark/).checked).toBe(true)
  expect(inputs('settings.update')).toEqual([{ theme: 'dark' }])
})

test('density', async () => {
  const { user, engine } = await show()
  await user.click(radio(/^Compact/))
  expect(engine.settings.density).toBe('compact')
})

test('a change that the engine refuses is taken back, and told', async () => {
  const { user, engine } = await show()
  engine.connection.fail('settings.update', refused)
  await user.click(radio(/^Light/))
  expect(radio(/^System/).checked).toBe(true)
  expect(screen.getByRole('alert').textContent).toBe('The settings could not be written.')
})

test('targets that were approved are listed, and can be asked about again', async () => {
  const { user, engine } = await show((engine) => {
    engine.settings = { ...engine.settings, approvedTargets: ['https://a.example.com', 'https://b.example.com'] }
  })
  const list = within(screen.getByRole('list', { name: 'Approved targets' }))
  expect(list.getAllByRole('listitem')).toHaveLength(2)
  await user.click(list.getByRole('button', { name: 'Ask again about https://a.example.com' }))
  expect(engine.settings.approvedTargets).toEqual(['https://b.example.com'])
  expect(list.getAllByRole('listitem')).toHaveLength(1)
})

test('no target was approved yet', async () => {
  await show()
  expect(section('Approved targets').getByText('None yet.')).toBeTruthy()
})

test('packs: those that come with it, and the user’s own', async () => {
  await show((engine) => {
    engine.providers = [provider(), provider({ id: 'mine', name: 'Mine', origin: 'user' })]
  })
  const packs = within(screen.getByRole('list', { name: 'Packs' })).getAllByRole('listitem')
  expect(packs.map((pack) => pack.textContent)).toEqual(['ALAllo', 'ALMineyour pack'])
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Folder of your packs' }).value).toBe('/data/packs')
})

test('a pack with errors is told by file and reason', async () => {
  await show((engine) => {
    engine.broken = [{ file: 'mine/provider.json', reason: 'name: a name is needed' }]
  })
  const faults = within(screen.getByRole('region', { name: 'Packs with errors' }))
  expect(faults.getByText('mine/provider.json')).toBeTruthy()
  expect(faults.getByText('name: a name is needed')).toBeTruthy()
})

test('the folder of packs is reloaded', async () => {
  const { user, engine } = await show()
  engine.providers = [...engine.providers, provider({ id: 'mine', name: 'Mine', origin: 'user' })]
  engine.broken = [{ file: 'other/provider.json', reason: 'not JSON' }]
  await user.click(screen.getByRole('button', { name: 'Reload' }))
  expect(await screen.findByText('4 packs loaded, 1 with errors.')).toBeTruthy()
  expect(screen.getByText('Mine')).toBeTruthy()
  expect(screen.getByText('not JSON')).toBeTruthy()
})

test('a folder that cannot be read is told, and the button works again', async () => {
  const { user, engine } = await show()
  engine.connection.fail('providers.reload', new AppError('unavailable', 'The folder is not there.'))
  const button = screen.getByRole('button', { name: 'Reload' })
  await user.click(button)
  expect(section('Provider packs').getByRole('alert').textContent).toBe('The folder is not there.')
  expect(button).toHaveProperty('disabled', false)
})

test('the guide opens on the stream', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: 'Open the guide' }))
  expect(address()).toBe('#/')
  expect(useGuide.getState().open).toBe(true)
})

test('version, data folder and size', async () => {
  const { user } = await show()
  const about = section('About')
  expect(about.getByText('1.2.3')).toBeTruthy()
  expect(about.getByText('desktop on linux')).toBeTruthy()
  expect(about.getByText('212 MB')).toBeTruthy()
  await user.click(about.getByRole('button', { name: 'Copy the path of the data folder' }))
  expect(await clipboard()).toBe('/data')
})
