// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { ForwardingSection } from '../../../../../src/renderer/src/features/endpoint-settings/forwarding/forwarding-section.tsx'
import { ForwardingDialog } from '../../../../../src/renderer/src/features/forwarding/approval-dialog.tsx'
import { useEndpoint } from '../../../../../src/renderer/src/state/live-state.ts'
import { endpoint } from '../../../../support/renderer-data.ts'
import { happens, memoryEngine, message, renderWith } from '../../../../support/renderer-screen.tsx'

function Part() {
  const found = useEndpoint('end_1')
  return (
    <>
      {found ? <ForwardingSection endpoint={found} /> : null}
      <ForwardingDialog />
    </>
  )
}
async function show(part: Partial<EndpointStatus> = {}) {
  const shown = await renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ target: 'http://localhost:3000/', ...part })]
    }),
    <Part />,
  )
  await screen.findByRole('region', { name: 'Forwarding' })
  return { ...shown, now: () => shown.engine.endpoints[0]! }
}
const pressed = () =>
  within(screen.getByRole('group', { name: 'Who answers' })).getByRole('button', { pressed: true }).textContent
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
const box = (name: RegExp) => screen.getByRole<HTMLInputElement>('checkbox', { name })
const save = (name: string, value: string) => {
  fireEvent.change(field(name), { target: { value } })
  fireEvent.keyDown(field(name), { key: 'Enter' })
  return happens(() => undefined)
}

test('who answers is shown as chosen before the host has said so', async () => {
  const { user, engine, now } = await show()
  const answer = engine.connection.hold('forwards.set')
  await user.click(screen.getByRole('button', { name: 'Forward' }))
  expect(pressed()).toBe('Forward')
  expect(now().mode).toBe('answer')
  await happens(answer)
  expect(pressed()).toBe('Forward')
})

test('a choice that is refused is taken back, with the reason', async () => {
  const { user, engine } = await show()
  engine.connection.fail('forwards.set', new AppError('unavailable', 'The disk is full.'))
  await user.click(screen.getByRole('button', { name: 'Forward' }))
  expect(await message('Forwarding was not changed')).toBeTruthy()
  expect(pressed()).toBe('Answer')
  await user.click(box(/^Store and forward later/))
  await happens(() => undefined)
  expect(box(/^Store and forward later/).checked).toBe(false)
})

test('a target elsewhere is asked about once, though the question takes the focus out of the field', async () => {
  const { user, inputs, now } = await show()
  await user.click(field('Target'))
  fireEvent.change(field('Target'), { target: { value: 'https://app.example.com/' } })
  await user.keyboard('{Enter}')
  await screen.findByRole('dialog', { name: 'Forward to https://app.example.com?' })
  expect(inputs('forwards.set')).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Forward' }))
  await happens(() => undefined)
  expect(now().target).toBe('https://app.example.com/')
  expect(inputs('forwards.set')).toHaveLength(2)
  expect(screen.queryByText('Not agreed to, so nothing was changed.')).toBeNull()
})

test('an emptied target is none', async () => {
  const { now } = await show()
  await save('Target', ' ')
  expect(now().target).toBeNull()
})

test.each([
  ['Patience, seconds', '0', '0.1 to 600 seconds'],
  ['Patience, seconds', '601', '0.1 to 600 seconds'],
  ['Patience, seconds', 'soon', '0.1 to 600 seconds'],
  ['Fallback status', '199', 'a status from 200 to 599'],
  ['Fallback status', '200.5', 'a status from 200 to 599'],
])('%s: %j is refused where it stands', async (name, value, words) => {
  const { inputs } = await show()
  await save(name, value)
  expect(screen.getByRole('alert').textContent).toBe(words)
  expect(inputs('forwards.set')).toEqual([])
})

test('one part of the fallback leaves the other as it is', async () => {
  const { now } = await show()
  const { text } = now().forward.fallback
  await save('Fallback status', '503')
  expect(now().forward.fallback).toEqual({ status: 503, text })
  await save('Fallback text', '')
  expect(now().forward.fallback).toEqual({ status: 503, text: '' })
})

test('what the provider makes of the fallback is said beside it', async () => {
  await show()
  expect(screen.getByText('the provider may retry')).toBeTruthy()
  await save('Fallback status', '202')
  expect(screen.getByText('the provider will not retry')).toBeTruthy()
})

test('what keeps deliveries from the app is said where it is set up', async () => {
  await show({
    mode: 'forward',
    forwarding: { last: { state: 'failed', at: 1, problem: 'Nothing listens on localhost:3000.' }, waiting: 0 },
  })
  expect(screen.getByText('Nothing listens on localhost:3000.')).toBeTruthy()
})

test('the queue is emptied only after a question that says what that means', async () => {
  const { user, inputs } = await show({ forwarding: { last: null, waiting: 1 } })
  await user.click(screen.getByRole('button', { name: 'Empty the queue…' }))
  const dialog = within(screen.getByRole('dialog', { name: 'Empty the queue?' }))
  expect(dialog.getByText(/^Your app does not get the delivery that waits/)).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Cancel' }))
  expect(inputs('forwards.discard')).toEqual([])
})

test('sending again when the server is back needs a target', async () => {
  await show({ target: null })
  expect(box(/^Send the newest delivery again/).disabled).toBe(true)
  expect(screen.getByText('needs a target')).toBeTruthy()
})
