// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ComparedMessage } from '#shared/compare/compare-messages.ts'
import { ComparisonView } from '../../../src/renderer/src/parts/comparison-view.tsx'
import { memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

const message = (body: unknown, status = 200, headers: ComparedMessage['headers'] = []): ComparedMessage => {
  const text = JSON.stringify(body)
  return { status, headers, text, digest: text, size: text.length, isCut: false }
}
const engine = memoryEngine()
const show = (left: ComparedMessage, right: ComparedMessage, onlyStructure = false) =>
  renderWith(
    engine,
    <ComparisonView {...{ left, right, onlyStructure }} names={['replay 1', 'replay 2']} endpointId="end_1" />,
  )
const places = () =>
  within(screen.getByRole('table', { name: 'Places of the body that differ' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent)

test('status, headers and places that differ', async () => {
  await show(
    message({ a: 1, at: 1 }, 200, [
      ['X-A', '1'],
      ['Date', 'x'],
    ]),
    message({ a: 2, at: 1, b: [] }, 500, [['Date', 'y']]),
  )
  expect(screen.getByText('differs from replay 1')).toBeTruthy()
  expect(screen.getByRole('list', { name: 'Result' }).textContent).toContain('status 200 → 500')
  expect(places()).toEqual(['/a 12', '/b addedabsent[]'])
  expect(screen.getByRole('table', { name: 'Headers that differ' }).textContent).toContain('X-A 1absent')
  expect(screen.getByText(/^1 difference left out, by 3 rules/)).toBeTruthy()
})

test('what is left out is remembered for the endpoint, and counts again when the rule is taken back', async () => {
  const left = message({ items: [{ id: 'a', at: 1 }] })
  const right = message({ items: [{ id: 'a', at: 2 }] })
  const { user } = await show(left, right)
  await user.click(screen.getByRole('button', { name: 'Leave out /items/0/at from now on' }))
  expect(screen.getByText('no difference')).toBeTruthy()
  expect(engine.compareRules.get('end_1')?.pointers).toEqual(['/items/*/at'])
  await user.click(screen.getByText(/^1 difference left out/))
  await user.click(screen.getByRole('button', { name: 'Count /items/*/at again' }))
  expect(places()).toEqual(['/items/0/at 12'])
})

test('a rule can be typed; what cannot be one is said', async () => {
  const { user } = await show(message({ a: 1 }), message({ a: 2 }))
  await user.click(screen.getByText(/^Nothing is left out/))
  const field = screen.getByRole('textbox', { name: 'Leave out' })
  await user.type(field, '/a~x{Enter}')
  expect(screen.getByText(/must be a JSON pointer/)).toBeTruthy()
  await user.clear(field)
  await user.type(field, '/a{Enter}')
  expect(screen.getByText('no difference')).toBeTruthy()
  engine.compareRules.clear()
})

test('only the structure: values that differ do not count, types do', async () => {
  const { rerender } = await show(message({ a: 1, b: 1 }), message({ a: 2, b: 'x' }), true)
  expect(places()).toEqual(['/b 1"x"'])
  rerender(
    <ComparisonView
      left={message({ a: 1 })}
      right={message({ a: 2 })}
      onlyStructure
      names={['x', 'y']}
      endpointId="end_1"
    />,
  )
  expect(screen.getByText('same structure')).toBeTruthy()
})
