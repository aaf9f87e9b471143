// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import {
  applyChange,
  askChange,
  type ChangeQuestion,
  offerUndo,
  undoChange,
  useEndpointChange,
} from '../../../src/renderer/src/state/endpoint-change.ts'
import { useRecheck } from '../../../src/renderer/src/state/recheck.ts'
import type { MemoryEngine } from '../../support/renderer-client.ts'
import { endpoint } from '../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

const recipe = { scheme: 'hmac', params: {} }

async function start(stored: number, change: (engine: MemoryEngine) => void = () => undefined) {
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint({ deliveries: stored, recipe })]
    change(engine)
  })
  const shown = await renderWith(engine, null)
  const question: ChangeQuestion = {
    ...{ change: { kind: 'recipe', endpointId: 'end_1', recipe: null }, endpointId: 'end_1' },
    ...{ title: 'Remove the recipe?', description: '', action: 'Remove', done: 'Recipe removed', recheck: true },
    onApplied: vi.fn(),
    onRefused: vi.fn(),
  }
  return { ...shown, client: engine.connection.client, question }
}
const undoable = () => useEndpointChange.getState().undo.end_1?.done ?? null
const now = (engine: MemoryEngine) => engine.endpoints[0]?.recipe

test('where deliveries are stored, nothing is changed before it was asked', async () => {
  const { client, question, engine, inputs } = await start(3)
  await happens(() => void askChange(client, question))
  expect(useEndpointChange.getState().question).toBe(question)
  expect(inputs('changes.apply')).toEqual([])
  expect(now(engine)).toEqual(recipe)
})

test('where none are, it is made at once, with a way back where that is wanted', async () => {
  const { client, question, engine } = await start(0)
  await happens(() => void askChange(client, { ...question, tellUndo: true }))
  expect(now(engine)).toBeNull()
  expect(question.onApplied).toHaveBeenCalledOnce()
  expect(screen.getByText('Recipe removed')).toBeTruthy()
  expect(undoable()).toBe('Recipe removed')
})

test('without wanting it, no message is in the way', async () => {
  const { client, question } = await start(0)
  await happens(() => void askChange(client, question))
  expect(screen.queryByText('Recipe removed')).toBeNull()
})

test('what the host refuses goes back to where it was asked, and nothing can be undone', async () => {
  const { client, question, engine } = await start(0)
  const refusal = new AppError('bad-input', 'There is no such scheme.')
  engine.connection.fail('changes.apply', refusal)
  await happens(() => void askChange(client, { ...question, tellUndo: true }))
  expect(question.onRefused).toHaveBeenCalledExactlyOnceWith(refusal)
  expect(question.onApplied).not.toHaveBeenCalled()
  expect(undoable()).toBeNull()
})

test('with a check of the stored deliveries, what waits for the change waits for the check', async () => {
  const { client, question, engine } = await start(3, (engine) => {
    engine.holdRecheck = true
  })
  await happens(() => void applyChange(client, question, true))
  expect(useRecheck.getState().byEndpoint.end_1?.state).toBe('running')
  expect(question.onApplied).not.toHaveBeenCalled()
  await happens(() => engine.connection.set('lost'))
  expect(question.onApplied).toHaveBeenCalledOnce()
})

test('taken back, it is as before, and only once', async () => {
  const { client, question, engine, inputs } = await start(3)
  await happens(() => void applyChange(client, question, false))
  await happens(() => void undoChange(client, 'end_1'))
  expect(now(engine)).toEqual(recipe)
  expect(undoable()).toBeNull()
  await happens(() => void undoChange(client, 'end_1'))
  expect(inputs('changes.undo')).toHaveLength(1)
})

test('a message offers the way back; where that fails it says why, and it can be tried again', async () => {
  const { client, question, engine, user } = await start(3)
  await happens(() => void applyChange(client, question, false))
  await happens(() => offerUndo(client, question))
  engine.connection.fail('changes.undo', new AppError('conflict', 'The endpoint was changed again since.'))
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('That could not be undone')).toBeTruthy()
  expect(screen.getByText('The endpoint was changed again since.')).toBeTruthy()
  expect(undoable()).toBe('Recipe removed')

  engine.connection.fail('changes.undo', null)
  await happens(() => void undoChange(client, 'end_1'))
  expect(now(engine)).toEqual(recipe)
})

test('what the host does not know any more cannot be tried again', async () => {
  const { client, question, engine } = await start(3)
  await happens(() => void applyChange(client, question, false))
  engine.connection.fail('changes.undo', new AppError('not-found', 'This change cannot be undone any more.'))
  await happens(() => void undoChange(client, 'end_1'))
  expect(undoable()).toBeNull()
})

test('each endpoint has its own last change', async () => {
  const { client, question, engine } = await start(3, (engine) => {
    engine.endpoints.push(endpoint({ id: 'end_2', deliveries: 1, recipe }))
  })
  const other = { kind: 'recipe', endpointId: 'end_2', recipe: null } as const
  await happens(() => void applyChange(client, question, false))
  await happens(() => void applyChange(client, { ...question, change: other, endpointId: 'end_2' }, false))
  await happens(() => void undoChange(client, 'end_1'))
  await waitFor(() => expect(Object.keys(useEndpointChange.getState().undo)).toEqual(['end_2']))
  expect(engine.connection.inputs('changes.undo')).toEqual([{ undo: 'undo_1' }])
})
