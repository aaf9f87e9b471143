// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { Compare } from '../../../../src/renderer/src/features/compare/compare.tsx'
import { possibleCommands } from '../../../../src/renderer/src/state/commands.ts'
import { endComparison } from '../../../../src/renderer/src/state/compare-deliveries.ts'
import { useRoute } from '../../../../src/renderer/src/state/route.ts'
import { setChecked } from '../../../../src/renderer/src/state/stream-store.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { delivery } from '../../../support/renderer-deliveries.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

beforeEach(() => endComparison())

async function show(at = '#/?d=d1', change: (engine: MemoryEngine) => void = () => undefined) {
  const shown = await renderWith(
    memoryEngine((engine) => {
      engine.deliveries = [delivery(1), delivery(2), delivery(3)]
      engine.bodies.set('d1', '{"a":1,"b":"x"}')
      engine.bodies.set('d2', '{"a":2,"c":"x"}')
      change(engine)
    }),
    <Compare />,
    { at },
  )
  const goTo = (id: string | null) => happens(() => useRoute.setState({ deliveryId: id }))
  return { ...shown, goTo }
}
const dialog = () => within(screen.getByRole('dialog', { name: 'Compare two deliveries' }))
const places = () =>
  within(dialog().getByRole('table', { name: 'Places of the body that differ' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent)
const title = () => possibleCommands().find(({ id }) => id === 'delivery.compare')?.title ?? null

test('two that are selected are compared by one key, the older one on the left', async () => {
  const { user } = await show('#/')
  await happens(() => setChecked(['d2', 'd1']))
  expect(title()).toBe('Compare the two selected deliveries')
  await user.keyboard('=')
  await screen.findByRole('dialog')
  await waitFor(() => expect(places()).toEqual(['/a 12', '/b removed"x"absent', '/c addedabsent"x"']))
  expect(
    dialog()
      .getAllByRole('definition')
      .map((each) => each.textContent),
  ).toEqual([expect.stringContaining('Caller 1'), expect.stringContaining('Caller 2')])
})

test('one after the other: the second press, on another delivery, compares', async () => {
  const { user, goTo } = await show()
  await user.keyboard('=')
  expect(await message('Select the other delivery and press =')).toBeTruthy()
  expect(title()).toBe('Compare with another delivery…')
  await goTo('d2')
  expect(title()).toBe('Compare with this delivery')
  await user.keyboard('=')
  expect(await screen.findByRole('dialog')).toBeTruthy()
})

test('only the structure: values that differ do not count', async () => {
  const { user } = await show('#/')
  await happens(() => setChecked(['d1', 'd2']))
  await user.keyboard('=')
  await waitFor(() => expect(places()).toHaveLength(3))
  await user.click(dialog().getByRole('button', { name: 'Structure' }))
  expect(places()).toEqual(['/b removed"x"absent', '/c addedabsent"x"'])
})

test('with three selected there is nothing to compare', async () => {
  const { user } = await show('#/')
  await happens(() => setChecked(['d1', 'd2', 'd3']))
  expect(title()).toBeNull()
  await user.keyboard('=')
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('one that was deleted says so', async () => {
  const { user } = await show('#/', (engine) =>
    engine.connection.fail('deliveries.body', new AppError('not-found', 'This delivery does not exist any more.')),
  )
  await happens(() => setChecked(['d1', 'd2']))
  await user.keyboard('=')
  expect(await screen.findByText('They cannot be compared. This delivery does not exist any more.')).toBeTruthy()
})

test('while it is open the keys of the page are its own; closed, the page has them again', async () => {
  const { user } = await show('#/')
  await happens(() => setChecked(['d1', 'd2']))
  await user.keyboard('=')
  await screen.findByRole('dialog')
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  await user.keyboard('=')
  expect(await screen.findByRole('dialog')).toBeTruthy()
})
