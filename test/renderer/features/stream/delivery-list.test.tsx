// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { StreamList } from '../../../../src/renderer/src/features/stream/stream-list.tsx'
import { navigate } from '../../../../src/renderer/src/state/route.ts'
import { useStream } from '../../../../src/renderer/src/state/stream-store.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { deliveries, delivery } from '../../../support/renderer-deliveries.ts'
import { address, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

async function show(count: number, at = '#/', change: (engine: MemoryEngine) => void = () => undefined) {
  const shown = await renderWith(
    memoryEngine((engine) => {
      engine.deliveries = deliveries(count)
      change(engine)
    }),
    <StreamList />,
    { at },
  )
  await waitFor(() => expect(rows().length).toBeGreaterThan(0))
  return shown
}
const list = () => screen.getByRole('listbox', { name: 'Deliveries' })
const rows = () => screen.queryAllByRole('option')
const row = (who: number) => screen.getByTitle(`Caller ${who}`)
const first = () => rows()[0]?.textContent ?? ''
const checked = () => [...useStream.getState().checked]

test('PageDown goes on by what is in sight, and not beyond the end', async () => {
  const { user } = await show(100)
  list().focus()
  await user.keyboard('{PageDown}')
  const page = Math.floor(list().clientHeight / 32) - 1
  expect(address()).toBe(`#/?d=d${100 - page}`)
  await user.keyboard('{PageUp}')
  expect(address()).toBe('#/?d=d100')
  for (let step = 0; step < 8; step += 1) await user.keyboard('{PageDown}')
  await waitFor(() => expect(address()).toBe('#/?d=d1'))
})

test('the pointer over the list holds new rows back, so that none moves under it', async () => {
  const { engine } = await show(3)
  fireEvent.pointerEnter(list())
  await happens(() => engine.arrive(delivery(4)))
  expect(first()).toContain('Caller 3')
  expect(await screen.findByRole('button', { name: '1 new' })).toBeTruthy()
  fireEvent.pointerLeave(list())
  await waitFor(() => expect(first()).toContain('Caller 4'))
})

test('the space key holds the live tail, and lets it go again', async () => {
  const { user, engine } = await show(3)
  await user.keyboard(' ')
  await happens(() => engine.arrive(delivery(4)))
  expect(first()).toContain('Caller 3')
  await user.keyboard(' ')
  await waitFor(() => expect(first()).toContain('Caller 4'))
})

test('scrolled away, what arrives waits; the key . shows it from the top', async () => {
  const { user, engine } = await show(100)
  list().scrollTop = 640
  fireEvent.scroll(list())
  await happens(() => engine.arrive(delivery(101)))
  expect(await screen.findByRole('button', { name: '1 new' })).toBeTruthy()
  await user.keyboard('.')
  await waitFor(() => expect(first()).toContain('Caller 101'))
  expect(list().scrollTop).toBe(0)
})

test('Ctrl and a select all that the list has', async () => {
  const { user } = await show(4)
  list().focus()
  await user.keyboard('{Control>}a{/Control}')
  await waitFor(() => expect(checked().toSorted()).toEqual(['d1', 'd2', 'd3', 'd4']))
})

test('no more are selected than one export takes, and that is said', async () => {
  const { user } = await show(1200)
  list().focus()
  await user.keyboard('{Control>}a{/Control}')
  expect(await message('At most 1000 deliveries can be selected at once')).toBeTruthy()
  expect(checked()).toHaveLength(1000)
})

test('rows that cannot be read for a selection are told, and what was selected stays', async () => {
  const { user, engine } = await show(300)
  await happens(() => useStream.setState({ checked: new Set(['d300']) }))
  engine.connection.fail('deliveries.page', new AppError('unavailable', 'The store is busy.'))
  list().focus()
  await user.keyboard('{Control>}a{/Control}')
  expect(await message('The rows could not be selected')).toBeTruthy()
  expect(checked()).toEqual(['d300'])
})

test('another search begins at its newest row', async () => {
  await show(100)
  list().scrollTop = 1600
  fireEvent.scroll(list())
  await happens(() => navigate({ query: 'caller' }))
  await waitFor(() => expect(list().scrollTop).toBe(0))
})

test('a delivery that the search does not find stays open, with no row for it', async () => {
  await show(3, `#/?d=d1&q=${encodeURIComponent('"Caller 3"')}`)
  await happens(() => undefined)
  expect(rows()).toHaveLength(1)
  expect(rows().some((each) => each.getAttribute('data-cursor') === 'true')).toBe(false)
  expect(address()).toContain('d=d1')
})

test('a row that is moved to before it was read is selected as soon as it is', async () => {
  const { user, engine } = await show(2000)
  const answer = engine.connection.hold('deliveries.page')
  list().focus()
  await user.keyboard('{End}')
  expect(address()).toBe('#/')
  await happens(answer)
  await waitFor(() => expect(address()).toBe('#/?d=d1'))
})

test('the open delivery that is deleted leaves its row and the selection behind', async () => {
  const { engine } = await show(3, '#/?d=d2')
  await waitFor(() => expect(row(2).closest('[role="option"]')?.getAttribute('aria-selected')).toBe('true'))
  await happens(() => {
    engine.deliveries = engine.deliveries.filter(({ id }) => id !== 'd2')
    engine.tell({ touched: [], removed: [2] })
  })
  await waitFor(() => expect(rows()).toHaveLength(2))
  expect(rows().some((each) => each.getAttribute('aria-selected') === 'true')).toBe(false)
})

test('compact rows are lower, and as many more fit', async () => {
  const { engine } = await show(200)
  const regular = rows().length
  await happens(() => engine.connection.set('lost'))
  engine.settings = { ...engine.settings, density: 'compact' }
  await happens(() => engine.connection.set('open'))
  await waitFor(() => expect(rows().length).toBeGreaterThan(regular))
})

test('that rows are being read is told only where it takes a while', async () => {
  const { engine } = await show(3)
  expect(screen.queryByText('Reading deliveries')).toBeNull()
  const answer = engine.connection.hold('deliveries.page')
  await happens(() => navigate({ query: 'caller' }))
  expect(await screen.findByText('Reading deliveries')).toBeTruthy()
  await happens(answer)
  await waitFor(() => expect(screen.queryByText('Reading deliveries')).toBeNull())
})

test('while the search cannot be read, the rows of another one are not shown for it', async () => {
  await show(3)
  await happens(() => useStream.setState({ unreadable: true }))
  expect(list().closest('.invisible')).toBeTruthy()
  await happens(() => useStream.setState({ unreadable: false }))
  expect(list().closest('.invisible')).toBeNull()
})
