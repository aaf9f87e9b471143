// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { SettingsPage } from '../../../../src/renderer/src/features/settings/settings-page.tsx'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

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
