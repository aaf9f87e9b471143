// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { SecretInfo } from '#shared/model/endpoint.ts'
import { SecretForm, signingNote, wantedSecret } from '../../../src/renderer/src/parts/secret-form.tsx'
import type { MemoryEngine } from '../../support/renderer-client.ts'
import { endpoint, provider, secret } from '../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

interface Opened {
  readonly withLabel?: boolean
  readonly active?: readonly SecretInfo[]
  readonly change?: (engine: MemoryEngine) => void
}

async function show({ withLabel = false, active = [], change = () => undefined }: Opened = {}) {
  const onSaved = vi.fn()
  const shown = await renderWith(
    memoryEngine(change),
    <SecretForm
      endpointId="end_1"
      label="Allo"
      wanted={{ hint: 'whsec_ followed by Base64', issued: true }}
      withLabel={withLabel}
      active={active}
      onSaved={onSaved}
    />,
  )
  return { ...shown, onSaved }
}
const field = () => screen.getByLabelText<HTMLInputElement>('Signing secret')
const note = () => document.querySelector(`[id="${field().getAttribute('aria-describedby')}"]`)?.textContent

test('a secret is never readable while it is typed, nor offered again by the browser', async () => {
  await show()
  expect(field().type).toBe('password')
  expect(field().autocomplete).toBe('new-password')
})

test('saved, it is gone from the field, under the name that the provider gives it', async () => {
  const { user, inputs, onSaved } = await show()
  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
  await user.type(field(), 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw{Enter}')
  await happens(() => undefined)
  expect(inputs('secrets.add')).toEqual([
    { endpointId: 'end_1', label: 'Allo', value: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
  ])
  expect(field().value).toBe('')
  expect(note()).toBe('Saved and encrypted. It is used from the next delivery on.')
  expect(onSaved).toHaveBeenCalledOnce()
})

test('pressed twice, one secret is added', async () => {
  const { user, engine, inputs } = await show()
  const answer = engine.connection.hold('secrets.add')
  await user.type(field(), 'whsec_abc{Enter}{Enter}')
  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
  await happens(answer)
  expect(inputs('secrets.add')).toHaveLength(1)
})

test('what a secret looks like is told before anything is typed', async () => {
  await show()
  expect(note()).toMatch(/^Whsec_|^whsec_ followed by Base64|^It is whsec_/i)
  expect(note()).toContain('never shown again')
})

test('a paste that looks wrong is told at once, and can be saved all the same', async () => {
  const { user, inputs } = await show()
  await user.click(field())
  await user.paste(' whsec_abc ')
  expect(note()).not.toContain('never shown again')
  expect(screen.queryByRole('alert')).toBeNull()
  await user.keyboard('{Enter}')
  await happens(() => undefined)
  expect(inputs('secrets.add')).toHaveLength(1)
})

test('what the host refuses is told, and the value stays to be put right', async () => {
  const { user, engine, onSaved } = await show()
  const issues = [{ path: ['value'], message: 'The variable ALLO is not set.' }]
  engine.connection.fail('secrets.add', new AppError('bad-input', 'no', issues))
  await user.type(field(), 'env:ALLO{Enter}')
  expect((await screen.findByRole('alert')).textContent).toBe('The variable ALLO is not set.')
  expect(field().value).toBe('env:ALLO')
  expect(field().getAttribute('aria-invalid')).toBe('true')
  expect(onSaved).not.toHaveBeenCalled()
  engine.connection.fail('secrets.add', null)
  await user.keyboard('{Enter}')
  await happens(() => undefined)
  expect(screen.queryByRole('alert')).toBeNull()
  expect(onSaved).toHaveBeenCalledOnce()
})

test('a label of one’s own, else the provider’s name', async () => {
  const { user, inputs } = await show({ withLabel: true })
  const label = screen.getByLabelText('Label of the secret')
  await user.type(label, '  live ')
  await user.type(field(), 'abc')
  await user.click(screen.getByRole('button', { name: 'Add' }))
  await happens(() => undefined)
  expect(inputs('secrets.add')).toMatchObject([{ label: 'live' }])
  expect(label).toHaveProperty('value', '')
})

test('in a rotation the old secrets are retired with the new one, after a question', async () => {
  const { user, inputs } = await show({
    withLabel: true,
    active: [secret()],
    change: (engine) => {
      engine.endpoints = [endpoint({ deliveries: 3 })]
    },
  })
  expect(screen.queryByRole('checkbox')).toBeNull()
  await user.type(field(), 'abc')
  await user.click(screen.getByRole('checkbox', { name: /^Retire “main”/ }))
  await user.click(screen.getByRole('button', { name: 'Add' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Retire “main”?' }))
  expect(inputs('secrets.add')).toHaveLength(1)
  expect(inputs('changes.apply')).toEqual([])
  await user.click(await dialog.findByRole('button', { name: 'Retire' }))
  await happens(() => undefined)
  expect(inputs('changes.apply')).toEqual([{ change: { kind: 'retire', secretIds: ['sec_1'], retired: true } }])
})

test('where the new secret is not taken, the old ones stay', async () => {
  const { user, engine, inputs } = await show({ withLabel: true, active: [secret()] })
  engine.connection.fail('secrets.add', new AppError('unavailable', 'The key store is locked.'))
  await user.type(field(), 'abc')
  await user.click(screen.getByRole('checkbox', { name: /^Retire “main”/ }))
  await user.click(screen.getByRole('button', { name: 'Add' }))
  expect((await screen.findByRole('alert')).textContent).toBe('The key store is locked.')
  expect(inputs('changes.apply')).toEqual([])
  expect(screen.queryByRole('dialog')).toBeNull()
})

test.each([
  [provider(), 'signed'],
  [provider({ signature: { kind: 'none', why: 'x' } }), 'does not sign'],
  [provider({ signature: { kind: 'not-documented', why: 'x', known: [] } }), 'how it signs is not documented'],
  [null, 'provider is detected'],
] as const)('whether deliveries can be verified, in two words', (pack, words) => expect(signingNote(pack)).toBe(words))

test('with a recipe of its own, an endpoint’s secret is not the provider’s', () => {
  expect(wantedSecret(endpoint(), provider())).toEqual({ hint: 'whsec_ followed by Base64', issued: true })
  const own = endpoint({ recipe: { scheme: 'hmac', params: {} } })
  expect(wantedSecret(own, provider())).toEqual({ hint: null, issued: false })
  expect(wantedSecret(endpoint(), null)).toEqual({ hint: null, issued: false })
})
