// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { EndpointSettings } from '../../../../src/renderer/src/features/endpoint-settings/endpoint-settings.tsx'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import {
  address,
  clipboard,
  happens,
  memoryEngine,
  pickProvider,
  renderWith,
} from '../../../support/renderer-screen.tsx'

const show = (change: (engine: MemoryEngine) => void = () => undefined) =>
  renderWith(memoryEngine(change), <EndpointSettings id="end_1" />, { at: '#/endpoint/end_1/settings' })
const name = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' })
const providerBox = () => screen.getByRole('combobox', { name: 'Provider' })
const url = (label: string) => screen.getByRole<HTMLInputElement>('textbox', { name: label }).value

test('a new name is saved with Enter and told everywhere', async () => {
  const { user, engine } = await show()
  await user.clear(name())
  await user.type(name(), 'Reception{Enter}')
  expect(engine.endpoints[0]?.name).toBe('Reception')
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Reception')
})

test('an empty name is told at its field', async () => {
  const { user, engine } = await show()
  await user.clear(name())
  await user.type(name(), ' {Enter}')
  expect(screen.getByRole('alert').textContent).toBe('a name is needed')
  expect(engine.endpoints[0]?.name).toBe('Front desk')
})

test('another provider', async () => {
  const { user, engine, inputs } = await show()
  expect(providerBox().textContent).toContain('Allo')
  await pickProvider(user, 'Provider', 'outc')
  expect(engine.endpoints[0]?.provider).toBe('outcallerai')
  await pickProvider(user, 'Provider', 'detect')
  expect(inputs('changes.apply').at(-1)).toEqual({
    change: { kind: 'provider', endpointId: 'end_1', provider: null },
  })
  expect(screen.getByText('Deadline and retries are those of the detected provider.')).toBeTruthy()
})

test('a provider that the engine refuses is told, and the old one stays', async () => {
  const { user, engine } = await show()
  engine.connection.fail('changes.apply', new AppError('conflict', 'The recipe does not fit.'))
  await pickProvider(user, 'Provider', 'outc')
  expect((await screen.findByRole('alert')).textContent).toBe('The recipe does not fit.')
  expect(providerBox().textContent).toContain('Allo')
})

test('both URLs can be copied', async () => {
  const { user } = await show()
  expect(url('URL on this machine')).toBe('http://127.0.0.1:4180/in/q83vEjRWeJCrze8SNFZ4kA')
  await user.click(screen.getByRole('button', { name: 'Copy public URL' }))
  expect(await clipboard()).toBe('https://quiet-otter.example.com/in/q83vEjRWeJCrze8SNFZ4kA')
})

test('without a tunnel there is only the URL on this machine, and it says so', async () => {
  await show((engine) => {
    engine.endpoints = [endpoint({ publicUrl: null })]
  })
  expect(screen.queryByRole('textbox', { name: 'Public URL' })).toBeNull()
  expect(screen.getByText(/Without a tunnel/)).toBeTruthy()
})

test('a new path is made only after a question', async () => {
  const { user, inputs } = await show()
  const ask = () => user.click(screen.getByRole('button', { name: 'New path…' }))
  await ask()
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(inputs('endpoints.newToken')).toEqual([])
  await ask()
  await user.click(screen.getByRole('button', { name: 'New path' }))
  expect(inputs('endpoints.newToken')).toEqual([{ id: 'end_1' }])
  expect(url('URL on this machine')).toContain('/in/AAAAAAAAAAAAAAAAAAAAAA')
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a path that could not be made: the question stays and says why', async () => {
  const { user, engine } = await show()
  engine.connection.fail('endpoints.newToken', new AppError('unavailable', 'The disk is full.'))
  await user.click(screen.getByRole('button', { name: 'New path…' }))
  await user.click(screen.getByRole('button', { name: 'New path' }))
  expect(within(screen.getByRole('dialog')).getByRole('alert').textContent).toBe('The disk is full.')
})

test('the target is saved when its field is left, and taken away when it is emptied', async () => {
  const { user, engine } = await show()
  const section = within(screen.getByRole('region', { name: 'Forwarding' }))
  const target = section.getByRole('textbox', { name: 'Target' })
  await user.type(target, 'http://localhost:3000/hooks')
  await user.tab()
  expect(engine.endpoints[0]?.target).toBe('http://localhost:3000/hooks')
  await user.clear(target)
  await user.tab()
  expect(engine.endpoints[0]?.target).toBeNull()
})

test('deleting says what goes with it, and leads back to the stream', async () => {
  const { user, engine } = await show((engine) => {
    engine.endpoints = [endpoint({ deliveries: 12 })]
  })
  await user.click(screen.getByRole('button', { name: 'Delete…' }))
  const dialog = within(screen.getByRole('dialog', { name: 'Delete Front desk?' }))
  expect(dialog.getByText(/12 deliveries are deleted with it/)).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Delete' }))
  expect(engine.endpoints).toEqual([])
  expect(address()).toBe('#/')
})

test('the number of deliveries leads to them', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: '0 deliveries' }))
  expect(address()).toBe('#/endpoint/end_1')
})

test('an endpoint that is gone says so and leads on', async () => {
  const { user, engine } = await show()
  await happens(() => {
    engine.endpoints = []
    engine.tellEndpoints()
  })
  expect(screen.getByText('This endpoint does not exist any more.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'All deliveries' }))
  expect(address()).toBe('#/')
})
