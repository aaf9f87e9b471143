// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { EndpointSettings } from '../../../../src/renderer/src/features/endpoint-settings/endpoint-settings.tsx'
import { type MemoryEngine, progress } from '../../../support/renderer-client.ts'
import { endpoint, provider } from '../../../support/renderer-data.ts'
import { address, happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (change: (engine: MemoryEngine) => void = () => undefined) =>
  renderWith(memoryEngine(change), <EndpointSettings id="end_1" />)
const withDeliveries = (count: number) => (engine: MemoryEngine) => {
  engine.endpoints = [endpoint({ deliveries: count })]
}
const sample = (event: string) => screen.getByRole('button', { name: `Send a sample ${event}` })
const samples = () => within(screen.getByRole('region', { name: 'Sample events' }))

test('a sample goes out and tells how it went', async () => {
  const { user, inputs } = await show()
  await user.click(sample('sms.received'))
  expect(inputs('samples.send')).toEqual([{ endpointId: 'end_1', provider: 'allo-v2', event: 'sms.received' }])
  expect(samples().getByRole('status').textContent).toBe(
    'sms.received sent through the tunnel, signed with “main”, answered 200.',
  )
})

test('a sample that is not signed and goes straight to the receiver', async () => {
  const { user, engine } = await show()
  Object.assign(engine.handlers.calls, {
    'samples.send': () => ({ status: null, via: 'receiver', url: 'x', signedWith: null, problem: null }),
  })
  await user.click(sample('call.completed'))
  expect(samples().getByRole('status').textContent).toContain('straight to the receiver, not signed, answered nothing')
})

test('a sample that did not arrive tells why', async () => {
  const { user, engine } = await show()
  Object.assign(engine.handlers.calls, {
    'samples.send': () => ({
      status: null,
      via: 'tunnel',
      url: 'x',
      signedWith: 'main',
      problem: 'The tunnel is down.',
    }),
  })
  await user.click(sample('call.completed'))
  expect(samples().getByRole('alert').textContent).toBe('The tunnel is down.')
})

test('a sample that says less than a delivery, or has a made-up name, is marked', async () => {
  await show((engine) => {
    engine.providers = [
      provider({
        samples: [
          { event: 'call.completed', documented: 'fields', madeUp: false },
          { event: 'sms.received', documented: 'envelope', madeUp: false },
          { event: 'task.done', documented: 'envelope', madeUp: true },
        ],
      }),
    ]
  })
  expect(['call.completed', 'sms.received', 'task.done'].map((event) => sample(event).textContent)).toEqual([
    'call.completed',
    'sms.receivedenvelope only',
    'task.donename made upenvelope only',
  ])
})

test('one sample at a time', async () => {
  const { user, engine, inputs } = await show()
  const go = engine.connection.hold('samples.send')
  await user.click(sample('sms.received'))
  expect(sample('call.completed')).toHaveProperty('disabled', true)
  await happens(go)
  expect(sample('call.completed')).toHaveProperty('disabled', false)
  expect(inputs('samples.send')).toHaveLength(1)
})

test('a sample that the engine cannot make', async () => {
  const { user, engine } = await show()
  engine.connection.fail('samples.send', new AppError('not-found', 'There is no such sample.'))
  await user.click(sample('sms.received'))
  expect(samples().getByRole('alert').textContent).toBe('There is no such sample.')
})

test('a provider without samples has no section for them', async () => {
  await show((engine) => {
    engine.endpoints = [endpoint({ provider: 'oneinbox' })]
  })
  expect(screen.queryByRole('region', { name: 'Sample events' })).toBeNull()
})

test('stored deliveries are checked again, with progress, and it can be stopped', async () => {
  const { user } = await show((engine) => {
    withDeliveries(1200)(engine)
    engine.recheckSteps = [progress({ done: 12, total: 1200, changed: 3 })]
    engine.holdRecheck = true
  })
  const check = screen.getByRole('button', { name: 'Check 1,200 deliveries again' })
  await user.click(check)
  expect(await screen.findByText('Checking 12 of 1,200 deliveries')).toBeTruthy()
  expect(screen.getByRole<HTMLProgressElement>('progressbar').value).toBe(12)
  expect(check).toHaveProperty('disabled', true)
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(await screen.findByText('Stopped after 12 of 1,200: 3 deliveries changed.')).toBeTruthy()
  expect(check).toHaveProperty('disabled', false)
})

test('the end of a check tells what came of it', async () => {
  const { user } = await show(withDeliveries(1))
  await user.click(screen.getByRole('button', { name: 'Check 1 delivery again' }))
  expect(await screen.findByText('1 delivery rechecked: nothing changed.')).toBeTruthy()
})

test('without deliveries there is nothing to check', async () => {
  await show()
  expect(screen.queryByRole('button', { name: /again$/ })).toBeNull()
})

test('the steps in the provider’s dashboard, and the guide', async () => {
  const { user } = await show()
  await user.click(screen.getByText('Show the steps'))
  const steps = screen.getAllByRole('listitem').map((step) => step.textContent)
  expect(steps[0]).toContain('Paste the URL under Developers.')
  await user.click(screen.getByRole('button', { name: 'Open the guide' }))
  expect(address()).toBe('#/')
})
