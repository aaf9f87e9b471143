// @vitest-environment jsdom
import { createEvent, fireEvent, screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { Import } from '../../../../src/renderer/src/features/import/import.tsx'
import { askImport } from '../../../../src/renderer/src/state/import-question.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { importPreview } from '../../../support/renderer-imports.ts'
import { address, happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const dialog = () => within(screen.getByRole('dialog', { name: 'Import deliveries' }))
const button = (name: string) => dialog().getByRole<HTMLButtonElement>('button', { name })
const problem = () => dialog().queryByRole('alert')?.textContent ?? null
const status = () => dialog().getByRole('status').textContent

const paste = () => fireEvent.change(dialog().getByLabelText('Or paste'), { target: { value: 'curl http://a/' } })

type Change = (engine: MemoryEngine) => void

async function open(change: Change = () => undefined, at = '#/') {
  const shown = await renderWith(memoryEngine(change), <Import />, { at })
  await happens(() => askImport())
  return { ...shown, imports: shown.engine.imports }
}

/** Pasted and looked at: what would come in is on screen. */
async function preview(change: Change = () => undefined, at = '#/') {
  const shown = await open(change, at)
  paste()
  await shown.user.click(button('Continue'))
  await dialog().findByRole('button', { name: 'Back' })
  return shown
}

/** Imported: the outcome is on screen. */
async function done(change: Change = () => undefined) {
  const shown = await preview(change)
  await shown.user.click(button('Import 1 delivery'))
  await dialog().findByRole('button', { name: 'Show them' })
  return shown
}

test('without anything there is nothing to continue with', async () => {
  const { user, inputs } = await open()
  expect(button('Continue').disabled).toBe(true)
  await user.type(dialog().getByLabelText('Or paste'), '  ')
  expect(button('Continue').disabled).toBe(true)
  await user.click(button('Cancel'))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(inputs('imports.open')).toEqual([])
})

test('chosen files are handed in at once, under their names', async () => {
  const { user, imports } = await open()
  const files = [new File(['one'], 'a.json'), new File(['two'], 'b.har')]
  await user.upload(dialog().getByLabelText('Files to import'), files)
  await dialog().findByRole('button', { name: 'Import 1 delivery' })
  expect(imports.taken).toEqual([
    { name: 'a.json', text: 'one' },
    { name: 'b.har', text: 'two' },
  ])
})

test('the files of a chosen folder keep the way to them', async () => {
  const { user, imports } = await open()
  const file = Object.defineProperty(new File(['one'], 'a.json'), 'webkitRelativePath', { value: 'calls/ended/a.json' })
  await user.upload(dialog().getByLabelText('Folder to import'), [file])
  await dialog().findByRole('button', { name: 'Import 1 delivery' })
  expect(imports.taken.map(({ name }) => name)).toEqual(['calls/ended/a.json'])
})

test('an empty folder is told as such, and something else can be chosen', async () => {
  const shown = await renderWith(memoryEngine(), <Import />)
  const empty = {
    isFile: false,
    fullPath: '/none',
    createReader: () => ({ readEntries: (take: (_: []) => void) => take([]) }),
  }
  await happens(() => askImport({ entries: [empty as unknown as FileSystemEntry] }))
  expect(problem()).toBe('There are no files in it.')
  expect(shown.inputs('imports.open')).toEqual([])
  await shown.user.upload(dialog().getByLabelText('Files to import'), new File(['one'], 'a.json'))
  await dialog().findByRole('button', { name: 'Import 1 delivery' })
  expect(problem()).toBeNull()
})

/** What a browser tells of things that are dragged over the window. */
function drag(type: 'dragenter' | 'dragleave' | 'dragover' | 'drop', types: string[], files: File[] = []) {
  const items = files.map((file) => ({ webkitGetAsEntry: () => null, getAsFile: () => file }))
  const event = createEvent(type, document.body, { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: { types, items } })
  return happens(() => void fireEvent(document.body, event)).then(() => event)
}

test('files that are held over the window are announced, and imported where they are dropped', async () => {
  const { engine } = await renderWith(memoryEngine(), <Import />)
  await drag('dragenter', ['Files'])
  expect(screen.getByText('Drop to import')).toBeTruthy()
  // A part of the page is entered before the one around it is left.
  await drag('dragenter', ['Files'])
  await drag('dragleave', ['Files'])
  expect(screen.getByText('Drop to import')).toBeTruthy()
  await drag('dragleave', ['Files'])
  expect(screen.queryByText('Drop to import')).toBeNull()

  await drag('dragenter', ['Files'])
  const dropped = await drag('drop', ['Files'], [new File(['dropped'], 'd.json')])
  expect(dropped.defaultPrevented).toBe(true)
  expect(screen.queryByText('Drop to import')).toBeNull()
  await dialog().findByRole('button', { name: 'Import 1 delivery' })
  expect(engine.imports.taken).toEqual([{ name: 'd.json', text: 'dropped' }])
})

test('what is dropped while an import is open does not take its place', async () => {
  const { imports } = await preview()
  await drag('drop', ['Files'], [new File(['other'], 'other.json')])
  expect(imports.taken.map(({ name }) => name)).toEqual(['pasted text'])
  expect(button('Import 1 delivery')).toBeTruthy()
})

test('a text or a link that is dragged is left to the page', async () => {
  await renderWith(memoryEngine(), <Import />)
  await drag('dragenter', ['text/plain'])
  expect(screen.queryByText('Drop to import')).toBeNull()
  const dropped = await drag('drop', ['text/plain'])
  expect(dropped.defaultPrevented).toBe(false)
  expect(screen.queryByRole('dialog')).toBeNull()
})

test.each([
  ['the endpoint that is on screen', '#/endpoint/end_2', 'Night desk'],
  ['else the one that imports went to before', '#/', 'Imported'],
])('they go to %s', async (_, at, name) => {
  const { imports, engine } = await preview((engine) => {
    engine.endpoints = [
      endpoint(),
      endpoint({ id: 'end_2', name: 'Night desk' }),
      endpoint({ id: 'end_3', name: 'Imported' }),
    ]
  }, at)
  const chosen = dialog().getByLabelText<HTMLSelectElement>('To').selectedOptions[0]?.textContent
  expect(chosen).toBe(name)
  expect(imports.asked[0]?.to).toEqual({ endpointId: engine.endpoints.find((each) => each.name === name)?.id })
  expect(dialog().queryByRole('option', { name: /^New endpoint/ })).toBeNull()
})

test('where there is none yet, a new one is made for them', async () => {
  const { imports } = await preview()
  expect(dialog().getByLabelText<HTMLSelectElement>('To').selectedOptions[0]?.textContent).toBe(
    'New endpoint “Imported”',
  )
  expect(imports.asked[0]?.to).toEqual({ newEndpoint: 'Imported' })
})

test('where the chosen endpoint is deleted meanwhile, they go to a new one', async () => {
  const { user, engine, imports } = await preview()
  await user.selectOptions(dialog().getByLabelText('To'), 'Front desk')
  await happens(() => {
    engine.endpoints = []
    engine.tellEndpoints()
  })
  expect(dialog().getByLabelText<HTMLSelectElement>('To').selectedOptions[0]?.textContent).toBe(
    'New endpoint “Imported”',
  )
  await user.click(await dialog().findByRole('button', { name: 'Import 1 delivery' }))
  await dialog().findByText(/imported to/)
  expect(imports.asked.at(-1)).toMatchObject({ call: 'run', to: { newEndpoint: 'Imported' } })
})

test('the button that imports has the focus, so Enter does it', async () => {
  const { user, imports } = await preview()
  expect(document.activeElement).toBe(button('Import 1 delivery'))
  await user.keyboard('{Enter}')
  await dialog().findByText(/imported to/)
  expect(imports.asked.at(-1)?.call).toBe('run')
})

test('what is here already is not offered again', async () => {
  await preview(({ imports }) => {
    imports.preview = importPreview({ deliveries: 2, duplicates: 2 })
  })
  expect(button('Import').disabled).toBe(true)
  expect(dialog().getByRole('status', { name: 'What would come in' }).textContent).toContain(
    '2, 2 of them here already',
  )
})

test('nothing can be skipped where nothing would be left', async () => {
  await preview(({ imports }) => {
    const wrong = {
      file: 'a.bin',
      line: null,
      reason: 'unknown-format',
      message: 'It is nothing that is known.',
    } as const
    imports.preview = importPreview({ deliveries: 0, refused: 1, problems: [wrong], providers: [], verifications: [] })
  })
  expect(dialog().queryByRole('checkbox')).toBeNull()
  expect(button('Import').disabled).toBe(true)
  expect(dialog().getByRole('region', { name: '1 file cannot be imported' }).textContent).toContain('a.bin')
})

test('several files that cannot be imported are skipped together', async () => {
  const { user } = await preview(({ imports }) => {
    const wrong = ['a', 'b'].map((file) => ({ file, line: null, reason: 'syntax', message: 'Wrong.' }) as const)
    imports.preview = importPreview({ deliveries: 1, refused: 2, problems: wrong })
  })
  const skip = dialog().getByRole('checkbox', { name: 'Skip these 2 files else nothing is imported' })
  await user.click(skip)
  expect(button('Import 1 delivery').disabled).toBe(false)
  await user.click(skip)
  expect(button('Import 1 delivery').disabled).toBe(true)
})

test('Cancel while the files are handed in leads back, and stays there when the host answers', async () => {
  const { user, engine, imports } = await open()
  const answer = engine.connection.hold('imports.put')
  paste()
  await user.click(button('Continue'))
  expect(dialog().getByRole('progressbar', { name: 'Reading the files' })).toBeTruthy()
  await user.click(button('Cancel'))
  expect(button('Continue')).toBeTruthy()
  await happens(answer)
  expect(dialog().queryByRole('progressbar')).toBeNull()
  expect(dialog().getByLabelText('Or paste')).toHaveProperty('value', 'curl http://a/')
  expect(imports.dropped).toEqual(['imp_1'])
  expect(imports.asked).toEqual([])
})

test('where the host does not take a file, it is told and nothing is left there', async () => {
  const { user, engine, imports } = await open()
  engine.connection.fail('imports.put', new AppError('bad-input', 'There is no room for more than 1 GB.'))
  paste()
  await user.click(button('Continue'))
  expect((await dialog().findByRole('alert')).textContent).toBe('There is no room for more than 1 GB.')
  expect(imports.dropped).toEqual(['imp_1'])
  expect(button('Continue').disabled).toBe(false)
})

test('Back forgets the files; the text is still there to be changed', async () => {
  const { user, imports } = await preview()
  await user.click(button('Back'))
  expect(imports.dropped).toEqual(['imp_1'])
  const text = dialog().getByLabelText('Or paste')
  expect(text).toHaveProperty('value', 'curl http://a/')
  await user.type(text, 'b')
  await user.click(button('Continue'))
  await dialog().findByRole('button', { name: 'Back' })
  expect(imports.taken.map((file) => file.text)).toEqual(['curl http://a/', 'curl http://a/b'])
})

test('an import that fails says why over the same preview, and can be tried again', async () => {
  const { user, engine } = await preview()
  engine.connection.fail('imports.run', new AppError('unavailable', 'The disk is full.'))
  await user.click(button('Import 1 delivery'))
  expect((await dialog().findByRole('alert')).textContent).toBe('The disk is full.')
  expect(dialog().getByRole('status', { name: 'What would come in' })).toBeTruthy()
  engine.connection.fail('imports.run', null)
  await user.click(button('Import 1 delivery'))
  expect((await dialog().findByText(/imported to/)).textContent).toBe('1 delivery was imported to Imported.')
  expect(problem()).toBeNull()
})

test('what went wrong is forgotten with the files that it was about', async () => {
  const { user, engine } = await preview()
  engine.connection.fail('imports.run', new AppError('unavailable', 'The disk is full.'))
  await user.click(button('Import 1 delivery'))
  await dialog().findByRole('alert')
  await user.click(button('Back'))
  expect(problem()).toBeNull()
})

test('a lost connection ends an import with words', async () => {
  const { user, engine } = await preview(({ imports }) => {
    imports.hold = true
  })
  await user.click(button('Import 1 delivery'))
  expect(document.activeElement).toBe(button('Cancel'))
  await happens(() => engine.connection.set('lost'))
  expect(problem()).toBe('The connection to Switchhook was lost. Try again when it is back.')
})

test('Show them leads to what was imported', async () => {
  const { user } = await done()
  expect(document.activeElement).toBe(button('Show them'))
  await user.keyboard('{Enter}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(address()).toBe('#/endpoint/end_1?q=imported:yes')
})

test('an import is taken back once, however often the button is pressed', async () => {
  const { user, engine, imports } = await done()
  const answer = engine.connection.hold('imports.undo')
  await user.dblClick(button('Undo'))
  expect(button('Undo').disabled).toBe(true)
  await happens(answer)
  expect(imports.undone).toEqual(['imp_1'])
  expect(status()).toBe('1 imported delivery is deleted. The deletion can be taken back for 5 minutes.')
  expect(problem()).toBeNull()
  await user.keyboard('{Enter}')
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('where it cannot be taken back, why is said and the outcome stays', async () => {
  const { user, engine } = await done()
  engine.connection.fail('imports.undo', new AppError('not-found', 'This import is not stored any more.'))
  await user.click(button('Undo'))
  expect((await dialog().findByRole('alert')).textContent).toBe('This import is not stored any more.')
  expect(status()).toContain('1 delivery was imported to Imported')
  expect(button('Undo').disabled).toBe(false)
})

test('where nothing new came in there is nothing to take back', async () => {
  await done(({ imports }) => {
    imports.result = { imported: 0, duplicates: 1 }
  })
  expect(status()).toBe('0 deliveries were imported to Imported; 1 was here already.')
  expect(button('Undo').disabled).toBe(true)
})

test('closed before it is imported, the host forgets the files; afterwards it has nothing to forget', async () => {
  const { user, imports } = await preview()
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  await vi.waitFor(() => expect(imports.dropped).toEqual(['imp_1']))
})

test('an import that is done is not looked at again, whatever happens to the endpoints', async () => {
  const { user, engine, imports } = await done((engine) => {
    engine.endpoints.push(endpoint({ id: 'end_9', name: 'Imported' }))
  })
  const { length } = imports.asked
  await happens(() => {
    engine.endpoints = []
    engine.tellEndpoints()
  })
  expect(imports.asked).toHaveLength(length)
  expect(status()).toContain('1 delivery was imported')
  await user.click(button('Close'))
  expect(imports.dropped).toEqual([])
})
