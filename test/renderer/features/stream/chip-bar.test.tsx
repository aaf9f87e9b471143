// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { StreamList } from '../../../../src/renderer/src/features/stream/stream-list.tsx'
import { deliveries } from '../../../support/renderer-deliveries.ts'
import { address, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = async (at = '#/') => {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(5, (seq) => ({
      ...(seq === 1 ? { verification: { state: 'failed', reason: 'header-missing' } } : {}),
      ...(seq > 3 ? { conformance: { state: 'differs', issues: 1 } } : {}),
      answer: { status: seq === 5 ? 503 : 200, ms: 4 },
    }))
  })
  const shown = await renderWith(engine, <StreamList />, { at })
  await screen.findAllByRole('option')
  return shown
}
const bar = () => within(screen.getByRole('toolbar', { name: 'Filters' }))
const chip = (name: RegExp) => bar().getByRole('button', { name })
const pressed = () =>
  bar()
    .getAllByRole('button', { pressed: true })
    .map((each) => each.textContent)
const callers = () => screen.getAllByRole('option').map((each) => each.textContent?.match(/Caller (\d)/)?.[1])

test('each filter with the number that it would show', async () => {
  await show()
  expect(chip(/^All/).textContent).toBe('All5')
  expect(chip(/^Failed/).textContent).toBe('Failed1')
  expect(chip(/^Differs/).textContent).toBe('Differs2')
  expect(chip(/^5xx/).textContent).toBe('5xx1')
  expect(pressed()).toEqual(['All5'])
})

test('a chip is put on and taken off', async () => {
  const { user } = await show()
  await user.click(chip(/^Differs/))
  expect(address()).toBe('#/?q=schema:differs')
  expect(await screen.findByText('Caller 5')).toBeTruthy()
  await user.click(chip(/^Differs/))
  expect(address()).toBe('#/')
})

test('filters add up, All takes them all away', async () => {
  const { user } = await show()
  await user.click(chip(/^Differs/))
  await user.click(chip(/^5xx/))
  expect(address()).toBe('#/?q=schema:differs+status:5xx')
  expect(pressed()).toEqual(['Differs2', '5xx1'])
  await user.click(chip(/^All/))
  expect(pressed()).toEqual(['All5'])
})

test('other terms of the query are chips that can be removed', async () => {
  const { user } = await show(`#/?q=${encodeURIComponent('caller schema:differs')}`)
  await user.click(chip(/^Remove the filter caller/))
  expect(address()).toBe('#/?q=schema:differs')
})

test('the rows are those of the query', async () => {
  await show('#/?q=verification%3Afailed')
  expect(callers()).toEqual(['1'])
})

test('on the page of an endpoint only its own are counted', async () => {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(4, (seq) => ({ endpointId: seq < 4 ? 'end_1' : 'end_2' }))
  })
  await renderWith(engine, <StreamList />, { at: '#/endpoint/end_1' })
  await screen.findAllByRole('option')
  expect(chip(/^All/).textContent).toBe('All3')
  expect(callers()).toEqual(['3', '2', '1'])
})

test('a term that stands there twice is one chip, and goes at once', async () => {
  const { user } = await show('#/?q=caller caller schema:differs')
  expect(bar().getAllByRole('button', { name: 'Remove the filter caller' })).toHaveLength(1)
  await user.click(chip(/^Remove the filter caller$/))
  expect(address()).toBe('#/?q=schema:differs')
})
