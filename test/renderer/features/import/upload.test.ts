// @vitest-environment jsdom
import { expect, test } from 'vitest'
import type { AppClient } from '#shared/api/contract.ts'
import {
  chosenFiles,
  droppedFiles,
  type NamedFile,
  upload,
} from '../../../../src/renderer/src/features/import/upload.ts'

interface Sent {
  readonly name: string
  readonly more: boolean
  readonly bytes: Buffer
}

/** A host that takes what it is given; `onPut` runs before each message is answered. */
function host(onPut: () => void = () => undefined) {
  const messages: Sent[][] = []
  const call = async (_: string, { files }: { files: { name: string; more: boolean; base64: string }[] }) => {
    messages.push(files.map(({ name, more, base64 }) => ({ name, more, bytes: Buffer.from(base64, 'base64') })))
    onPut()
    return {}
  }
  return { messages, client: { call } as unknown as AppClient }
}

/** The files as the host puts them together. */
function joined(messages: readonly Sent[][]): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  let open: string | null = null
  for (const { name, more, bytes } of messages.flat()) {
    if (open === null) files.set(name, bytes)
    else {
      expect(name).toBe(open)
      files.set(name, Buffer.concat([files.get(name)!, bytes]))
    }
    open = more ? name : null
  }
  expect(open).toBeNull()
  return files
}

const named = (name: string, content: string | Uint8Array<ArrayBuffer>): NamedFile => ({
  name,
  blob: new Blob([content]),
})
const mebi = 1024 * 1024
const pattern = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 31) % 251)

async function send(files: readonly NamedFile[], onPut?: (end: AbortController) => void) {
  const end = new AbortController()
  const told: [done: number, total: number][] = []
  const { client, messages } = host(() => onPut?.(end))
  const whole = await upload(client, 'imp_1', files, (done, total) => told.push([done, total]), end.signal)
  return { whole, messages, told }
}

test('every byte arrives, of small, empty and large files alike', async () => {
  const large = pattern(2 * mebi + 17)
  const files = [named('a.json', '{"a":"ü"}'), named('empty', ''), named('large', large), named('z', 'end')]
  const { whole, messages, told } = await send(files)
  expect(whole).toBe(true)
  const arrived = joined(messages)
  expect([...arrived.keys()]).toEqual(['a.json', 'empty', 'large', 'z'])
  expect(arrived.get('a.json')?.toString()).toBe('{"a":"ü"}')
  expect(arrived.get('empty')?.length).toBe(0)
  expect(arrived.get('large')?.equals(Buffer.from(large))).toBe(true)
  expect(arrived.get('z')?.toString()).toBe('end')
  const total = files.reduce((sum, { blob }) => sum + blob.size, 0)
  expect(told.at(-1)).toEqual([total, total])
})

test('no message holds the page up: a mebibyte and 200 files at most', async () => {
  const many = Array.from({ length: 450 }, (_, at) => named(`f${at}`, 'x'))
  const { messages } = await send([...many, named('large', pattern(mebi + 1))])
  for (const message of messages) {
    expect(message.length).toBeLessThanOrEqual(200)
    expect(message.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(mebi)
  }
  expect(joined(messages).size).toBe(451)
})

test('a file of exactly one message has no empty piece after it', async () => {
  const { messages } = await send([named('full', pattern(mebi)), named('next', 'n')])
  expect(messages.map((message) => message.map(({ name, more, bytes }) => [name, more, bytes.length]))).toEqual([
    [['full', false, mebi]],
    [['next', false, 1]],
  ])
})

test('ended, nothing more is sent and nothing more is told', async () => {
  const { whole, messages, told } = await send([named('large', pattern(3 * mebi))], (end) => end.abort())
  expect(whole).toBe(false)
  expect(messages).toHaveLength(1)
  expect(told).toEqual([])
})

test('what the host refuses goes to who asked', async () => {
  const sent = send([named('a', 'x')], () => {
    throw new Error('It is too much.')
  })
  await expect(sent).rejects.toThrow('It is too much.')
})

/** A folder that gives its entries in portions, as browsers do. */
const folder = (path: string, portions: readonly (readonly FileSystemEntry[])[]) =>
  ({
    isFile: false,
    fullPath: path,
    createReader() {
      const left = [...portions, []]
      return { readEntries: (take: (entries: readonly FileSystemEntry[]) => void) => take(left.shift() ?? []) }
    },
  }) as unknown as FileSystemEntry
const file = (path: string) =>
  ({
    isFile: true,
    fullPath: path,
    file: (take: (file: File) => void) => take(new File([path], path.split('/').at(-1) ?? '')),
  }) as unknown as FileSystemEntry

test('dropped folders are gone through to the last file, in the order of the names', async () => {
  const hundred = Array.from({ length: 100 }, (_, at) => file(`/calls/many/${String(at).padStart(3, '0')}.json`))
  const calls = folder('/calls', [
    [folder('/calls/many', [hundred, [file('/calls/many/100.json')]]), file('/calls/b.json')],
    [file('/calls/a.json')],
  ])
  const found = await droppedFiles([calls, file('/alone.har')])
  const names = found.map(({ name }) => name)
  expect(names).toHaveLength(104)
  expect(names.slice(0, 4)).toEqual(['alone.har', 'calls/a.json', 'calls/b.json', 'calls/many/000.json'])
  expect(names.at(-1)).toBe('calls/many/100.json')
})

test('a file that cannot be opened is no silence', async () => {
  const gone = {
    isFile: true,
    fullPath: '/gone.json',
    file: (_: unknown, fail: (error: Error) => void) => fail(new Error('It was moved.')),
  } as unknown as FileSystemEntry
  await expect(droppedFiles([gone])).rejects.toThrow('It was moved.')
})

test('chosen files have their plain names', () => {
  expect(chosenFiles([new File(['a'], 'a.json')]).map(({ name }) => name)).toEqual(['a.json'])
})
