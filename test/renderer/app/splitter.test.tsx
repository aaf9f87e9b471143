// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { Splitter, usePaneWidth } from '../../../src/renderer/src/app/splitter.tsx'
import type { DeliveryTab } from '../../../src/renderer/src/state/route.ts'
import { memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

beforeEach(() => localStorage.clear())

function Part({ tab }: { tab: DeliveryTab }) {
  return <Splitter width={usePaneWidth(tab)} />
}
const show = (tab: DeliveryTab = 'overview') => renderWith(memoryEngine(), <Part tab={tab} />)
const line = () => screen.getByRole('separator', { name: 'Width of the delivery' })
const width = () => Number(line().getAttribute('aria-valuenow'))

test('the arrow keys widen and narrow the delivery, Home sets it back', async () => {
  const { user } = await show()
  const usual = width()
  line().focus()
  await user.keyboard('{ArrowLeft}{ArrowLeft}')
  expect(width()).toBe(usual + 32)
  await user.keyboard('{ArrowRight}')
  expect(width()).toBe(usual + 16)
  await user.keyboard('{Home}')
  expect(width()).toBe(usual)
})

test('it becomes neither so narrow nor so wide that nothing can be read', async () => {
  const { user } = await show()
  line().focus()
  await user.keyboard('{ArrowRight>40/}')
  expect(width()).toBe(Number(line().getAttribute('aria-valuemin')))
  await user.keyboard('{ArrowLeft>120/}')
  expect(width()).toBe(1600)
})

test('dragged, it follows the pointer until that is let go', async () => {
  await show()
  const { offsetWidth } = line().parentElement!
  fireEvent.pointerDown(line(), { clientX: 500 })
  fireEvent.pointerMove(line(), { clientX: 480 })
  expect(width()).toBe(Math.min(1600, offsetWidth + 20))
  fireEvent.lostPointerCapture(line())
  fireEvent.pointerMove(line(), { clientX: 100 })
  expect(width()).toBe(Math.min(1600, offsetWidth + 20))
})

test('tabs with code have a width of their own, and each is remembered', async () => {
  const { user, rerender } = await show('overview')
  const narrow = width()
  line().focus()
  await user.keyboard('{ArrowLeft}')
  rerender(<Part tab="payload" />)
  const wide = width()
  expect(wide).toBeGreaterThan(narrow)
  await user.keyboard('{ArrowLeft}')
  rerender(<Part key="again" tab="overview" />)
  expect(width()).toBe(narrow + 16)
  rerender(<Part key="again too" tab="payload" />)
  expect(width()).toBe(wide + 16)
})

test.each(['nonsense', '12', '99999', ''])('a remembered width of %j is not used', async (stored) => {
  const { rerender } = await show()
  const usual = width()
  localStorage.setItem('switchhook.pane.narrow', stored)
  rerender(<Part key="again" tab="overview" />)
  expect(width()).toBe(usual)
})

test('a double click sets it back', async () => {
  const { user } = await show()
  const usual = width()
  line().focus()
  await user.keyboard('{ArrowLeft}')
  await user.dblClick(line())
  expect(width()).toBe(usual)
})
