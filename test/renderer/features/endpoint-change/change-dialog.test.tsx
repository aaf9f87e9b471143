// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { EndpointSettings } from '../../../../src/renderer/src/features/endpoint-settings/endpoint-settings.tsx'
import { type MemoryEngine, progress } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { memoryEngine, pickProvider, renderWith } from '../../../support/renderer-screen.tsx'

const worse = progress({ done: 675, total: 675, changed: 579, verdicts: { verified: 1, failed: 578, unchecked: 0 } })
const recipe = { scheme: 'hmac', params: { encoding: 'base64' } }

const show = (change: (engine: MemoryEngine) => void = () => undefined) =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ deliveries: 675, recipe })]
      engine.previewSteps = [progress({ total: 675 }), worse]
      engine.recheckSteps = [worse]
      change(engine)
    }),
    <EndpointSettings id="end_1" />,
  )
const dialog = () => within(screen.getByRole('dialog'))
const ready = (name: string) =>
  waitFor(() => expect(dialog().getByRole('button', { name })).toHaveProperty('disabled', false))

test('removing a recipe: what it would do is told before anything is changed, and Cancel has the focus', async () => {
  const { user, engine, inputs } = await show()
  await user.click(screen.getByRole('button', { name: 'Remove it…' }))
  await ready('Remove')
  const told = dialog().getByText('Would verify 1 more and fail 578 of 675 deliveries.')
  expect(told.dataset.tone).toBe('bad')
  expect(document.activeElement?.textContent).toBe('Cancel')
  await user.keyboard('{Enter}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(inputs('changes.apply')).toEqual([])
  expect(engine.endpoints[0]?.recipe).toEqual(recipe)
})

test('a check that makes things worse says so in that colour, and one click takes all of it back', async () => {
  const { user, engine } = await show()
  await user.click(screen.getByRole('button', { name: 'Remove it…' }))
  await ready('Remove')
  await user.click(dialog().getByRole('button', { name: 'Remove' }))
  const outcome = await screen.findByText('675 deliveries rechecked: 1 verifies now, 578 fail now.')
  expect(outcome.dataset.tone).toBe('bad')

  await user.click(screen.getByRole('button', { name: 'Undo: Recipe removed' }))
  expect(await screen.findByText('Undone: nothing changed.')).toBeTruthy()
  expect(engine.endpoints[0]?.recipe).toEqual(recipe)
  expect(screen.queryByRole('button', { name: /^Undo/ })).toBeNull()
})

test('retiring a secret leaves the stored verdicts unless the user wants it otherwise, and can be undone', async () => {
  const { user, engine } = await show()
  await user.click(screen.getByRole('button', { name: 'Retire main' }))
  await ready('Retire')
  expect(dialog().getByRole('checkbox', { name: /^Recheck 675 stored deliveries/ })).toHaveProperty('checked', false)
  await user.click(dialog().getByRole('button', { name: 'Retire' }))
  expect(engine.endpoints[0]?.secrets[0]?.retiredAt).not.toBeNull()
  expect(screen.queryByText(/rechecked/)).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Undo: “main” retired' }))
  expect(await screen.findByText('Undone: nothing changed.')).toBeTruthy()
  expect(engine.endpoints[0]?.secrets[0]?.retiredAt).toBeNull()
})

test('another provider: cancelled, the choice is as before', async () => {
  const { user, inputs } = await show()
  const box = screen.getByRole('combobox', { name: 'Provider' })
  const before = box.textContent
  await pickProvider(user, 'Provider', 'oneinbox')
  expect(dialog().getByText(/^Would/)).toBeTruthy()
  await user.click(dialog().getByRole('button', { name: 'Cancel' }))
  expect(box.textContent).toBe(before)
  expect(inputs('changes.apply')).toEqual([])
})

test('without stored deliveries there is nothing to ask', async () => {
  const { user, engine } = await show((engine) => {
    engine.endpoints = [endpoint({ deliveries: 0, recipe })]
  })
  await user.click(screen.getByRole('button', { name: 'Remove it…' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(engine.endpoints[0]?.recipe).toBeNull()
})

test('a change that fails keeps the dialog and says why', async () => {
  const { user, engine } = await show()
  await user.click(screen.getByRole('button', { name: 'Remove it…' }))
  await ready('Remove')
  engine.connection.fail('changes.apply', new AppError('unavailable', 'The disk is full.'))
  await user.click(dialog().getByRole('button', { name: 'Remove' }))
  expect(dialog().getByRole('alert').textContent).toBe('The disk is full.')
})
