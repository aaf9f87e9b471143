// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { possibleCommands } from '../../../src/renderer/src/state/commands.ts'
import { askExport, dropExportQuestion, useExportQuestion } from '../../../src/renderer/src/state/export-question.ts'
import { useExportCommands } from '../../../src/renderer/src/state/exports.tsx'
import { useRoute } from '../../../src/renderer/src/state/route.ts'
import { setChecked } from '../../../src/renderer/src/state/stream-store.ts'
import { clipboard, happens, memoryEngine, message, renderWith } from '../../support/renderer-screen.tsx'

beforeEach(() => localStorage.clear())

function Commands() {
  useExportCommands()
  return null
}
async function start(at = '#/?d=d1', selected: readonly string[] = []) {
  const shown = await renderWith(memoryEngine(), <Commands />, { at })
  await happens(() => setChecked(selected))
  return shown
}
const titles = () =>
  possibleCommands()
    .filter(({ id }) => /^(export|copy)\./.test(id))
    .map(({ title }) => title)
const run = (id: string) =>
  happens(() =>
    possibleCommands()
      .find((command) => command.id === id)
      ?.run(),
  )

test('f saves a fixture of the open delivery at once', async () => {
  const { user, inputs } = await start()
  const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  await user.keyboard('f')
  expect(await message('Saved 1.fixture')).toBeTruthy()
  expect(saved).toHaveBeenCalledOnce()
  saved.mockRestore()
  expect(inputs('exports.render')).toEqual([{ what: { ids: ['d1'] }, format: 'fixture' }])
})

test('of several that are selected all are saved, and none is copied', async () => {
  const { inputs } = await start('#/?d=d1', ['d2', 'd3'])
  expect(titles()).toContain('Save as cURL')
  expect(titles()).not.toContain('Copy as cURL')
  await run('export.curl')
  expect(inputs('exports.render')).toEqual([{ what: { ids: ['d2', 'd3'] }, format: 'curl' }])
})

test('without a delivery nothing is saved or copied, and the dialog is about what the list shows', async () => {
  const { user } = await start('#/?q=type:a')
  expect(titles()).toEqual(['Export what the list shows…', 'Export what arrives from now on…'])
  await user.keyboard('{Shift>}f{/Shift}')
  expect(useExportQuestion.getState().question).toEqual({ scope: 'search', ids: [], selected: false, query: 'type:a' })
})

test('Shift and f asks about the selected ones before the open one', async () => {
  const { user } = await start('#/?d=d1', ['d2'])
  expect(titles()).toContain('Export the selected deliveries…')
  await user.keyboard('{Shift>}f{/Shift}')
  expect(useExportQuestion.getState().question).toMatchObject({ scope: 'chosen', ids: ['d2'], selected: true })
})

test('a text format is copied', async () => {
  await start()
  await run('copy.curl')
  expect(await message('cURL copied')).toBeTruthy()
  expect(await clipboard()).toBe('curl of d1')
})

test('only formats that are one text can be copied', async () => {
  await start()
  expect(titles()).toContain('Copy as Vitest')
  expect(titles()).not.toContain('Copy as Test fixture')
})

test('an export that fails is told with its reason', async () => {
  const { engine } = await start()
  engine.connection.fail('exports.render', new AppError('not-found', 'This delivery was deleted.'))
  await run('export.fixture')
  expect(await message('The export failed')).toBeTruthy()
  expect(screen.getByText('This delivery was deleted.')).toBeTruthy()
})

test('what the dialog begins with is what was so when it was asked for', async () => {
  await start('#/endpoint/end_1?q=type:a&d=d1')
  await happens(() => askExport('search'))
  await happens(() => useRoute.setState({ deliveryId: 'd9', query: '' }))
  expect(useExportQuestion.getState().question).toEqual({
    ...{ scope: 'search', ids: ['d1'], selected: false },
    query: 'endpoint:"end_1" type:a',
  })
  await happens(dropExportQuestion)
  expect(useExportQuestion.getState().question).toBeNull()
})
