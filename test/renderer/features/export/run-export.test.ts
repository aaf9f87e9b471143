// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest'
import type { ExportOrder } from '#shared/api/exports.ts'
import {
  canPickFolder,
  copy,
  download,
  pickFolder,
  writeFolder,
  writeOnHost,
} from '../../../../src/renderer/src/features/export/run-export.ts'
import { MemoryEngine } from '../../../support/renderer-client.ts'
import { fillDom } from '../../../support/renderer-dom.ts'

afterEach(() => vi.unstubAllGlobals())

const order: ExportOrder = { what: { ids: ['d1', 'd2'] }, format: 'fixture' }
const text = (base: string) => ({ name: base.split(' ')[0] ?? '', mediaType: 'text/plain', base64: btoa(base) })

/** An engine whose export is these pieces. */
function exporting(...pieces: readonly (ReturnType<typeof text> | Error | (() => void))[]) {
  const engine = new MemoryEngine()
  Object.assign(engine.handlers.streams, {
    async *'exports.render'() {
      yield { progress: { done: 0, total: 2 } }
      for (const piece of pieces) {
        if (piece instanceof Error) throw piece
        if (typeof piece === 'function') piece()
        else yield piece
      }
    },
  })
  return engine
}

/** A folder of the browser's: what is in it are the files that were closed. */
class Folder {
  readonly name = 'calls'
  readonly files = new Map<string, string>()
  readonly open = new Set<string>()

  readonly handle = this as unknown as FileSystemDirectoryHandle

  async getFileHandle(name: string, { create = false } = {}) {
    if (!create && !this.files.has(name)) throw new DOMException('none', 'NotFoundError')
    if (create) this.files.set(name, '')
    return { createWritable: async () => this.#writer(name) }
  }

  async removeEntry(name: string) {
    if (!this.files.delete(name)) throw new DOMException('none', 'NotFoundError')
  }

  #writer(name: string) {
    this.open.add(name)
    let held = ''
    return {
      write: async (bytes: Uint8Array) => {
        held += new TextDecoder().decode(bytes)
      },
      close: async () => {
        this.open.delete(name)
        this.files.set(name, held)
      },
      abort: async () => void this.open.delete(name),
    }
  }
}

test('file by file, each whole however many pieces it came in', async () => {
  const folder = new Folder()
  const progress: number[] = []
  const { client } = exporting(text('a one'), text('a two'), text('b three')).connection
  const said = await writeFolder(client, order, folder.handle, { onProgress: ({ total }) => progress.push(total) })
  expect(said).toBe('2 files written to calls')
  expect(Object.fromEntries(folder.files)).toEqual({ a: 'a onea two', b: 'b three' })
  expect(progress).toEqual([2])
})

test('asks for files, not for a zip', async () => {
  const engine = exporting(text('a one'))
  await writeFolder(engine.connection.client, order, new Folder().handle, {})
  expect(engine.connection.inputs('exports.render')).toEqual([{ ...order, separate: true }])
})

test('a file of this name stays as it is, and that is said', async () => {
  const folder = new Folder()
  folder.files.set('a', 'mine')
  const { client } = exporting(text('a theirs'), text('b one')).connection
  expect(await writeFolder(client, order, folder.handle, {})).toBe(
    '1 file written to calls; 1 was there already and stayed',
  )
  expect(Object.fromEntries(folder.files)).toEqual({ a: 'mine', b: 'b one' })
})

test.each(['fails', 'is ended'])('where it %s in the middle, whole files stay and half ones do not', async (way) => {
  const folder = new Folder()
  const end = new AbortController()
  const stop = way === 'fails' ? new Error('The disk is full.') : () => end.abort()
  const { client } = exporting(text('a one'), text('b half'), stop).connection
  const work = writeFolder(client, order, folder.handle, { signal: end.signal })
  if (way === 'fails') await expect(work).rejects.toThrow('The disk is full.')
  else await work
  expect(Object.fromEntries(folder.files)).toEqual({ a: 'a one' })
  expect(folder.open.size).toBe(0)
})

test('a file of somebody else is not removed because an export failed on it', async () => {
  const folder = new Folder()
  folder.files.set('a', 'mine')
  const { client } = exporting(text('a theirs'), new Error('lost')).connection
  await expect(writeFolder(client, order, folder.handle, {})).rejects.toThrow('lost')
  expect(folder.files.get('a')).toBe('mine')
})

test('the host says what it wrote, and where', async () => {
  const engine = new MemoryEngine()
  const progress: number[] = []
  const said = await writeOnHost(engine.connection.client, order, 'calls', {
    onProgress: ({ done }) => progress.push(done),
  })
  expect(said).toBe('2 files written to /data/exports/calls')
  expect(progress).toEqual([0, 2])
})

test('files that were there already are told of the host, too', async () => {
  const engine = new MemoryEngine()
  Object.assign(engine.handlers.streams, {
    async *'exports.save'() {
      yield { done: 2, total: 2, written: 0, alreadyThere: 2, folder: '/real/calls' }
    },
  })
  expect(await writeOnHost(engine.connection.client, order, 'calls', {})).toBe(
    '0 files written to /real/calls; 2 were there already and stayed',
  )
})

test('a download has the bytes, the type and the name of the file', async () => {
  fillDom()
  const made: Blob[] = []
  const names: string[] = []
  Object.assign(URL, { createObjectURL: (blob: Blob) => `blob:${made.push(blob)}` })
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    names.push(this.download)
  })
  const { client } = exporting(text('a.sh one'), text('a.sh two')).connection
  expect(await download(client, order, {})).toBe('Saved a.sh')
  click.mockRestore()
  expect(names).toEqual(['a.sh'])
  expect(made[0]?.type).toBe('text/plain')
  expect(await made[0]?.text()).toBe('a.sh onea.sh two')
})

test('an export that was ended is not saved half', async () => {
  const end = new AbortController()
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click')
  const { client } = exporting(text('a.sh one'), () => end.abort()).connection
  await download(client, order, { signal: end.signal })
  expect(click).not.toHaveBeenCalled()
  click.mockRestore()
})

test('where the browser refuses the clipboard, nothing is claimed', async () => {
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: () => Promise.reject(new Error('no')) } })
  document.execCommand = () => false
  const { client } = exporting(text('a.sh one')).connection
  await expect(copy(client, order, 'cURL', {})).rejects.toThrow('The browser does not let this page use the clipboard.')
})

test('a folder can be picked where the browser knows how', async () => {
  expect(canPickFolder()).toBe(false)
  expect(await pickFolder()).toBeNull()
  const folder = new Folder()
  vi.stubGlobal('showDirectoryPicker', async () => folder)
  expect(canPickFolder()).toBe(true)
  expect(await pickFolder()).toBe(folder)
})

test('no folder chosen is no failure; anything else is one', async () => {
  vi.stubGlobal('showDirectoryPicker', () => Promise.reject(new DOMException('closed', 'AbortError')))
  expect(await pickFolder()).toBeNull()
  vi.stubGlobal('showDirectoryPicker', () => Promise.reject(new DOMException('not allowed', 'SecurityError')))
  await expect(pickFolder()).rejects.toThrow('not allowed')
})
