// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { RemovalDialog } from '../../../../src/renderer/src/features/removal/removal-dialog.tsx'
import { RemovalLine } from '../../../../src/renderer/src/features/removal/removal-line.tsx'
import { StreamList } from '../../../../src/renderer/src/features/stream/stream-list.tsx'
import { deliveries } from '../../../support/renderer-deliveries.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = async (at = '#/', pinned: readonly string[] = []) => {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(5).map((each) => (pinned.includes(each.id) ? { ...each, pinned: true } : each))
    engine.status = { ...engine.status, deliveries: 1000, storeBytes: 1_000_000_000 }
  })
  const shown = await renderWith(
    engine,
    <>
      <StreamList />
      <RemovalLine />
      <RemovalDialog />
    </>,
    { at },
  )
  await screen.findAllByRole('option')
  return shown
}
const listed = () => screen.queryAllByRole('option').map((row) => row.dataset.delivery)
const dialog = () => within(screen.getByRole('dialog', { name: 'Delete these deliveries?' }))
const facts = () => dialog().getByRole('status', { name: 'What would be deleted' }).textContent
const button = () => dialog().getByRole<HTMLButtonElement>('button', { name: /^Delete/ })

test('Shift Delete tells what would go, focuses the harmless button, and deletes after a press of the other', async () => {
  const { user, inputs } = await show()
  await user.keyboard('{Shift>}{Delete}{/Shift}')
  await happens(() => undefined)
  expect(document.activeElement).toBe(dialog().getByRole('button', { name: 'Cancel' }))
  expect(facts()).toMatch(/^Deliveries5Oldest.*Newest.*Bodies.* as received, about 5 MB on disk$/)
  expect(button().textContent).toBe('Delete 5 deliveries')
  await user.click(button())
  await happens(() => undefined)
  expect(inputs('removals.start')).toMatchObject([{ query: '', through: 5, pinned: false }])
  await vi.waitFor(() => expect(listed()).toEqual([]))
  await user.keyboard('{Control>}z{/Control}')
  await happens(() => undefined)
  await vi.waitFor(() => expect(listed()).toHaveLength(5))
})

test('of a search, what it finds: from the menu of the list', async () => {
  const { user, inputs } = await show('#/?q=id%3Ad3')
  await user.click(screen.getByRole('button', { name: 'More for this list' }))
  await user.click(screen.getByRole('menuitem', { name: /^Delete all that the search finds/ }))
  await screen.findByRole('dialog')
  await happens(() => undefined)
  expect(screen.getByRole('dialog').textContent).toContain('What the search finds among the deliveries: id:d3')
  await user.click(button())
  await happens(() => undefined)
  expect(inputs('removals.start')).toMatchObject([{ query: 'id:d3', through: 5, pinned: false }])
})

test('pinned ones stay unless one says so', async () => {
  const { user, inputs } = await show('#/', ['d2'])
  await user.keyboard('{Shift>}{Delete}{/Shift}')
  await happens(() => undefined)
  expect(button().textContent).toBe('Delete 4 deliveries')
  await user.click(dialog().getByRole('checkbox', { name: /^Delete the pinned one, too/ }))
  await happens(() => undefined)
  expect(button().textContent).toBe('Delete 5 deliveries')
  await user.click(button())
  expect(inputs('removals.start')).toMatchObject([{ pinned: true }])
})

test('Escape and Cancel change nothing; a search that finds nothing cannot be confirmed', async () => {
  const { user, inputs, engine } = await show()
  await user.keyboard('{Shift>}{Delete}{/Shift}')
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  await happens(() => engine.collections.calls['removals.start']({ query: '', through: 5, pinned: true }))
  await vi.waitFor(() => expect(listed()).toEqual([]))
  await user.keyboard('{Shift>}{Delete}{/Shift}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(inputs('removals.start')).toEqual([])
})

test('why nothing can be told or deleted', async () => {
  const { user, engine } = await show()
  engine.connection.fail('removals.preview', new AppError('unavailable', 'The lists are being built again.'))
  await user.keyboard('{Shift>}{Delete}{/Shift}')
  expect((await dialog().findByRole('alert')).textContent).toBe('The lists are being built again.')
  expect(button().disabled).toBe(true)
})

test.each([
  ['hiding', 'Deleting: 1,000 of 2,500 deliveries', 'Cancel'],
  ['restoring', 'Bringing back: 1,000 of 2,500 deliveries', null],
  ['removing', 'Deleting for good: 1,000 of 2,500 deliveries', null],
] as const)('a deletion that is %s says how far it is, in every window', async (state, words, offered) => {
  const { engine, user, inputs } = await show()
  await happens(() => engine.collections.tellRemovals([{ id: 'rmv_9', state, total: 2500, done: 1000, until: null }]))
  const line = within(screen.getByRole('status', { name: 'Deletion' }))
  expect(line.getByText(words)).toBeTruthy()
  expect(line.queryAllByRole('button').map(({ textContent }) => textContent?.replace(/Ctrl Z$/, ''))).toEqual(
    offered === null ? [] : [offered],
  )
  if (offered === null) return
  await user.click(line.getByRole('button'))
  expect(inputs('removals.undo')).toEqual([{ id: 'rmv_9' }])
})
