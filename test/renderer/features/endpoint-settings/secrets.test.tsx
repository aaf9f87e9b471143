// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { SecretInfo } from '#shared/model/endpoint.ts'
import { EndpointSettings } from '../../../../src/renderer/src/features/endpoint-settings/endpoint-settings.tsx'
import { endpoint, secret } from '../../../support/renderer-data.ts'
import { memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const two = [secret(), secret({ id: 'sec_2', label: 'old', retiredAt: 1, lastMatchAt: Date.UTC(2026, 3, 2, 12) })]
const show = (secrets: SecretInfo[] = two, deliveries = 0) =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ secrets, deliveries })]
    }),
    <EndpointSettings id="end_1" />,
  )
const table = () => within(screen.getByRole('table', { name: 'Secrets' }))
const row = (label: string) => table().getByRole('row', { name: new RegExp(`^${label} `) }).textContent
const form = () => within(screen.getAllByRole('form', { name: 'Add a secret' })[0] as HTMLElement)
const button = (name: string) => screen.getByRole('button', { name })

test('each secret with its label, dates and state, never its value', async () => {
  await show()
  expect(row('main')).toContain('2 April 2026neveractive')
  expect(row('old')).toContain('2 April 20262 April 2026retired')
  expect(table().getAllByText('write-only')).toHaveLength(2)
})

test('no secret yet', async () => {
  await show([])
  expect(screen.getByText('No secrets yet.')).toBeTruthy()
  expect(screen.queryByRole('table', { name: 'Secrets' })).toBeNull()
})

test('retire and restore', async () => {
  const { user, inputs } = await show()
  await user.click(button('Retire main'))
  await user.click(button('Restore old'))
  expect(inputs('changes.apply')).toEqual([
    { change: { kind: 'retire', secretIds: ['sec_1'], retired: true } },
    { change: { kind: 'retire', secretIds: ['sec_2'], retired: false } },
  ])
  expect(row('main')).toContain('retired')
  expect(row('old')).toContain('active')
})

test('a secret that could not be retired is told', async () => {
  const { user, engine } = await show()
  engine.connection.fail('changes.apply', new AppError('not-found', 'It is gone.'))
  await user.click(button('Retire main'))
  expect(await message('The secret was not changed')).toBeTruthy()
})

test('rename', async () => {
  const { user, engine } = await show()
  await user.click(button('Rename main'))
  const label = screen.getByRole('textbox', { name: 'Label' })
  await user.clear(label)
  expect(button('Rename')).toHaveProperty('disabled', true)
  await user.type(label, 'production{Enter}')
  expect(engine.endpoints[0]?.secrets[0]?.label).toBe('production')
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a label that is refused is told at its field', async () => {
  const { user } = await show()
  await user.click(button('Rename main'))
  await user.type(screen.getByRole('textbox', { name: 'Label' }), 'x'.repeat(80))
  await user.click(button('Rename'))
  expect(within(screen.getByRole('dialog')).getByRole('alert').textContent).toMatch(/80/)
})

test('remove first shows what it does, names the gentler way, and can be undone', async () => {
  const { user, engine } = await show(two, 3)
  await user.click(button('Remove main'))
  const dialog = within(screen.getByRole('dialog', { name: 'Remove “main”?' }))
  expect(dialog.getByText(/Retire it instead/)).toBeTruthy()
  expect(dialog.getByText(/^Would/)).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Remove' }))
  expect(engine.endpoints[0]?.secrets.map(({ id }) => id)).toEqual(['sec_2'])
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(engine.endpoints[0]?.secrets.map(({ id }) => id)).toEqual(['sec_1', 'sec_2'])
})

test('without deliveries it is removed at once, and the undo is offered', async () => {
  const { user, engine } = await show()
  await user.click(button('Remove main'))
  expect(engine.endpoints[0]?.secrets.map(({ id }) => id)).toEqual(['sec_2'])
  expect(await message('“main” removed')).toBeTruthy()
})

test('a new secret is added with a label, and its field is emptied', async () => {
  const { user, inputs } = await show()
  expect(form().getByRole('button', { name: 'Add' })).toHaveProperty('disabled', true)
  await user.type(form().getByRole('textbox', { name: 'Label of the secret' }), 'spring')
  await user.type(form().getByLabelText('Signing secret'), 'whsec_c2VjcmV0LXNlY3JldA==')
  await user.click(form().getByRole('button', { name: 'Add' }))
  expect(inputs('secrets.add')).toEqual([{ endpointId: 'end_1', label: 'spring', value: 'whsec_c2VjcmV0LXNlY3JldA==' }])
  expect(form().getByLabelText<HTMLInputElement>('Signing secret').value).toBe('')
  expect(form().getByRole('status').textContent).toContain('Saved and encrypted')
})

test('without a label it is called as its provider', async () => {
  const { user, inputs } = await show([])
  await user.type(form().getByLabelText('Signing secret'), 'whsec_c2VjcmV0LXNlY3JldA=={Enter}')
  expect(inputs('secrets.add')).toMatchObject([{ label: 'Allo' }])
})

test('a rotation: the new one in, the active one retired in the same go', async () => {
  const { user, engine } = await show()
  expect(form().queryByRole('checkbox')).toBeNull()
  await user.type(form().getByLabelText('Signing secret'), 'whsec_c2VjcmV0LXNlY3JldA==')
  await user.click(form().getByRole('checkbox', { name: /^Retire “main”/ }))
  await user.click(form().getByRole('button', { name: 'Add' }))
  const states = engine.endpoints[0]?.secrets.map(({ label, retiredAt }) => [label, retiredAt !== null])
  expect(states).toEqual([
    ['Allo', false],
    ['main', true],
    ['old', true],
  ])
})

test('what is known of the secret that is wanted, and where the paste looks wrong', async () => {
  const { user } = await show()
  expect(form().getByText(/^Whsec_|^whsec_ followed by Base64/)).toBeTruthy()
  await user.type(form().getByLabelText('Signing secret'), 'https://example.com')
  expect(form().getByText(/This looks like a URL/)).toBeTruthy()
})

test('a secret that the engine refuses: the text stays, and the reason is told', async () => {
  const { user, engine } = await show()
  const issue = { path: ['value'], message: 'there is no variable MISSING' }
  engine.connection.fail('secrets.add', new AppError('bad-input', 'no', [issue]))
  await user.type(form().getByLabelText('Signing secret'), 'env:MISSING{Enter}')
  expect(form().getByRole('alert').textContent).toBe('there is no variable MISSING')
  expect(form().getByLabelText<HTMLInputElement>('Signing secret').value).toBe('env:MISSING')
})
