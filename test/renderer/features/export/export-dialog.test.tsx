// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { ExportDialogHost } from '../../../../src/renderer/src/features/export/export-dialog-host.tsx'
import { askExport, type ExportScope } from '../../../../src/renderer/src/state/export-question.ts'
import { setChecked } from '../../../../src/renderer/src/state/stream-store.ts'
import { deliveries } from '../../../support/renderer-deliveries.ts'
import { clipboard, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

beforeEach(() => localStorage.clear())

type Prepare = (engine: ReturnType<typeof memoryEngine>) => void

async function show(scope: ExportScope, at = '#/?d=d2', prepare: Prepare = () => undefined, selected: string[] = []) {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(5)
  })
  prepare(engine)
  const shown = await renderWith(engine, <ExportDialogHost />, { at })
  await happens(() => {
    setChecked(selected)
    askExport(scope)
  })
  const dialog = within(await screen.findByRole('dialog', { name: 'Export' }))
  await dialog.findByRole('radiogroup', { name: 'Deliveries' })
  return { ...shown, engine, dialog }
}
const chosenIn = (group: HTMLElement) =>
  within(group)
    .getAllByRole('radio')
    .filter((radio) => (radio as HTMLInputElement).checked)
    .map((radio) => radio.closest('label')?.textContent)

test('the open delivery, as a fixture, by one key', async () => {
  const { user, dialog, inputs } = await show('chosen')
  expect(chosenIn(dialog.getByRole('radiogroup', { name: 'Deliveries' }))).toEqual(['This delivery '])
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  expect(await message('Saved 1.fixture')).toBeTruthy()
  expect(inputs('exports.render')).toEqual([{ what: { ids: ['d2'] }, format: 'fixture' }])
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('the selected ones, in the order of their selection', async () => {
  const { user, dialog, inputs } = await show('chosen', '#/?d=d2', undefined, ['d5', 'd1'])
  expect(dialog.getByRole('radio', { name: /The 2 selected deliveries/ })).toHaveProperty('checked', true)
  await user.click(dialog.getByRole('button', { name: 'Requests' }))
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  await waitFor(() => expect(inputs('exports.render')).toEqual([{ what: { ids: ['d5', 'd1'] }, format: 'curl' }]))
})

test('one delivery in a text format goes to the clipboard', async () => {
  const { user, dialog } = await show('chosen')
  expect(dialog.queryByRole('radio', { name: /Clipboard/ })).toBeNull()
  await user.click(dialog.getByRole('button', { name: 'Requests' }))
  await user.click(dialog.getByRole('radio', { name: /Clipboard/ }))
  await user.click(dialog.getByRole('button', { name: 'Copy' }))
  expect(await message('cURL copied')).toBeTruthy()
  expect(await clipboard()).toBe('curl of d2')
})

test('a search, with its number; a mistake is told while typing', async () => {
  const { user, dialog, inputs } = await show('search', '#/?q=caller')
  const search = dialog.getByRole('textbox', { name: 'Search' })
  expect(search).toHaveProperty('value', 'caller')
  await user.clear(search)
  await user.type(search, 'status:abc')
  expect(dialog.getByRole('alert').textContent).toContain('abc')
  expect(dialog.getByRole('button', { name: 'Export' })).toHaveProperty('disabled', true)
  await user.clear(search)
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  await waitFor(() =>
    expect(inputs('exports.render')).toMatchObject([
      { what: { query: '', zone: expect.any(String) }, format: 'fixture' },
    ]),
  )
})

test('says plainly that personal data goes out as it came, where that matters', async () => {
  const { user, dialog } = await show('chosen')
  expect(dialog.getByText(/written as they came/)).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Requests' }))
  expect(dialog.queryByText(/written as they came/)).toBeNull()
  await user.click(dialog.getByRole('button', { name: 'Tests' }))
  expect(dialog.getByText(/written as they came/)).toBeTruthy()
  await user.click(dialog.getByRole('checkbox', { name: /Safe for a repository/ }))
  expect(dialog.queryByText(/written as they came/)).toBeNull()
})

test('what was chosen is there the next time', async () => {
  const first = await show('chosen')
  await first.user.click(first.dialog.getByRole('button', { name: 'Tests' }))
  await first.user.click(first.dialog.getByRole('checkbox', { name: /Demand the answer/ }))
  await first.user.click(first.dialog.getByRole('checkbox', { name: /Safe for a repository/ }))
  await first.user.click(first.dialog.getByRole('button', { name: 'Export' }))
  expect(await message('Saved 1.vitest')).toBeTruthy()
  const order = { format: 'vitest', options: { assertAnswer: true }, safe: { seed: 'switchhook' } }
  expect(first.inputs('exports.render')).toEqual([{ what: { ids: ['d2'] }, ...order }])

  await happens(() => askExport('chosen'))
  const dialog = within(await screen.findByRole('dialog', { name: 'Export' }))
  expect(await dialog.findByRole('radio', { name: /Vitest/ })).toHaveProperty('checked', true)
  expect(dialog.getByRole('checkbox', { name: /Demand the answer/ })).toHaveProperty('checked', true)
  expect(dialog.getByRole('checkbox', { name: /Safe for a repository/ })).toHaveProperty('checked', true)
})

test('an error stays in its place, and the dialog open', async () => {
  const { user, engine, dialog } = await show('chosen')
  engine.connection.fail('exports.render', new AppError('bad-input', 'Too many.'))
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  expect((await dialog.findByRole('alert')).textContent).toBe('Too many.')
  expect(dialog.getByRole('button', { name: 'Export' })).toHaveProperty('disabled', false)
})

test('shows how far it is, and ends when it is cancelled', async () => {
  const { user, dialog, engine } = await show('search', '#/', ({ exports }) => {
    exports.hold = true
  })
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  expect((await dialog.findByRole('progressbar')).getAttribute('max')).toBe('3')
  expect(dialog.getByRole('status', { name: 'Progress' }).textContent).toBe('3 deliveries found')
  await user.click(dialog.getByRole('button', { name: 'Cancel' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(engine.exports.found).toBe(3)
})

test('a folder of the host', async () => {
  const { user, dialog, inputs, engine } = await show('chosen')
  await user.click(dialog.getByRole('radio', { name: /A folder of the host/ }))
  expect(dialog.getByRole('button', { name: 'Export' })).toHaveProperty('disabled', true)
  expect(dialog.getByText(/Below \/data\/exports/)).toBeTruthy()
  await user.type(dialog.getByRole('textbox', { name: 'Folder' }), '/etc')
  engine.connection.fail('exports.save', new AppError('bad-input', 'no', [{ path: ['folder'], message: 'Not there.' }]))
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  expect((await dialog.findByRole('alert')).textContent).toBe('Not there.')

  engine.connection.fail('exports.save', null)
  await user.clear(dialog.getByRole('textbox', { name: 'Folder' }))
  await user.type(dialog.getByRole('textbox', { name: 'Folder' }), 'calls')
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  expect(await message('1 file written to /data/exports/calls')).toBeTruthy()
  expect(inputs('exports.save').at(-1)).toEqual({ what: { ids: ['d2'] }, format: 'fixture', folder: 'calls' })
})

test('what arrives from now on, into a folder that the desktop asks for', async () => {
  const { user, dialog, inputs } = await show('arrivals', '#/?q=verified:no', ({ exports }) => {
    exports.chosen = '/home/ann/fixtures'
  })
  await user.click(await dialog.findByRole('button', { name: 'Choose…' }))
  await waitFor(() =>
    expect(dialog.getByRole('textbox', { name: 'Folder' })).toHaveProperty('value', '/home/ann/fixtures'),
  )
  const start = dialog.getByRole('button', { name: 'Start' })
  expect(start).toHaveProperty('disabled', true)
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Failures')
  await user.click(start)
  expect(await message(/What arrives from now on is written to/)).toBeTruthy()
  expect(inputs('standingExports.add')).toMatchObject([
    { name: 'Failures', query: 'verified:no', format: 'fixture', folder: '/home/ann/fixtures' },
  ])
})
