// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { Rail } from '../../../../src/renderer/src/features/rail/rail.tsx'
import { endpoint } from '../../../support/renderer-data.ts'
import { address, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (part: Partial<EndpointStatus> = {}) =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ target: 'http://localhost:3000/hooks', ...part })]
    }),
    <Rail />,
  )
const button = (name: RegExp | string) => screen.getByRole('button', { name })
const failed = { state: 'failed', at: 1, problem: 'Nothing listens on localhost:3000. Start your app.' } as const

test('the switch says who answers, and changes it by keyboard', async () => {
  const { user, engine } = await show()
  button('Front desk answers by itself').focus()
  await user.keyboard('{Enter}')
  await user.keyboard('{ArrowDown}{Enter}')
  expect(engine.endpoints[0]?.mode).toBe('forward')
  await user.click(button('Front desk forwards to localhost:3000'))
  await user.click(screen.getByRole('menuitem', { name: /^Answer/ }))
  expect(engine.endpoints[0]?.mode).toBe('answer')
})

test('without a target the page with the field for it is shown', async () => {
  const { user, inputs } = await show({ target: null })
  await user.click(button('Front desk answers by itself'))
  await user.click(screen.getByRole('menuitem', { name: /^Forward set a target first/ }))
  expect(address()).toBe('#/endpoint/end_1/settings')
  expect(inputs('forwards.set')).toEqual([])
})

test('a forward that fails is loud, with the reason, and leads to what failed', async () => {
  const { user } = await show({ mode: 'forward', lastAt: 1, forwarding: { last: failed, waiting: 0 } })
  expect(screen.getByRole('link', { name: /Front desk.*not forwarded/ }).textContent).toContain('not forwarded')
  await user.click(button(/^Front desk forwards to localhost:3000\. Nothing listens/))
  await user.click(screen.getByRole('menuitem', { name: 'Show what failed' }))
  expect(address()).toBe('#/endpoint/end_1?q=forward:failed')
})

test('an endpoint that answers by itself is quiet about earlier forwards', async () => {
  await show({ mode: 'answer', lastAt: 1, forwarding: { last: failed, waiting: 0 } })
  expect(screen.queryByText('not forwarded')).toBeNull()
})

test('a copy that fails is told as such', async () => {
  await show({ mode: 'forward', lastAt: 1, forwarding: { last: { ...failed, state: 'copy-failed' }, waiting: 0 } })
  expect(screen.getByRole('link', { name: /Front desk/ }).textContent).toContain('copy failed')
})

test('deliveries in the queue are told', async () => {
  const { user } = await show({ mode: 'forward', forwarding: { last: null, waiting: 3 } })
  await user.click(button(/^Front desk forwards to localhost:3000\. Deliveries wait/))
  await user.click(screen.getByRole('menuitem', { name: 'Show 3 deliveries in the queue' }))
  expect(address()).toBe('#/endpoint/end_1?q=forward:waiting')
})
