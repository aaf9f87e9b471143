// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { DeliveryPane } from '../../../../src/renderer/src/features/delivery-pane/delivery-pane.tsx'
import { StreamList } from '../../../../src/renderer/src/features/stream/stream-list.tsx'
import { deliveries } from '../../../support/renderer-deliveries.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const show = async (note?: string) => {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(2).map((each) => (note && each.id === 'd2' ? { ...each, note } : each))
  })
  const shown = await renderWith(
    engine,
    <>
      <StreamList />
      <DeliveryPane id="d2" />
    </>,
    { at: '#/?d=d2' },
  )
  await screen.findByRole('option', { name: /Caller 2/ })
  await screen.findByRole('region', { name: 'Delivery' })
  return shown
}
const row = () => within(document.querySelector<HTMLElement>('[data-delivery="d2"]')!)

test('Shift P pins and unpins; row and button show it', async () => {
  const { user, inputs } = await show()
  await user.keyboard('{Shift>}p{/Shift}')
  await happens(() => undefined)
  expect(row().getByLabelText('pinned')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Unpin' }).getAttribute('aria-pressed')).toBe('true')
  await user.click(screen.getByRole('button', { name: 'Unpin' }))
  await happens(() => undefined)
  expect(row().queryByLabelText('pinned')).toBeNull()
  expect(inputs('deliveries.annotate')).toEqual([
    { id: 'd2', pinned: true },
    { id: 'd2', pinned: false },
  ])
})

test('Shift N writes a note that stands on the row and under the header', async () => {
  const { user } = await show()
  await user.keyboard('{Shift>}n{/Shift}')
  expect(document.activeElement).toBe(screen.getByLabelText('What you want to remember'))
  await user.keyboard('call back{Enter}tomorrow')
  await user.keyboard('{Control>}{Enter}{/Control}')
  await happens(() => undefined)
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(screen.getByRole('region', { name: 'Note' }).textContent).toBe('call back\ntomorrow')
  expect(row().getByText(/call back/)).toBeTruthy()
})

test('an emptied note is gone, and comes back by Undo', async () => {
  const { user } = await show('remember')
  await user.click(screen.getByRole('button', { name: 'Change the note' }))
  await user.clear(screen.getByLabelText('What you want to remember'))
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  expect(await message('The note was removed')).toBeTruthy()
  expect(screen.queryByRole('region', { name: 'Note' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await happens(() => undefined)
  expect(screen.getByRole('region', { name: 'Note' }).textContent).toBe('remember')
})

test('a note that cannot be saved stays in the form, with the reason', async () => {
  const { user, engine } = await show()
  engine.connection.fail('deliveries.annotate', new AppError('not-found', 'This delivery was deleted meanwhile.'))
  await user.keyboard('{Shift>}n{/Shift}')
  await user.keyboard('x')
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  expect((await screen.findByRole('alert')).textContent).toBe('This delivery was deleted meanwhile.')
  expect(screen.getByLabelText('What you want to remember')).toHaveProperty('value', 'x')
})
