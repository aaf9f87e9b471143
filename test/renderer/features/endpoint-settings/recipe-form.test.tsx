// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { EndpointSettings } from '../../../../src/renderer/src/features/endpoint-settings/endpoint-settings.tsx'
import { endpoint } from '../../../support/renderer-data.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (part: Partial<EndpointStatus> = {}) =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint(part)]
    }),
    <EndpointSettings id="end_1" />,
  )
const form = () => within(screen.getByRole('form', { name: 'Recipe' }))
const open = async (part: Partial<EndpointStatus> = {}) => {
  const shown = await show(part)
  await shown.user.click(screen.getByRole('button', { name: 'Use your own recipe…' }))
  return shown
}
const field = (name: string) => form().getByRole<HTMLInputElement>('textbox', { name })
const use = () => form().getByRole('button', { name: 'Use this recipe' })

test('without a recipe it says how the provider signs', async () => {
  await show()
  const section = within(screen.getByRole('region', { name: 'Signature' }))
  expect(section.getByText(/HMAC-SHA256 over timestamp and body/).textContent).toContain('X-Allo-Signature')
})

test.each([
  ['outcallerai', 'OutCallerAI documents no signature.'],
  [null, 'Each delivery is checked as its detected provider documents it.'],
])('for %s it says what is known', async (provider, words) => {
  await show({ provider })
  expect(screen.getByText(words)).toBeTruthy()
})

test('only what differs from the scheme’s defaults is saved', async () => {
  const { user, inputs } = await open()
  await user.clear(field('Header'))
  await user.type(field('Header'), 'X-Sig')
  await user.selectOptions(form().getByRole('combobox', { name: 'Algorithm' }), 'sha512')
  await user.type(field('Tolerance seconds'), '300')
  await user.click(use())
  const recipe = { scheme: 'hmac', params: { header: 'X-Sig', algorithm: 'sha512', toleranceSeconds: 300 } }
  expect(inputs('changes.apply')).toEqual([{ change: { kind: 'recipe', endpointId: 'end_1', recipe } }])
  expect(await screen.findByRole('button', { name: 'Save the recipe' })).toBeTruthy()
})

test('what cannot be a value is told at its field, and nothing is sent', async () => {
  const { user, inputs } = await open()
  await user.type(field('Tolerance seconds'), 'five')
  await user.click(use())
  expect(form().getByRole('alert').textContent).toBe('must be a number')
  expect(field('Tolerance seconds').getAttribute('aria-invalid')).toBe('true')
  expect(inputs('changes.apply')).toEqual([])
})

test('what the engine finds wrong stands at the parameter that it names', async () => {
  const { user, engine } = await open()
  const issue = { path: ['recipe'], message: '/params/prefix: must be shorter' }
  engine.connection.fail('changes.apply', new AppError('bad-input', 'no', [issue]))
  await user.click(use())
  expect(field('Prefix').getAttribute('aria-invalid')).toBe('true')
  expect(form().getByRole('alert').textContent).toBe('must be shorter')
})

test('another fault is told below the form', async () => {
  const { user, engine } = await open()
  engine.connection.fail('changes.apply', new AppError('unavailable', 'The disk is full.'))
  await user.click(use())
  expect(form().getByRole('alert').textContent).toBe('The disk is full.')
  expect(use()).toHaveProperty('disabled', false)
})

test('rarely needed parameters are one click away', async () => {
  const { user } = await open()
  expect(form().queryByRole('combobox', { name: 'Trim body' })).toBeNull()
  await user.click(form().getByRole('button', { name: '1 more parameter' }))
  await user.selectOptions(form().getByRole('combobox', { name: 'Trim body' }), 'yes')
  expect(form().getByRole<HTMLSelectElement>('combobox', { name: 'Trim body' }).value).toBe('true')
})

test('what a pack suggests stands there already', async () => {
  await open({ provider: 'oneinbox' })
  expect(field('Header').value).toBe('X-OneInbox-Signature')
})

test('another scheme has other parameters', async () => {
  const { user, inputs } = await open()
  await user.selectOptions(form().getByRole('combobox', { name: 'Scheme' }), 'Shared token')
  expect(form().queryByRole('textbox', { name: 'Header' })).toBeNull()
  await user.click(use())
  expect(inputs('changes.apply')).toMatchObject([{ change: { recipe: { scheme: 'token', params: {} } } }])
})

test('a recipe that is in use stands open, changed parameters too, and can be removed', async () => {
  const { user, engine } = await show({ recipe: { scheme: 'hmac', params: { header: 'X-Own', trimBody: true } } })
  expect(field('Header').value).toBe('X-Own')
  expect(form().getByRole('combobox', { name: 'Trim body' })).toBeTruthy()
  await user.click(form().getByRole('button', { name: 'Remove it…' }))
  expect(engine.endpoints[0]?.recipe).toBeNull()
})
