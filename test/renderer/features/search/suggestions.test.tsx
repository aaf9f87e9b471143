// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { SearchBox } from '../../../../src/renderer/src/features/search/search-box.tsx'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { provider } from '../../../support/renderer-data.ts'
import { address, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (change: (engine: MemoryEngine) => void = () => undefined, at = '#/') =>
  renderWith(memoryEngine(change), <SearchBox within={null} />, { at })
const box = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search deliveries' })
const options = () => screen.queryAllByRole('option').map((option) => option.firstChild?.textContent)
/** Puts the caret somewhere, as a click does. */
async function caretAt(user: Awaited<ReturnType<typeof show>>['user'], at: number) {
  await user.click(box())
  box().setSelectionRange(at, at)
  await user.keyboard('{Control>} {/Control}')
}

test('headers and places in bodies are asked for only once one is begun', async () => {
  const { user, inputs } = await show(({ collections }) => {
    collections.vocabulary = { headers: ['x-trace', 'x-tenant'], pointers: [] }
  })
  await user.type(box(), 'type')
  expect(inputs('search.vocabulary')).toEqual([])
  await user.clear(box())
  await user.type(box(), 'header.')
  await waitFor(() => expect(inputs('search.vocabulary').length).toBeGreaterThan(0))
  await waitFor(() => expect(options().some((label) => label?.includes('x-trace'))).toBe(true))
})

test('a term in the middle is completed where it stands; the rest stays', async () => {
  const { user } = await show(undefined, `#/?q=${encodeURIComponent('verif sink')}`)
  await caretAt(user, 5)
  await user.keyboard('{Tab}')
  expect(box().value).toMatch(/^verif\w*:\s?sink$/)
  expect(box().selectionStart).toBe(box().value.indexOf(':') + 1)
})

test('Escape closes the list and leaves what was typed; the next Escape goes to the results', async () => {
  const { user } = await show()
  await user.type(box(), 'prov')
  expect(box().getAttribute('aria-expanded')).toBe('true')
  await user.keyboard('{Escape}')
  expect(box().getAttribute('aria-expanded')).toBe('false')
  expect(box().value).toBe('prov')
  expect(document.activeElement).toBe(box())
})

test('with Shift, Tab leaves the box as everywhere', async () => {
  const { user } = await renderWith(
    memoryEngine(),
    <>
      <button type="button">Before</button>
      <SearchBox within={null} />
    </>,
  )
  await user.type(box(), 'prov')
  await user.tab({ shift: true })
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Before' }))
  expect(box().value).toBe('prov')
  expect(screen.queryByRole('listbox')).toBeNull()
})

test('an event type that two providers have is offered once', async () => {
  const { user } = await show((engine) => {
    engine.providers = [provider(), provider({ id: 'other', name: 'Other' })]
  })
  await user.type(box(), 'type:call.comp')
  expect(options()).toEqual(['call.completed'])
})

test('a value that is there as a whole already means the search, not itself again', async () => {
  const { user } = await show()
  await user.type(box(), 'verified:no')
  expect(options()).toContain('no')
  await user.keyboard('{Enter}')
  expect(box().value).toBe('verified:no')
  expect(address()).toBe('#/?q=verified:no')
  expect(screen.queryByRole('listbox')).toBeNull()
})

test('what is wrong is told with what may have been meant, and put right by one click', async () => {
  const { user } = await show()
  await user.type(box(), 'statsu:500 {Enter}')
  const fix = await screen.findByRole('button', { name: /^status/ })
  expect(box().getAttribute('aria-invalid')).toBe('true')
  await user.click(fix)
  expect(box().value).toMatch(/^status:500/)
  expect(screen.queryByRole('alert')).toBeNull()
  expect(box().getAttribute('aria-invalid')).toBe('false')
})

test('who has only begun a field is not told that it is wrong', async () => {
  const { user } = await show()
  await user.type(box(), 'verified:')
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(screen.queryByRole('alert')).toBeNull()
  await user.tab()
  expect(screen.queryByRole('listbox')).toBeNull()
})
