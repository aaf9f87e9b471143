// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { DeliveryPane } from '../../../../src/renderer/src/features/delivery-pane/delivery-pane.tsx'
import { RemovalDialog } from '../../../../src/renderer/src/features/removal/removal-dialog.tsx'
import { StreamList } from '../../../../src/renderer/src/features/stream/stream-list.tsx'
import { useExportCommands } from '../../../../src/renderer/src/state/exports.tsx'
import { useImportQuestion } from '../../../../src/renderer/src/state/import-question.ts'
import { useRoute } from '../../../../src/renderer/src/state/route.ts'
import { useSavedViews } from '../../../../src/renderer/src/state/saved-views.ts'
import { useStream } from '../../../../src/renderer/src/state/stream-store.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { deliveries } from '../../../support/renderer-deliveries.ts'
import { address, happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

beforeEach(() => localStorage.clear())

function Page() {
  const id = useRoute((route) => route.deliveryId)
  useExportCommands()
  return (
    <>
      <StreamList />
      {id === null ? null : <DeliveryPane id={id} />}
      <RemovalDialog />
    </>
  )
}
async function show(at = '#/', change: (engine: MemoryEngine) => void = () => undefined) {
  const shown = await renderWith(
    memoryEngine((engine) => {
      engine.deliveries = deliveries(4)
      engine.endpoints = [endpoint({ target: 'http://localhost:3000/' })]
      change(engine)
    }),
    <Page />,
    { at },
  )
  await screen.findAllByRole('option')
  return shown
}
const row = (who: number) => screen.getByTitle(`Caller ${who}`)
const list = () => screen.getByRole('listbox', { name: 'Deliveries' })
async function menuOn(element: Element) {
  fireEvent.contextMenu(element)
  return screen.findByRole('menu', { name: 'Commands for this delivery' })
}
const items = () => screen.getAllByRole('menuitem').map(({ textContent }) => textContent)
const item = (name: RegExp) => screen.getByRole('menuitem', { name })

test('a right click is about the row below it, which is opened', async () => {
  await show()
  await menuOn(row(2))
  expect(address()).toBe('#/?d=d2')
  await waitFor(() => expect(items().some((text) => text?.startsWith('Replay to the last target'))).toBe(true))
})

test('what is done with a delivery comes first, then its formats, and deleting last and apart', async () => {
  await show('#/?d=d2')
  await menuOn(row(2))
  const words = items()
  expect(words.at(-1)).toMatch(/^Delete the delivery…/)
  expect(screen.getByRole('separator')).toBeTruthy()
  const firstExport = words.findIndex((text) => /^(Save|Copy) as|^Export/.test(text ?? ''))
  expect(words.slice(firstExport, -1).every((text) => /^(Save|Copy) as|^Export/.test(text ?? ''))).toBe(true)
  expect(words.filter((text) => /^Save as/.test(text ?? ''))).toEqual([expect.stringMatching(/^Save as test fixture/)])
})

test('an item does what its key does', async () => {
  const { user, inputs } = await show('#/?d=d2')
  await menuOn(row(2))
  await user.click(item(/^Replay to the last target/))
  await waitFor(() => expect(inputs('replays.send')).toMatchObject([{ id: 'd2' }]))
  expect(screen.queryByRole('menu')).toBeNull()
})

test('on one of several selected rows it is about all of them', async () => {
  const { user } = await show()
  await happens(() => useStream.setState({ checked: new Set(['d1', 'd3']) }))
  await menuOn(row(3))
  expect(items().at(-1)).toMatch(/^Delete the selected deliveries…/)
  expect(items().some((text) => text?.startsWith('Replay to the last target'))).toBe(false)
  await user.click(item(/^Delete the selected/))
  expect(await screen.findByRole('dialog', { name: 'Delete 2 deliveries?' })).toBeTruthy()
})

test('on another row than the selected ones it is about that one alone', async () => {
  await show()
  await happens(() => useStream.setState({ checked: new Set(['d1', 'd3']) }))
  await menuOn(row(2))
  expect(useStream.getState().checked.size).toBe(0)
  expect(address()).toBe('#/?d=d2')
})

test('where there is neither row nor selection, the browser’s own menu stays away and ours as well', async () => {
  await show()
  const event = fireEvent.contextMenu(list())
  expect(event).toBe(false)
  expect(screen.queryByRole('menu')).toBeNull()
})

test('closed, the keys belong to the list again', async () => {
  const { user } = await show('#/?d=d2')
  await menuOn(row(2))
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('menu')).toBeNull()
  await waitFor(() => expect(document.activeElement).toBe(list()))
  await user.keyboard('{ArrowDown}')
  expect(address()).toBe('#/?d=d1')
})

test('while a menu is open no key of the page does anything', async () => {
  const { user, inputs } = await show('#/?d=d2')
  await menuOn(row(2))
  await user.keyboard('r')
  await happens(() => undefined)
  expect(inputs('replays.send')).toEqual([])
})

async function listMenu(user: Awaited<ReturnType<typeof show>>['user']) {
  await user.click(screen.getByRole('button', { name: 'More for this list' }))
}

test('of the whole list: save its search, export, import, delete', async () => {
  const { user } = await show('#/?q=caller')
  await listMenu(user)
  expect(items().map((text) => text?.replace(/ [A-Z].*$/, '').trim())).toEqual([
    expect.stringContaining('Save the search as a view…'),
    'Export all that the search finds…',
    'Export what arrives from now on…',
    expect.stringContaining('Import…'),
    expect.stringContaining('Delete all that the search finds…'),
  ])
  await user.click(item(/^Save the search/))
  await waitFor(() => expect(useSavedViews.getState().editing).toEqual({ id: null, name: '', query: 'caller' }))
})

test('without a search there is none to save', async () => {
  const { user } = await show()
  await listMenu(user)
  expect(item(/^Save the search/).getAttribute('aria-disabled')).toBe('true')
  expect(item(/^Export all…/)).toBeTruthy()
})

test('of an empty list nothing is exported or deleted, but something can be imported', async () => {
  const { user } = await renderWith(memoryEngine(), <StreamList />)
  await screen.findByText(/^No deliveries yet/)
  await listMenu(user)
  expect(item(/^Export all/).getAttribute('aria-disabled')).toBe('true')
  expect(item(/^Delete all/).getAttribute('aria-disabled')).toBe('true')
  await user.click(item(/^Import…/))
  await waitFor(() => expect(useImportQuestion.getState().question).not.toBeNull())
})

test('what would be deleted is said with the endpoint whose deliveries are listed', async () => {
  const { user } = await show('#/endpoint/end_1')
  await listMenu(user)
  await user.click(item(/^Delete all deliveries of Front desk…/))
  const dialog = await screen.findByRole('dialog', { name: 'Delete these deliveries?' })
  expect(dialog.textContent).toContain('All deliveries of Front desk')
})
