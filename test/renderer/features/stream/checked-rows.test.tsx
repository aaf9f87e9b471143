// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { RemovalDialog } from '../../../../src/renderer/src/features/removal/removal-dialog.tsx'
import { RemovalLine } from '../../../../src/renderer/src/features/removal/removal-line.tsx'
import { StreamList } from '../../../../src/renderer/src/features/stream/stream-list.tsx'
import { deliveries } from '../../../support/renderer-deliveries.ts'
import { address, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const show = async (count = 5, at = '#/') => {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(count)
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
  await screen.findByText(`Caller ${count}`)
  return shown
}
type User = Awaited<ReturnType<typeof show>>['user']
const listed = () => screen.getAllByRole('option').map((row) => row.dataset.delivery)
const selectedCount = () => screen.queryByText(/ selected$/)?.textContent ?? null
const click = async (user: User, who: number, held: 'Control' | 'Shift' | null = null) => {
  if (held) await user.keyboard(`{${held}>}`)
  await user.click(screen.getByText(`Caller ${who}`))
  if (held) await user.keyboard(`{/${held}}`)
}

test('Ctrl and a click select one more, or one less', async () => {
  const { user } = await show()
  await click(user, 5, 'Control')
  await click(user, 2, 'Control')
  expect(selectedCount()).toBe('2 deliveries selected')
  expect(screen.getAllByLabelText('selected')).toHaveLength(2)
  await click(user, 5, 'Control')
  expect(selectedCount()).toBe('1 delivery selected')
})

test('Shift and a click choose all from the selected one on', async () => {
  const { user } = await show()
  await click(user, 5)
  await click(user, 3, 'Shift')
  expect(await screen.findByText('3 deliveries selected')).toBeTruthy()
})

test('Shift and an arrow choose and move', async () => {
  const { user } = await show()
  await click(user, 5)
  screen.getByRole('listbox', { name: 'Deliveries' }).focus()
  await user.keyboard('{Shift>}{ArrowDown}{/Shift}')
  expect(await screen.findByText('2 deliveries selected')).toBeTruthy()
  expect(address()).toBe('#/?d=d4')
})

test.each(['key', 'button', 'click'])('selected no more by %s', async (way) => {
  const { user } = await show()
  await click(user, 5, 'Control')
  if (way === 'key') await user.keyboard('{Escape}')
  else if (way === 'click') await click(user, 1)
  else await user.click(screen.getByRole('button', { name: /^Clear selection/ }))
  expect(selectedCount()).toBeNull()
  expect(screen.getByRole('button', { name: /^All/ })).toBeTruthy()
})

test('the first Escape unchooses, the second closes the delivery', async () => {
  const { user } = await show(5, '#/?d=d3')
  await click(user, 5, 'Control')
  await user.keyboard('{Escape}')
  expect(address()).toBe('#/?d=d3')
  await user.keyboard('{Escape}')
  expect(address()).toBe('#/')
})

test.each(['key', 'button'])('deleted after a question, out of the list at once, by %s', async (way) => {
  const { user, inputs } = await show(5, '#/?d=d5')
  await click(user, 5, 'Control')
  await click(user, 4, 'Control')
  if (way === 'key') await user.keyboard('{Delete}')
  else await user.click(screen.getByRole('button', { name: 'Delete…' }))
  const dialog = within(screen.getByRole('dialog', { name: 'Delete 2 deliveries?' }))
  expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Cancel' }))
  await user.click(dialog.getByRole('button', { name: 'Delete' }))
  await happens(() => undefined)
  expect(inputs('removals.startChosen')).toEqual([{ ids: ['d5', 'd4'] }])
  await vi.waitFor(() => expect(listed()).toEqual(['d3', 'd2', 'd1']))
  expect(selectedCount()).toBeNull()
  expect(address()).toBe('#/')
  expect(screen.getByRole('status', { name: 'Deletion' }).textContent).toMatch(/^2 deliveries deleted; final at /)
})

test.each(['key', 'button'])('a deletion is taken back by %s', async (way) => {
  const { user } = await show(5, '#/?d=d5')
  await user.keyboard('{Delete}')
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }))
  await happens(() => undefined)
  await vi.waitFor(() => expect(listed()).toHaveLength(4))
  if (way === 'key') await user.keyboard('{Control>}z{/Control}')
  else await user.click(screen.getByRole('button', { name: /^Undo/ }))
  await happens(() => undefined)
  await vi.waitFor(() => expect(listed()).toEqual(['d5', 'd4', 'd3', 'd2', 'd1']))
  expect(screen.getByRole('status', { name: 'Deletion' }).textContent).toBe('')
})

test('a deletion is made final by its button', async () => {
  const { user, inputs } = await show(5, '#/?d=d5')
  await user.keyboard('{Delete}')
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }))
  await happens(() => undefined)
  await user.click(screen.getByRole('button', { name: 'Delete for good now' }))
  expect(inputs('removals.finish')).toEqual([{ id: 'rmv_1' }])
  await user.keyboard('{Control>}z{/Control}')
  expect(inputs('removals.undo')).toEqual([])
})

test('a deletion that cannot begin says why, and the rows are as they were', async () => {
  const { user, engine } = await show()
  engine.connection.fail('removals.startChosen', new AppError('unavailable', 'The store is closed.'))
  await click(user, 5, 'Control')
  await user.click(screen.getByRole('button', { name: 'Delete…' }))
  const dialog = within(screen.getByRole('dialog'))
  await user.click(dialog.getByRole('button', { name: 'Delete' }))
  expect((await dialog.findByRole('alert')).textContent).toBe('The store is closed.')
  expect(engine.deliveries).toHaveLength(5)
})

test('Delete does nothing while there is neither a selected delivery nor a chosen one', async () => {
  const { user } = await show()
  await user.keyboard('{Delete}')
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('Ctrl A in the list selects all', async () => {
  const { user } = await show()
  screen.getByRole('listbox', { name: 'Deliveries' }).focus()
  await user.keyboard('{Control>}a{/Control}')
  expect(await screen.findByText('5 deliveries selected')).toBeTruthy()
})

test('at most a thousand at once', async () => {
  const { user } = await show(1200)
  await click(user, 1200)
  const list = screen.getByRole('listbox', { name: 'Deliveries' })
  list.scrollTop = 1200 * 32 - list.clientHeight
  fireEvent.scroll(list)
  await screen.findByText('Caller 1')
  await click(user, 1, 'Shift')
  expect(await screen.findByText('1,000 deliveries selected')).toBeTruthy()
  expect(await message('At most 1000 deliveries can be selected at once')).toBeTruthy()
})
