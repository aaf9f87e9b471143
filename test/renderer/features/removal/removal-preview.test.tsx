// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { RemovalPreview } from '#shared/model/removal.ts'
import { RemovalDialog } from '../../../../src/renderer/src/features/removal/removal-dialog.tsx'
import { RemovalLine } from '../../../../src/renderer/src/features/removal/removal-line.tsx'
import { askRemovalOf } from '../../../../src/renderer/src/state/removal.ts'
import { Feed } from '../../../support/renderer-connection.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const found = (part: Partial<RemovalPreview> = {}): RemovalPreview => ({
  ...{ count: 5, pinned: 1, bytes: 2048, oldest: 0, newest: 1000, done: true, through: 9 },
  ...part,
})

/** The question is on screen; what counting tells is told by `counted`. */
async function ask(query = '') {
  const steps = new Feed<RemovalPreview | Error>()
  const engine = memoryEngine((engine) => {
    Object.assign(engine.handlers.streams, {
      async *'removals.preview'(_: unknown, signal: AbortSignal) {
        for await (const step of steps.follow(signal)) {
          if (step instanceof Error) throw step
          yield step
        }
      },
    })
  })
  const shown = await renderWith(
    engine,
    <>
      <RemovalLine />
      <RemovalDialog />
    </>,
  )
  await happens(() => askRemovalOf(query, 'All deliveries of Front desk'))
  return { ...shown, counted: (step: RemovalPreview | Error) => happens(() => steps.push(step)) }
}
const dialog = () => within(screen.getByRole('dialog', { name: 'Delete these deliveries?' }))
const confirm = () => dialog().getByRole<HTMLButtonElement>('button', { name: /^Delete/ })
const facts = () => dialog().getByRole('status', { name: 'What would be deleted' })

test('nothing can be deleted before all is counted', async () => {
  const { counted } = await ask('type:a')
  expect(dialog().getByText('type:a')).toBeTruthy()
  expect(confirm().disabled).toBe(true)
  await counted(found({ count: 3, done: false }))
  expect(facts().textContent).toContain('3, still counting')
  expect(facts().getAttribute('aria-busy')).toBe('true')
  expect(confirm().textContent).toBe('Delete')
  expect(confirm().disabled).toBe(true)
  await counted(found())
  expect(confirm().textContent).toBe('Delete 5 deliveries')
  expect(confirm().disabled).toBe(false)
})

test('where nothing is found there is nothing to delete', async () => {
  const { counted } = await ask()
  await counted(found({ count: 0, pinned: 0, oldest: null, newest: null, bytes: 0 }))
  expect(facts().textContent).toContain('Oldest–')
  expect(confirm().disabled).toBe(true)
})

test('with the pinned ones it is counted again before it can be confirmed', async () => {
  const { user, counted, inputs } = await ask()
  await counted(found())
  await user.click(dialog().getByRole('checkbox', { name: 'Delete the pinned one, too they stay' }))
  expect(confirm().disabled).toBe(true)
  await user.click(confirm())
  expect(inputs('removals.start')).toEqual([])
  await counted(found({ count: 6 }))
  expect(confirm().textContent).toBe('Delete 6 deliveries')
  await user.click(confirm())
  await happens(() => undefined)
  expect(inputs('removals.start')).toMatchObject([{ pinned: true, through: 9 }])
})

test('counting that fails says so, and nothing can be deleted unseen', async () => {
  const { counted } = await ask()
  await counted(found({ count: 3, done: false }))
  await counted(new AppError('unavailable', 'The store is busy.'))
  expect(dialog().getByRole('alert').textContent).toBe('The store is busy.')
  expect(confirm().disabled).toBe(true)
})

test('what cannot begin says why, and can be tried again', async () => {
  const { user, counted, engine, inputs } = await ask()
  await counted(found())
  engine.connection.fail('removals.start', new AppError('conflict', 'Another deletion is being made final.'))
  await user.click(confirm())
  expect((await dialog().findByRole('alert')).textContent).toBe('Another deletion is being made final.')
  engine.connection.fail('removals.start', null)
  await user.click(confirm())
  await happens(() => undefined)
  expect(inputs('removals.start')).toHaveLength(2)
  expect(screen.queryByRole('dialog')).toBeNull()
})

const line = () => screen.getByRole('status', { name: 'Deletion' })
const removal = { id: 'rmv_1', total: 1200, done: 300, until: null } as const

test.each([
  ['hiding', 'Deleting: 300 of 1,200 deliveries', ['Cancel']],
  ['restoring', 'Bringing back: 300 of 1,200 deliveries', []],
  ['removing', 'Deleting for good: 300 of 1,200 deliveries', []],
  ['waiting', '1,200 deliveries deleted.', ['Delete for good now', 'Undo']],
] as const)('a deletion that is %s says how far it is, and what can still be done', async (state, words, buttons) => {
  const { engine, user } = await ask()
  await user.keyboard('{Escape}')
  await happens(() => engine.collections.tellRemovals([{ ...removal, state }]))
  expect(line().textContent).toContain(words)
  const names = within(line())
    .queryAllByRole('button')
    .map(({ textContent }) => textContent?.replace(/Ctrl.*$/, ''))
  expect(names).toEqual(buttons)
})

test('of several deletions the newest is shown, and that there are others', async () => {
  const { engine, user } = await ask()
  await user.keyboard('{Escape}')
  await happens(() =>
    engine.collections.tellRemovals(['rmv_1', 'rmv_2', 'rmv_3'].map((id) => ({ ...removal, id, state: 'waiting' }))),
  )
  expect(line().textContent).toContain('2 earlier ones can be undone after it.')
})

test('where it cannot be taken back any more, that is told', async () => {
  const { user, engine } = await ask()
  await user.keyboard('{Escape}')
  await happens(() => engine.collections.tellRemovals([{ ...removal, state: 'waiting' }]))
  await user.click(within(line()).getByRole('button', { name: /^Undo/ }))
  expect(await message('The deletion was not taken back')).toBeTruthy()
  expect(screen.getByText('This deletion is final; it cannot be taken back any more.')).toBeTruthy()
})
