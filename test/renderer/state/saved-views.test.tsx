// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import {
  moveView,
  removeView,
  restoreViews,
  saveView,
  useFollowSavedViews,
  useSavedViews,
} from '../../../src/renderer/src/state/saved-views.ts'
import { happens, memoryEngine, message, renderWith } from '../../support/renderer-screen.tsx'

function Follow() {
  useFollowSavedViews()
  return null
}
const view = (name: string) => ({ id: `view_${name}`, name, query: `type:${name}` })

async function start() {
  const engine = memoryEngine((engine) => {
    engine.collections.views = ['a', 'b', 'c'].map(view)
  })
  const shown = await renderWith(engine, <Follow />)
  return { ...shown, client: engine.connection.client }
}
const names = () => useSavedViews.getState().views?.map(({ name }) => name)

test('they are those of the host, followed as they change', async () => {
  const { client } = await start()
  expect(names()).toEqual(['a', 'b', 'c'])
  await happens(() => void saveView(client, { id: null, name: 'd', query: 'x' }))
  expect(names()).toEqual(['a', 'b', 'c', 'd'])
  await happens(() => void saveView(client, { id: 'view_a', name: 'A', query: 'type:a' }))
  expect(names()).toEqual(['A', 'b', 'c', 'd'])
})

test('one that is removed comes back to its place', async () => {
  const { client, user } = await start()
  await happens(() => removeView(client, view('b')))
  expect(names()).toEqual(['a', 'c'])
  await message('The view “b” was removed')
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await happens(() => undefined)
  expect(names()).toEqual(['a', 'b', 'c'])
})

test('moved up and down, and not beyond the ends', async () => {
  const { client, inputs } = await start()
  await happens(() => void moveView(client, 'view_b', -1))
  expect(names()).toEqual(['b', 'a', 'c'])
  await happens(() => void moveView(client, 'view_b', -1))
  await happens(() => void moveView(client, 'view_c', 1))
  expect(names()).toEqual(['b', 'a', 'c'])
  expect(inputs('savedViews.move')).toHaveLength(1)
})

test('what the host refuses is told, and all is as it was', async () => {
  const { client, engine } = await start()
  engine.connection.fail('savedViews.move', new AppError('unavailable', 'The disk is full.'))
  await happens(() => void moveView(client, 'view_b', 1))
  expect(await message('The views stay as they were')).toBeTruthy()
  expect(screen.getByText('The disk is full.')).toBeTruthy()
  expect(names()).toEqual(['a', 'b', 'c'])
})

test('the usual ones come back beside one’s own', async () => {
  const { client } = await start()
  await happens(() => restoreViews(client))
  expect(names()?.slice(0, 3)).toEqual(['a', 'b', 'c'])
  expect(names()?.length).toBeGreaterThan(3)
})

test('a view that cannot be saved rejects, so that its form can say why', async () => {
  const { client } = await start()
  await expect(saveView(client, { id: 'view_gone', name: 'x', query: 'y' })).rejects.toThrow(/does not exist any more/)
})
