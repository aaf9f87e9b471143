// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { NewEndpointDialog } from '../../../../src/renderer/src/features/rail/new-endpoint-dialog.tsx'
import { address, memoryEngine, pickProvider, renderWith } from '../../../support/renderer-screen.tsx'

const show = async () => {
  const onClose = vi.fn()
  return { onClose, ...(await renderWith(memoryEngine(), <NewEndpointDialog onClose={onClose} />)) }
}
const name = () => screen.getByRole('textbox', { name: 'Name' })
const create = () => screen.getByRole('button', { name: 'Create endpoint' })

test('the name has the focus, and the provider gives one where none is typed', async () => {
  const { user, inputs, onClose } = await show()
  expect(document.activeElement).toBe(name())
  await pickProvider(user, 'Provider', 'outc')
  expect(name().getAttribute('placeholder')).toBe('OutCallerAI')
  await user.click(create())
  expect(inputs('endpoints.create')).toEqual([{ name: 'OutCallerAI', provider: 'outcallerai' }])
  expect(onClose).toHaveBeenCalledOnce()
})

test('without provider and name it detects, and is called so', async () => {
  const { user, inputs } = await show()
  await user.click(create())
  expect(inputs('endpoints.create')).toEqual([{ name: 'Any provider', provider: null }])
})

test('Enter in the name creates, and the settings of the new one are shown', async () => {
  const { user, inputs } = await show()
  await user.type(name(), '  Depot {Enter}')
  expect(inputs('endpoints.create')).toEqual([{ name: 'Depot', provider: null }])
  expect(address()).toBe('#/endpoint/end_2/settings')
})

test('the choice of a provider tells what it does with answers', async () => {
  const { user } = await show()
  expect(screen.getByText('The provider of each delivery is read from the delivery itself.')).toBeTruthy()
  await pickProvider(user, 'Provider', 'allo')
  expect(screen.getByText('Allo waits 10 s and tries 3 times.')).toBeTruthy()
})

test('what the engine finds wrong with the name stands at the name, and can be put right', async () => {
  const { user, engine, onClose } = await show()
  const message = 'there is an endpoint of this name'
  engine.connection.fail('endpoints.create', new AppError('conflict', 'no', [{ path: ['name'], message }]))
  await user.type(name(), 'Front desk')
  await user.click(create())
  expect(screen.getByRole('alert').textContent).toBe(message)
  expect(name().getAttribute('aria-invalid')).toBe('true')
  expect(name().getAttribute('aria-describedby')).toBe(screen.getByRole('alert').id)
  expect(onClose).not.toHaveBeenCalled()

  engine.connection.fail('endpoints.create', null)
  await user.type(name(), ' 2')
  await user.click(create())
  expect(onClose).toHaveBeenCalledOnce()
})

test('another fault is told in the dialog, which stays', async () => {
  const { user, engine, onClose } = await show()
  engine.connection.fail('endpoints.create', new AppError('unavailable', 'The disk is full.'))
  await user.click(create())
  expect(screen.getByText('The disk is full.')).toBeTruthy()
  expect(name().getAttribute('aria-invalid')).toBe('false')
  expect(onClose).not.toHaveBeenCalled()
})

test('it is created once, however often the button is pressed', async () => {
  const { user, engine, inputs } = await show()
  const go = engine.connection.hold('endpoints.create')
  await user.click(create())
  expect(create()).toHaveProperty('disabled', true)
  await user.click(create())
  go()
  expect(inputs('endpoints.create')).toHaveLength(1)
})

test.each(['button', 'key'])('Cancel by %s creates nothing', async (way) => {
  const { user, inputs, onClose } = await show()
  if (way === 'key') await user.keyboard('{Escape}')
  else await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(onClose).toHaveBeenCalledOnce()
  expect(inputs('endpoints.create')).toEqual([])
})
