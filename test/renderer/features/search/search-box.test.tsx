// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { SearchBox } from '../../../../src/renderer/src/features/search/search-box.tsx'
import { navigate } from '../../../../src/renderer/src/state/route.ts'
import { useStream } from '../../../../src/renderer/src/state/stream-store.ts'
import { address, happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (at = '#/', within: string | null = null) =>
  renderWith(memoryEngine(), <SearchBox within={within} />, { at })
const withList = () =>
  renderWith(
    memoryEngine(),
    <>
      <SearchBox within={null} />
      <button type="button" data-list="deliveries" data-testid="results" />
    </>,
  )
const box = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search deliveries' })
const options = () => screen.queryAllByRole('option').map((option) => option.firstChild?.textContent)

test('it says what is searched', async () => {
  const { rerender } = await show()
  expect(box().placeholder).toContain('type:call.ended')
  rerender(<SearchBox within="Front desk" />)
  expect(box().placeholder).toBe('Search in Front desk')
})

test('the key / goes to the box, with what stands in it selected', async () => {
  const { user } = await show('#/?q=sink')
  await user.keyboard('/')
  expect(document.activeElement).toBe(box())
  expect([box().selectionStart, box().selectionEnd]).toEqual([0, 4])
})

test('what is typed becomes the query a moment later', async () => {
  const { user } = await show()
  await user.type(box(), 'kitchen sink')
  await waitFor(() => expect(address()).toBe('#/?q=kitchen+sink'))
})

test('Enter does not wait', async () => {
  const { user } = await show()
  await user.type(box(), 'status:5xx{Enter}')
  expect(address()).toBe('#/?q=status:5xx')
  expect(screen.queryByRole('listbox')).toBeNull()
})

test('the box shows a query that came by other means', async () => {
  await show()
  await happens(() => navigate({ query: 'schema:differs' }))
  expect(box().value).toBe('schema:differs')
})

test('the button clears', async () => {
  const { user } = await show('#/?q=sink')
  await user.click(screen.getByRole('button', { name: 'Clear the search' }))
  expect(box().value).toBe('')
  expect(address()).toBe('#/')
  expect(screen.queryByRole('button', { name: 'Clear the search' })).toBeNull()
})

test('an empty box offers the fields, each with what it is about', async () => {
  const { user } = await show()
  await user.click(box())
  expect(options().slice(0, 3)).toEqual(['type:', 'provider:', 'endpoint:'])
  expect(screen.getByRole('option', { name: /^status:/ }).textContent).toContain('answer that was given')
})

test('a few letters, then Tab: the field, and its values next', async () => {
  const { user } = await show()
  await user.type(box(), 'prov')
  expect(options()).toEqual(['provider:'])
  await user.keyboard('{ArrowDown}{Tab}')
  expect(box().value).toBe('provider:')
  await waitFor(() => expect(options()).toEqual(['allo-v2', 'outcallerai', 'oneinbox', 'none']))
})

test.each(['Tab', 'Enter'])('%s takes what is marked, without an arrow key before it', async (key) => {
  const { user } = await show()
  await user.type(box(), 'prov')
  expect(screen.getByRole('option', { selected: true }).textContent).toContain('provider:')
  await user.keyboard(`{${key}}out{${key}}`)
  expect(box().value).toBe('provider:outcallerai ')
  expect(document.activeElement).toBe(box())
  await waitFor(() => expect(address()).toBe('#/?q=provider:outcallerai'))
})

test('behind a whole term nothing is offered, so that Enter means the results; Ctrl Space asks', async () => {
  const { user } = await show()
  await user.type(box(), 'verified:no ')
  expect(screen.queryByRole('listbox')).toBeNull()
  await user.keyboard('{Control>} {/Control}')
  expect(options()[0]).toBe('type:')
  await user.keyboard('{Tab}')
  expect(box().value).toBe('verified:no type:')
})

test.each(['{Enter}', '{ArrowDown}'])('%s leads to the results', async (key) => {
  const { user } = await withList()
  await user.type(box(), `kitchen sink${key}`)
  expect(document.activeElement).toBe(screen.getByTestId('results'))
  expect(address()).toBe('#/?q=kitchen+sink')
})

test('a query with a mistake keeps the focus', async () => {
  const { user } = await withList()
  await user.type(box(), 'statsu:500{Enter}')
  expect(document.activeElement).toBe(box())
})

test('after the button that clears, typing goes on in the box', async () => {
  const { user } = await show('#/?q=sink')
  await user.click(screen.getByRole('button', { name: 'Clear the search' }))
  await user.keyboard('nr')
  expect(box().value).toBe('nr')
})

test('the focus passes through an empty box by Tab', async () => {
  const { user } = await withList()
  box().focus()
  await user.keyboard('{Tab}')
  expect(document.activeElement).toBe(screen.getByTestId('results'))
})

test('a value is chosen with the mouse; the focus stays in the box', async () => {
  const { user } = await show()
  await user.type(box(), 'verified:')
  await user.click(screen.getByRole('option', { name: 'no' }))
  expect(box().value).toBe('verified:no ')
  expect(document.activeElement).toBe(box())
  await waitFor(() => expect(address()).toBe('#/?q=verified:no'))
})

test('types of the packs and names of the endpoints are offered', async () => {
  const { user } = await show()
  await user.type(box(), 'type:sms')
  expect(options()).toEqual(['sms.received'])
  await user.clear(box())
  await user.type(box(), 'endpoint:')
  await user.click(screen.getByRole('option', { name: 'Front desk' }))
  expect(box().value).toBe('endpoint:"Front desk" ')
})

test('arrows go round, and name the chosen one for screen readers', async () => {
  const { user } = await show()
  await user.type(box(), 'verified:{ArrowUp}')
  const chosen = screen.getByRole('option', { selected: true })
  expect(chosen.textContent).toBe('no')
  expect(box().getAttribute('aria-activedescendant')).toBe(chosen.id)
  await user.keyboard('{ArrowDown}')
  expect(screen.getByRole('option', { selected: true }).textContent).toBe('verified')
})

test('Escape closes the suggestions first', async () => {
  const { user } = await show()
  await user.type(box(), 'ver')
  await user.keyboard('{Escape}')
  expect(box().getAttribute('aria-expanded')).toBe('false')
  expect(box().value).toBe('ver')
})

test('a term that cannot be read is told, and the query before stays', async () => {
  const { user } = await show('#/?q=sink')
  await user.clear(box())
  await user.type(box(), 'statsu:500{Enter}')
  expect(screen.getByRole('alert').textContent).toContain('statsu')
  expect(box().getAttribute('aria-invalid')).toBe('true')
  expect(address()).not.toContain('statsu')
})

test('while the term is being typed it is not wrong yet', async () => {
  const { user } = await show()
  await user.type(box(), 'attempt:x')
  expect(screen.queryByRole('alert')).toBeNull()
  await user.keyboard(' {Escape}')
  expect(screen.getByRole('alert').textContent).toContain('attempt')
})

test('a mistake is told while typing, and meanwhile no rows of the query before are shown', async () => {
  const { user } = await show('#/?q=sink')
  await user.clear(box())
  await user.type(box(), 'statsu:500')
  expect((await screen.findByRole('alert')).textContent).toContain('statsu')
  expect(document.activeElement).toBe(box())
  expect(useStream.getState().unreadable).toBe(true)
  await user.clear(box())
  await user.type(box(), 'status:500')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(useStream.getState().unreadable).toBe(false)
})

test.each(['path:', 'verified:', 'verified:y', 'sta'])('%s may become something, and is no mistake', async (typed) => {
  const { user } = await show()
  await user.type(box(), typed)
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(screen.queryByRole('alert')).toBeNull()
  expect(useStream.getState().unreadable).toBe(false)
})

test('what may have been meant is one click away', async () => {
  const { user } = await show()
  await user.type(box(), 'statsu:500{Enter}')
  await user.click(screen.getByRole('button', { name: 'status:' }))
  expect(box().value).toBe('status:500')
  expect(address()).toBe('#/?q=status:500')
  expect(screen.queryByRole('alert')).toBeNull()
})
