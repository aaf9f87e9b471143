// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { SampleButtons, useSamples } from '../../../src/renderer/src/parts/sample-buttons.tsx'
import type { MemoryEngine } from '../../support/renderer-client.ts'
import { happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

const events: ProviderInfo['samples'] = [
  { event: 'call.completed', documented: 'fields', madeUp: false },
  { event: 'call.started', documented: 'envelope', madeUp: false },
  { event: 'lead.made', documented: 'fields', madeUp: true },
]
function Part() {
  return <SampleButtons samples={useSamples('end_1')} provider="allo-v2" events={events} />
}
const show = (change: (engine: MemoryEngine) => void = () => undefined) => renderWith(memoryEngine(change), <Part />)
const button = (event: string) => screen.getByRole<HTMLButtonElement>('button', { name: `Send a sample ${event}` })
const sends = (engine: MemoryEngine, answer: object) =>
  Object.assign(engine.handlers.calls, {
    'samples.send': () => ({ status: 200, via: 'tunnel', url: 'x', signedWith: 'main', problem: null, ...answer }),
  })

test('what is sent goes to this endpoint, as this provider’s event', async () => {
  const { user, inputs } = await show()
  await user.click(button('call.completed'))
  expect(inputs('samples.send')).toEqual([{ endpointId: 'end_1', provider: 'allo-v2', event: 'call.completed' }])
})

test.each([
  [{}, 'call.completed sent through the tunnel, signed with “main”, answered 200.'],
  [{ via: 'receiver', signedWith: null }, 'call.completed sent straight to the receiver, not signed, answered 200.'],
  [{ status: null }, 'call.completed sent through the tunnel, signed with “main”, answered nothing.'],
])('what became of it, in one line: %j', async (answer, words) => {
  const { user } = await show((engine) => sends(engine, answer))
  await user.click(button('call.completed'))
  expect((await screen.findByRole('status')).textContent).toBe(words)
})

test('one that did not arrive says why, loudly', async () => {
  const { user } = await show((engine) => sends(engine, { status: null, problem: 'The tunnel is down.' }))
  await user.click(button('call.completed'))
  expect((await screen.findByRole('alert')).textContent).toBe('The tunnel is down.')
})

test('one that could not be sent says why', async () => {
  const { user, engine } = await show()
  engine.connection.fail('samples.send', new AppError('not-found', 'This endpoint does not exist any more.'))
  await user.click(button('call.completed'))
  expect((await screen.findByRole('alert')).textContent).toBe('This endpoint does not exist any more.')
  engine.connection.fail('samples.send', null)
  await user.click(button('call.completed'))
  expect((await screen.findByRole('status')).textContent).toContain('answered 200')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('while one is on its way no other is sent', async () => {
  const { user, engine, inputs } = await show()
  const answer = engine.connection.hold('samples.send')
  await user.click(button('call.completed'))
  expect(button('lead.made').disabled).toBe(true)
  await user.click(button('lead.made'))
  await happens(answer)
  expect(inputs('samples.send')).toHaveLength(1)
  expect(button('lead.made').disabled).toBe(false)
})

test('what is not documented of a sample is said on its button', async () => {
  await show()
  expect(button('call.started').textContent).toContain('envelope only')
  expect(button('lead.made').textContent).toContain('name made up')
  expect(button('call.completed').textContent).toBe('call.completed')
})
