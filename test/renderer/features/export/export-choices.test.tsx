// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { Attempt } from '#shared/model/delivery.ts'
import { ExportDialogHost } from '../../../../src/renderer/src/features/export/export-dialog-host.tsx'
import { askExport, type ExportScope } from '../../../../src/renderer/src/state/export-question.ts'
import { setChecked } from '../../../../src/renderer/src/state/stream-store.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { deliveries } from '../../../support/renderer-deliveries.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

beforeEach(() => localStorage.clear())
afterEach(() => vi.unstubAllGlobals())

interface Opened {
  readonly scope?: ExportScope
  readonly at?: string
  readonly selected?: readonly string[]
  readonly change?: (engine: MemoryEngine) => void
}

async function show({ scope = 'chosen', at = '#/?d=d2', selected = [], change = () => undefined }: Opened = {}) {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(5)
    change(engine)
  })
  const shown = await renderWith(engine, <ExportDialogHost />, { at })
  await happens(() => {
    setChecked(selected)
    askExport(scope)
  })
  const dialog = within(await screen.findByRole('dialog', { name: 'Export' }))
  return { ...shown, engine, dialog }
}
type Dialog = Awaited<ReturnType<typeof show>>['dialog']

const radios = (dialog: Dialog, group: string) =>
  within(dialog.getByRole('radiogroup', { name: group }))
    .getAllByRole('radio')
    .map((radio) => radio.closest('label')?.textContent?.trim())
const chosen = (dialog: Dialog, group: string) =>
  within(dialog.getByRole('radiogroup', { name: group }))
    .getByRole('radio', { checked: true })
    .closest('label')?.textContent

test('the attempts of the open delivery’s event are offered where there are several', async () => {
  const attempt = (id: string, number: number): Attempt => ({
    id,
    receivedAt: number,
    attempt: number,
    status: 500,
    ms: 1,
  })
  const { user, dialog, inputs } = await show({
    change(engine) {
      engine.deliveries[1] = { ...engine.deliveries[1]!, attempts: [attempt('d1', 1), attempt('d2', 2)] }
    },
  })
  await user.click(await dialog.findByRole('radio', { name: 'All attempts of its event 2' }))
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  await waitFor(() => expect(inputs('exports.render')).toEqual([{ what: { attemptsOf: 'd2' }, format: 'fixture' }]))
})

test('an event that came once has no attempts to choose', async () => {
  const { dialog } = await show()
  expect(radios(dialog, 'Deliveries').some((label) => label?.startsWith('All attempts'))).toBe(false)
})

test('how many a search finds is told beside it, and follows what is typed', async () => {
  const { user, dialog } = await show({ at: '#/?d=d2&q=caller' })
  expect(await dialog.findByText('5 deliveries')).toBeTruthy()
  await user.click(dialog.getByRole('radio', { name: /All that a search finds/ }))
  const search = dialog.getByRole('textbox', { name: 'Search' })
  await user.type(search, ' status:5xx')
  expect(await dialog.findByText('0 deliveries')).toBeTruthy()
})

test('where nothing is selected or open there is no “this delivery”', async () => {
  const { dialog } = await show({ scope: 'chosen', at: '#/' })
  expect(radios(dialog, 'Deliveries')[0]).toContain('All that a search finds')
  expect(chosen(dialog, 'Deliveries')).toContain('All that a search finds')
})

test('a kind of format goes back to what was chosen of it before', async () => {
  const { user, dialog } = await show({
    change(engine) {
      engine.formats = [
        ...engine.formats,
        {
          ...{ id: 'httpie', name: 'HTTPie', description: 'a command', extension: 'sh' },
          ...{ copyable: true, kind: 'request', assertsAnswer: false },
        },
      ]
    },
  })
  await user.click(dialog.getByRole('button', { name: 'Requests' }))
  expect(chosen(dialog, 'Requests')).toContain('cURL')
  await user.click(dialog.getByRole('radio', { name: /HTTPie/ }))
  await user.click(dialog.getByRole('button', { name: 'Tests' }))
  await user.click(dialog.getByRole('button', { name: 'Requests' }))
  expect(chosen(dialog, 'Requests')).toContain('HTTPie')
})

test('a kind without formats is not offered', async () => {
  const { dialog } = await show()
  expect(dialog.queryByRole('button', { name: 'Types' })).toBeNull()
})

test('a format of last time that is gone gives way to the first', async () => {
  localStorage.setItem('switchhook.export', JSON.stringify({ format: 'gone' }))
  const { user, dialog, inputs } = await show()
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  await waitFor(() => expect(inputs('exports.render')).toMatchObject([{ format: 'curl' }]))
})

test('a folder of the browser’s: asked for, written to, and said', async () => {
  const files = new Map<string, string>()
  vi.stubGlobal('showDirectoryPicker', async () => ({
    name: 'fixtures',
    async getFileHandle(name: string, { create = false } = {}) {
      if (!create) throw new DOMException('none', 'NotFoundError')
      return {
        createWritable: async () => ({
          write: async (bytes: Uint8Array) => void files.set(name, new TextDecoder().decode(bytes)),
          close: async () => undefined,
        }),
      }
    },
  }))
  const { user, dialog } = await show({ selected: ['d1', 'd3'] })
  await user.click(await dialog.findByRole('radio', { name: /A folder of yours/ }))
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  expect(await message('2 files written to fixtures')).toBeTruthy()
  expect([...files.keys()]).toEqual(['d1.fixture', 'd3.fixture'])
})

test('no folder chosen: the form is as it was', async () => {
  vi.stubGlobal('showDirectoryPicker', () => Promise.reject(new DOMException('closed', 'AbortError')))
  const { user, dialog, inputs } = await show()
  await user.click(await dialog.findByRole('radio', { name: /A folder of yours/ }))
  await user.click(dialog.getByRole('button', { name: 'Export' }))
  await waitFor(() => expect(dialog.getByRole('button', { name: 'Export' })).toHaveProperty('disabled', false))
  expect(dialog.queryByRole('alert')).toBeNull()
  expect(inputs('exports.render')).toEqual([])
})

test('what arrives can only go to a folder of the host', async () => {
  const { dialog } = await show({ scope: 'arrivals' })
  expect(radios(dialog, 'To')).toEqual(['A folder of the host file by file, where Switchhook runs'])
})

test('a folder that the host does not allow is told at the field, and typing takes it back', async () => {
  const { user, dialog, engine } = await show({ scope: 'arrivals' })
  engine.connection.fail(
    'standingExports.add',
    new AppError('bad-input', 'no', [{ path: ['folder'], message: 'It is outside of what may be written to.' }]),
  )
  const folder = dialog.getByRole('textbox', { name: 'Folder' })
  await user.type(folder, '/etc')
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'All')
  await user.click(dialog.getByRole('button', { name: 'Start' }))
  await waitFor(() => expect(folder.getAttribute('aria-invalid')).toBe('true'))
  expect(dialog.getByRole('alert').textContent).toBe('It is outside of what may be written to.')
  await user.type(folder, 'x')
  expect(dialog.queryByRole('alert')).toBeNull()
})

test('a dialog of the system that cannot be shown says so', async () => {
  const { user, dialog, engine } = await show({
    scope: 'arrivals',
    change(engine) {
      engine.exports.chosen = '/home/ann'
      engine.connection.fail('exports.chooseFolder', new AppError('unavailable', 'The window is gone.'))
    },
  })
  await user.click(await dialog.findByRole('button', { name: 'Choose…' }))
  expect((await dialog.findByRole('alert')).textContent).toBe('The window is gone.')
  engine.connection.fail('exports.chooseFolder', null)
  await user.click(dialog.getByRole('button', { name: 'Choose…' }))
  await waitFor(() => expect(dialog.getByRole('textbox', { name: 'Folder' })).toHaveProperty('value', '/home/ann'))
  expect(dialog.queryByRole('alert')).toBeNull()
})

test('no folder chosen in the system’s dialog leaves the one that stood there', async () => {
  localStorage.setItem('switchhook.export', JSON.stringify({ folder: '/home/ann/before', to: 'host' }))
  const { user, dialog } = await show({
    change(engine) {
      engine.exports.chosen = null
    },
  })
  await user.click(await dialog.findByRole('button', { name: 'Choose…' }))
  await happens(() => undefined)
  expect(dialog.getByRole('textbox', { name: 'Folder' })).toHaveProperty('value', '/home/ann/before')
})

test('a safe export shows its effect on what the search finds', async () => {
  const { user, dialog, inputs } = await show({ scope: 'search', at: '#/' })
  await user.click(dialog.getByRole('checkbox', { name: /Safe for a repository/ }))
  await waitFor(() =>
    expect(inputs('exports.preview')).toEqual([{ ids: ['d5', 'd4', 'd3', 'd2', 'd1'], safe: { seed: 'switchhook' } }]),
  )
})

test('where the search finds nothing, that is said instead of waiting for ever', async () => {
  const { user, dialog, inputs } = await show({ scope: 'search', at: '#/?q=status:5xx' })
  await user.click(dialog.getByRole('checkbox', { name: /Safe for a repository/ }))
  expect(await dialog.findByText('No stored delivery fits, so there is nothing to show.')).toBeTruthy()
  expect(dialog.queryByText('Reading the deliveries…')).toBeNull()
  expect(dialog.queryByRole('alert')).toBeNull()
  expect(inputs('exports.preview')).toEqual([])
})

test('an export twice as fast as it can be done is one export', async () => {
  const { user, dialog, inputs } = await show({
    scope: 'search',
    change: ({ exports }) => {
      exports.hold = true
    },
  })
  await user.dblClick(dialog.getByRole('button', { name: 'Export' }))
  expect(inputs('exports.render')).toHaveLength(1)
  expect(dialog.getByRole('button', { name: 'Export' })).toHaveProperty('disabled', true)
})

test('formats that cannot be read are told, and the dialog can be closed', async () => {
  const { user, dialog } = await show({
    change: ({ connection }) => connection.fail('exports.formats', new AppError('unavailable', 'Not now.')),
  })
  expect(dialog.getByRole('alert').textContent).toBe('Not now.')
  await user.click(dialog.getByRole('button', { name: 'Close' }))
  expect(screen.queryByRole('dialog')).toBeNull()
})
