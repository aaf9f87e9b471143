// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { Rail } from '../../../../src/renderer/src/features/rail/rail.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { address, happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const office = endpoint({ id: 'end_2', name: 'Office', provider: null, lastAt: 1, lastStatus: 503, perMinute: 1.5 })
const show = (at = '#/') =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint(), office]
      engine.status = { ...engine.status, deliveries: 1234 }
      engine.deliveries = [
        deliveryDetail({ seq: 1, id: 'd1' }),
        deliveryDetail({ seq: 2, id: 'd2', conformance: { state: 'differs', issues: 2 } }),
      ]
    }),
    <Rail />,
    { at },
  )
const link = (name: string | RegExp) => screen.getByRole('link', { name })

test('an endpoint tells its provider, last answer and rate', async () => {
  await show()
  const busy = link('Office, detect, last answer 503')
  expect(busy.textContent).toContain('503')
  expect(busy.textContent).toContain('1.5/min')
  expect(link('Front desk, Allo').textContent).toContain('no deliveries yet')
})

test('an endpoint without its pack is told by the id of the pack', async () => {
  const { engine } = await show()
  await happens(() => {
    engine.endpoints = [endpoint({ provider: 'gone' })]
    engine.tellEndpoints()
  })
  expect(link('Front desk, gone')).toBeTruthy()
})

test('all deliveries with their number, views with theirs', async () => {
  await show()
  expect(link('All deliveries').textContent).toContain('1,234')
  expect(link('Schema differs').textContent).toBe('Schema differs1')
  expect(link('Signature failed').textContent).toBe('Signature failed0')
})

test('a view that cannot be counted has no number', async () => {
  const engine = memoryEngine()
  engine.connection.fail('deliveries.count', new AppError('bad-input', 'no such field'))
  await renderWith(engine, <Rail />)
  expect(link('Near the deadline').textContent).toBe('Near the deadline')
})

test.each([
  ['#/', 'All deliveries'],
  ['#/?q=schema%3Adiffers', 'Schema differs'],
  ['#/endpoint/end_2', /^Office/],
  ['#/endpoint/end_2/settings', /^Office/],
  ['#/settings', 'Settings'],
])('at %s the line that leads there is the current one', async (at, name) => {
  await show(at)
  expect(link(name).getAttribute('aria-current')).toBe('page')
  expect(screen.getAllByRole('link').filter((each) => each.getAttribute('aria-current'))).toHaveLength(1)
})

test('lines lead to pages and queries', async () => {
  await show()
  expect(link(/^Front desk/).getAttribute('href')).toBe('#/endpoint/end_1')
  expect(link('Signature failed').getAttribute('href')).toBe('#/?q=verification%3Afailed')
  expect(link('Settings').getAttribute('href')).toBe('#/settings')
})

test('g and a number lead to an endpoint, g a to all deliveries', async () => {
  const { user } = await show()
  await user.keyboard('g2')
  expect(address()).toBe('#/endpoint/end_2')
  await user.keyboard('ga')
  expect(address()).toBe('#/')
})

test('endpoints come and go as the engine tells', async () => {
  const { engine } = await show()
  await happens(() => {
    engine.endpoints = [endpoint({ id: 'end_3', name: 'Depot' })]
    engine.tellEndpoints()
  })
  const rail = within(screen.getByRole('navigation', { name: 'Deliveries' }))
  expect(rail.getByRole('link', { name: /^Depot/ })).toBeTruthy()
  expect(rail.queryByRole('link', { name: /^Office/ })).toBeNull()
})

test('n and the button ask for a new endpoint', async () => {
  const { user } = await show()
  await user.keyboard('n')
  expect(screen.getByRole('dialog', { name: 'New endpoint' })).toBeTruthy()
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'New endpoint' }))
  expect(screen.getByRole('dialog', { name: 'New endpoint' })).toBeTruthy()
})
