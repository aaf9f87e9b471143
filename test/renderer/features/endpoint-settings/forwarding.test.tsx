// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { EndpointSettings } from '../../../../src/renderer/src/features/endpoint-settings/endpoint-settings.tsx'
import { ForwardingDialog } from '../../../../src/renderer/src/features/forwarding/approval-dialog.tsx'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const page = (
  <>
    <EndpointSettings id="end_1" />
    <ForwardingDialog />
  </>
)
const show = (change: (engine: MemoryEngine) => void = () => undefined) =>
  renderWith(memoryEngine(change), page, { at: '#/endpoint/end_1/settings' })
const section = () => within(screen.getByRole('region', { name: 'Forwarding' }))
const withTarget = (engine: MemoryEngine) => {
  engine.endpoints = [endpoint({ target: 'http://localhost:3000/' })]
}

test('the mode is switched, and said', async () => {
  const { user, engine } = await show(withTarget)
  expect(section().getByRole('button', { name: 'Answer' }).getAttribute('aria-pressed')).toBe('true')
  await user.click(section().getByRole('button', { name: 'Forward' }))
  expect(engine.endpoints[0]?.mode).toBe('forward')
  expect(section().getByText('Your app answers, through Switchhook.')).toBeTruthy()
})

test('a target elsewhere asks first; not agreed to, nothing is changed and that is said', async () => {
  const { user, engine } = await show(withTarget)
  const target = () => section().getByRole('textbox', { name: 'Target' })
  await user.clear(target())
  await user.type(target(), 'https://app.example.com/{Enter}')
  const dialog = await screen.findByRole('dialog', { name: 'Forward to https://app.example.com?' })
  expect(document.activeElement?.textContent).toBe('Cancel')
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
  expect(await section().findByText('Not agreed to, so nothing was changed.')).toBeTruthy()
  expect(engine.endpoints[0]?.target).toBe('http://localhost:3000/')
  await user.type(target(), '{Enter}')
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Forward' }))
  expect(engine.endpoints[0]?.target).toBe('https://app.example.com/')
})

test('other targets are added with role and event types, and removed', async () => {
  const { user, engine } = await show(withTarget)
  await user.click(section().getByRole('button', { name: 'Another target…' }))
  await user.selectOptions(section().getByRole('combobox', { name: 'Role of the new target' }), 'gets a copy')
  await user.type(section().getByRole('textbox', { name: 'URL of the new target' }), 'http://localhost:9000/all')
  await user.type(section().getByRole('textbox', { name: 'Event types of the new target' }), 'call.*, sms.received')
  await user.click(section().getByRole('button', { name: 'Add' }))
  expect(engine.endpoints[0]?.forward.others).toEqual([
    { url: 'http://localhost:9000/all', events: ['call.*', 'sms.received'], role: 'copy' },
  ])
  await user.selectOptions(section().getByRole('combobox', { name: 'Role of target 2' }), 'answers')
  expect(engine.endpoints[0]?.forward.others[0]?.role).toBe('answers')
  await user.click(section().getByRole('button', { name: 'Remove target 2' }))
  expect(engine.endpoints[0]?.forward.others).toEqual([])
})

test('patience and fallback are checked where they are typed', async () => {
  const { user, engine } = await show(withTarget)
  const put = async (name: string, value: string) => {
    const field = section().getByRole('textbox', { name })
    await user.clear(field)
    await user.type(field, `${value}{Enter}`)
  }
  await put('Patience, seconds', '7.5')
  await put('Fallback status', '99')
  expect(section().getByRole('alert').textContent).toBe('a status from 200 to 599')
  await put('Fallback status', '503')
  await put('Fallback text', 'try again')
  expect(engine.endpoints[0]?.forward).toMatchObject({
    timeoutMs: 7500,
    fallback: { status: 503, text: 'try again\n' },
  })
})

test('what waits is told, leads to it, and can be taken out of the queue', async () => {
  const { user, inputs } = await show((engine) => {
    engine.endpoints = [endpoint({ target: 'http://localhost:3000/', forwarding: { last: null, waiting: 2 } })]
  })
  const link = section().getByRole('link', { name: '2 deliveries in the queue' })
  expect(link.getAttribute('href')).toContain('forward%3Awaiting')
  expect(section().getByText('They wait until you forward again.')).toBeTruthy()
  await user.click(section().getByRole('button', { name: 'Empty the queue…' }))
  expect(inputs('forwards.discard')).toEqual([])
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Empty' }))
  expect(inputs('forwards.discard')).toEqual([{ endpointId: 'end_1' }])
})
