// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { ReplaysTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/replays-tab.tsx'
import { startEditing, stopEditing } from '../../../../src/renderer/src/state/editing.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

vi.mock('../../../../src/renderer/src/code/monaco/foundation.ts', () => ({}))
vi.mock(
  '../../../../src/renderer/src/code/monaco/text-editor.tsx',
  () => import('../../../support/renderer-text-editor.tsx'),
)
vi.mock(
  '../../../../src/renderer/src/code/monaco/change-view.tsx',
  () => import('../../../support/renderer-change-view.tsx'),
)

beforeEach(() => stopEditing())

const body = '{"cost":12.50}'
let count = 0
async function show(change: (engine: MemoryEngine, id: string) => void = () => undefined) {
  count += 1
  const id = `edit_${count}`
  const detail = deliveryDetail({ id, endpointId: id, size: body.length })
  const engine = memoryEngine((made) => {
    made.endpoints = [endpoint({ id, target: 'http://localhost:3000/hooks' })]
    made.deliveries = [detail]
    made.bodies.set(id, body)
    change(made, id)
  })
  startEditing(id)
  const shown = await renderWith(engine, <ReplaysTab detail={detail} />)
  await screen.findByRole('region', { name: 'Edit and replay' })
  await vi.waitFor(() =>
    expect(document.querySelector('textarea, .content-start, [aria-label="Edit and replay"] .text-bad')).not.toBeNull(),
  )
  return { ...shown, id }
}
const url = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'URL' })
const text = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Body to send' })
const type = (value: string) => fireEvent.change(text(), { target: { value } })
const edited = (inputs: unknown[]) => (inputs.at(-1) as { edited: { body: string | null; headers: unknown[] } }).edited

test('it begins with the stored request, and has the focus', async () => {
  await show()
  expect(url().value).toBe('http://localhost:3000/hooks')
  expect(document.activeElement).toBe(url())
  expect(text().value).toBe(body)
  expect(screen.getByText('as stored')).toBeTruthy()
})

test('Ctrl and Enter sends what is shown; a body that is typed back is the stored one again', async () => {
  const { user, inputs, id } = await show()
  type('{"cost":12.5}')
  await user.type(url(), '/x')
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(inputs('replays.send').at(-1)).toMatchObject({
    id,
    sign: 'keep',
    edited: { url: 'http://localhost:3000/hooks/x' },
  })
  expect(atob(edited(inputs('replays.send')).body ?? '')).toBe('{"cost":12.5}')
  expect(screen.getByText('changed: URL, body')).toBeTruthy()

  type(body)
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(edited(inputs('replays.send')).body).toBeNull()
})

test('what is wrong is told at its field, and nothing goes out', async () => {
  const { user, inputs } = await show()
  await user.clear(url())
  await user.click(screen.getByRole('button', { name: /^Send/ }))
  expect(screen.getByRole('alert').textContent).toContain('Enter where to send it')
  expect(url().getAttribute('aria-invalid')).toBe('true')
  expect(inputs('replays.send')).toEqual([])
})

test('headers are added, duplicated, moved and removed', async () => {
  const { user, inputs } = await show()
  await user.click(screen.getByRole('button', { name: /^Headers \d/ }))
  const list = screen.getByRole('list', { name: 'Headers to send' })
  const names = () =>
    within(list)
      .queryAllByRole('textbox', { name: /^Name of/ })
      .map((each) => (each as HTMLInputElement).value)
  const before = names()
  await user.click(screen.getByRole('button', { name: 'Add header' }))
  await happens(() => undefined)
  fireEvent.change(
    within(list)
      .getAllByRole('textbox', { name: /^Name of/ })
      .at(-1)!,
    { target: { value: 'X-New' } },
  )
  await user.click(screen.getByRole('button', { name: 'Duplicate X-New' }))
  expect(names()).toEqual([...before, 'X-New', 'X-New'])
  fireEvent.keyDown(
    within(list)
      .getAllByRole('textbox', { name: /^Name of/ })
      .at(-1)!,
    { key: 'ArrowUp', altKey: true },
  )
  await user.click(screen.getAllByRole('button', { name: 'Remove X-New' })[0]!)
  expect(names()).toEqual([...before, 'X-New'])
  // The button that was pressed is gone, and the focus comes back a moment later.
  await expect.poll(() => document.activeElement?.closest('[aria-label="Edit and replay"]')).toBeTruthy()
  await user.keyboard('{Control>}{Enter}{/Control}')
  await expect.poll(() => inputs('replays.send').length).toBe(1)
  expect(edited(inputs('replays.send')).headers.at(-1)).toEqual(['X-New', ''])
})

test('the draft is saved on the host, read again, and gone when all is as stored', async () => {
  const { engine, id, user } = await show((made, own) => {
    made.drafts.set(own, {
      ...{ deliveryId: own, savedAt: 1, method: 'PUT', url: 'http://draft/', headers: [], sign: 'again', broken: null },
      body: btoa('{"draft":1}'),
    })
  })
  expect(url().value).toBe('http://draft/')
  expect(text().value).toBe('{"draft":1}')
  type('{"draft":2}')
  await vi.waitFor(() => expect(atob(engine.drafts.get(id)?.body ?? '')).toBe('{"draft":2}'))

  await user.click(screen.getByRole('button', { name: 'Discard' }))
  expect(url().value).toBe('http://localhost:3000/hooks')
  expect(text().value).toBe(body)
  await vi.waitFor(() => expect(engine.drafts.has(id)).toBe(false))
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(url().value).toBe('http://draft/')
  await vi.waitFor(() => expect(engine.drafts.has(id)).toBe(true))
})

test('closing saves at once what was typed last', async () => {
  const { engine, id, user } = await show()
  await user.type(url(), '?late')
  await user.keyboard('{Escape}')
  await vi.waitFor(() => expect(engine.drafts.get(id)?.url).toBe('http://localhost:3000/hooks?late'))
  expect(screen.queryByRole('region', { name: 'Edit and replay' })).toBeNull()
})

test('a signature that is to be broken needs a choice', async () => {
  const { user, inputs } = await show()
  await user.click(screen.getByRole('button', { name: 'Break' }))
  await user.click(screen.getByRole('button', { name: /^Send/ }))
  expect(screen.getByText('Choose how the signature is to be broken.')).toBeTruthy()
  expect(inputs('replays.send')).toEqual([])
  await user.selectOptions(await screen.findByRole('combobox', { name: 'How to break it' }), 'timestamp-too-old')
  expect(screen.getByText(/Your app has to refuse this: signed with a timestamp before/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: /^Send/ }))
  expect(inputs('replays.send').at(-1)).toMatchObject({ sign: 'broken', broken: 'timestamp-too-old' })
})

test('the difference to the stored request', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: 'Difference' }))
  expect(screen.getByText(/^Nothing is changed/)).toBeTruthy()
  await user.type(url(), '/x')
  await user.click(screen.getByRole('button', { name: 'Body' }))
  type('{"cost":1}')
  await user.click(screen.getByRole('button', { name: 'Difference' }))
  expect(screen.getByRole('table', { name: 'Changed lines' }).textContent).toContain('http://localhost:3000/hooks/x')
  expect((await screen.findByLabelText('Body: after')).textContent).toBe('{"cost":1}')
  expect(screen.getByLabelText('Body: before').textContent).toBe(body)
})

test('a body that is no text is told as such', async () => {
  await show((made, id) => made.bodies.set(id, Uint8Array.of(0, 1, 2)))
  expect(await screen.findByText(/^It is not UTF-8 text. It goes out as it is stored, byte for byte/)).toBeTruthy()
})

test('a request that cannot be read', async () => {
  await show((made) => made.connection.fail('drafts.open', new AppError('not-found', 'It is gone.')))
  expect(screen.getByText('The request cannot be edited. It is gone.')).toBeTruthy()
})
