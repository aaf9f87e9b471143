// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { Import } from '../../../../src/renderer/src/features/import/import.tsx'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { importPreview } from '../../../support/renderer-imports.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const dialog = () => within(screen.getByRole('dialog', { name: 'Import deliveries' }))
const button = (name: string) => dialog().getByRole<HTMLButtonElement>('button', { name })
const command = `curl http://a/ -d '{}'`

async function paste(change: (engine: MemoryEngine) => void = () => undefined) {
  const shown = await renderWith(memoryEngine(change), <Import />)
  await shown.user.keyboard('i')
  await happens(() => undefined)
  await shown.user.click(dialog().getByLabelText('Or paste'))
  await shown.user.paste(command)
  await shown.user.click(button('Continue'))
  await dialog().findByRole('button', { name: /^Import|^Cancel/ })
  await vi.waitFor(() => expect(shown.engine.imports.asked).not.toEqual([]))
  await happens(() => undefined)
  return { ...shown, imports: shown.engine.imports }
}

test('what is pasted is handed in as it is, looked at, and imported when one says so', async () => {
  const { user, imports } = await paste()
  expect(imports.taken).toEqual([{ name: 'pasted text', text: command }])
  expect(dialog().getByRole('status', { name: 'What would come in' }).textContent).toBe(
    'Deliveries1Providers1 unknownSignatures1 unsignedReceivedthe files do not tell; the time of the import is takenBodies2 bytesFormatcURL',
  )
  expect(imports.asked).toEqual([{ call: 'preview', format: undefined, to: { newEndpoint: 'Imported' } }])
  await user.click(button('Import 1 delivery'))
  await happens(() => undefined)
  expect(imports.asked.at(-1)).toEqual({
    call: 'run',
    format: undefined,
    to: { newEndpoint: 'Imported' },
    skipInvalid: false,
  })
  expect(dialog().getByText(/1 delivery was imported to/).textContent).toBe('1 delivery was imported to Imported.')
  await user.click(button('Undo'))
  await happens(() => undefined)
  expect(imports.undone).toEqual(['imp_1'])
  expect(dialog().getByRole('status').textContent).toContain('1 imported delivery is deleted')
})

test('another endpoint or format looks again', async () => {
  const { user, imports, engine } = await paste()
  await user.selectOptions(dialog().getByLabelText('To'), engine.endpoints[0]!.id)
  await happens(() => undefined)
  await user.selectOptions(dialog().getByLabelText('Format'), 'curl')
  await happens(() => undefined)
  expect(imports.asked.slice(1)).toEqual([
    { call: 'preview', format: undefined, to: { endpointId: engine.endpoints[0]!.id } },
    { call: 'preview', format: 'curl', to: { endpointId: engine.endpoints[0]!.id } },
  ])
})

test('problems are named with file and line, and stop the import until they are skipped; duplicates are told', async () => {
  const { user, imports } = await paste((engine) => {
    const problem = { file: 'a.har', line: 3, reason: 'syntax', message: 'A comma is expected.' } as const
    engine.imports.preview = importPreview({ deliveries: 3, duplicates: 1, refused: 1, problems: [problem] })
  })
  expect(dialog().getByRole('region', { name: '1 file cannot be imported' }).textContent).toContain(
    'a.har:3 A comma is expected.',
  )
  expect(button('Import 2 deliveries').disabled).toBe(true)
  await user.click(dialog().getByRole('checkbox', { name: /^Skip that file/ }))
  await user.click(button('Import 2 deliveries'))
  await happens(() => undefined)
  expect(imports.asked.at(-1)).toMatchObject({ call: 'run', skipInvalid: true })
  expect(dialog().getByText(/imported to/).textContent).toContain('; 1 was here already; 1 file was skipped.')
})

test('Cancel ends an import that is under way and forgets the files', async () => {
  const { user, imports } = await paste((engine) => {
    engine.imports.hold = true
  })
  await user.click(button('Import 1 delivery'))
  await happens(() => undefined)
  expect(dialog().getByRole<HTMLProgressElement>('progressbar', { name: 'Importing' }).value).toBe(1)
  await user.click(button('Cancel'))
  await happens(() => undefined)
  expect(imports.dropped).toEqual(['imp_1'])
  expect(button('Continue').disabled).toBe(false)
})

test('what the host refuses is said as a whole', async () => {
  await paste((engine) => {
    engine.imports.problem = new AppError('not-found', 'This endpoint does not exist any more.')
  })
  expect((await dialog().findByRole('alert')).textContent).toBe('This endpoint does not exist any more.')
})
