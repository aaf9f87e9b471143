import { describe, expect, test } from 'vitest'
import type { ApiClient } from '../../../src/main/cli/api-client.ts'
import { type FileToUpload, uploadFiles } from '../../../src/main/cli/upload-files.ts'
import { seeded } from '../../support/seeded.ts'

interface Message {
  readonly id: string
  readonly files: readonly { readonly name: string; readonly base64: string; readonly more: boolean }[]
}

function host(onMessage: () => void = () => undefined) {
  const messages: Message[] = []
  const call = async (_: string, message: Message) => {
    messages.push(message)
    onMessage()
  }
  const files = () => {
    const bytes = new Map<string, Buffer[]>()
    for (const { name, base64 } of messages.flatMap((message) => message.files))
      bytes.set(name, [...(bytes.get(name) ?? []), Buffer.from(base64, 'base64')])
    return new Map([...bytes].map(([name, pieces]) => [name, Buffer.concat(pieces)]))
  }
  return { messages, files, client: { call } as unknown as ApiClient }
}

const file = (name: string, bytes: Uint8Array): FileToUpload => ({ name, read: async () => bytes })
const never = new AbortController().signal
const megabyte = 1024 * 1024

describe('files', () => {
  test('small ones go in one message, empty ones too', async () => {
    const { messages, files, client } = host()
    await uploadFiles(
      client,
      'imp_1',
      [file('a', Buffer.from('one')), file('b', Buffer.alloc(0)), file('c', Buffer.from('three'))],
      never,
    )
    expect(messages).toHaveLength(1)
    expect(messages[0]!.id).toBe('imp_1')
    expect(messages[0]!.files.map(({ more }) => more)).toEqual([false, false, false])
    expect([...files()].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ['a', 'one'],
      ['b', ''],
      ['c', 'three'],
    ])
  })

  test('large ones go in pieces, of which the last says so', async () => {
    const { messages, files, client } = host()
    const large = seeded(1).bytes(9 * megabyte + 5)
    await uploadFiles(
      client,
      'imp_1',
      [file('small', Buffer.from('x')), file('large', large), file('last', Buffer.from('y'))],
      never,
    )
    expect(files().get('large')!.equals(large)).toBe(true)
    const pieces = messages.flatMap((message) => message.files).filter(({ name }) => name === 'large')
    expect(pieces.map(({ more }) => more)).toEqual([true, true, false])
    for (const message of messages) {
      const size = message.files.reduce((sum, { base64 }) => sum + Buffer.byteLength(base64, 'base64'), 0)
      expect(size).toBeLessThanOrEqual(4 * megabyte)
    }
  })

  test.each([4 * megabyte, 8 * megabyte])('of just %i bytes end with a piece that says so', async (size) => {
    const { messages, files, client } = host()
    await uploadFiles(client, 'imp_1', [file('even', Buffer.alloc(size, 7))], never)
    const all = messages.flatMap((message) => message.files)
    expect(all.map(({ more }) => more)).toEqual([
      ...Array.from({ length: size / (4 * megabyte) - 1 }, () => true),
      false,
    ])
    expect(files().get('even')).toHaveLength(size)
  })

  test('very many go in several messages, and are read when their turn has come', async () => {
    const { messages, client } = host()
    let held = 0
    const many = Array.from(
      { length: 1203 },
      (_, at): FileToUpload => ({
        name: String(at),
        read: async () => {
          held = Math.max(held, at - messages.length * 500)
          return Buffer.from('x')
        },
      }),
    )
    await uploadFiles(client, 'imp_1', many, never)
    expect(messages.map(({ files }) => files.length)).toEqual([500, 500, 203])
    expect(held).toBeLessThan(500)
  })

  test('none, no message', async () => {
    const { messages, client } = host()
    await uploadFiles(client, 'imp_1', [], never)
    expect(messages).toEqual([])
  })
})

test('once it is stopped nothing more is read or sent', async () => {
  const stop = new AbortController()
  const { messages, client } = host(() => stop.abort())
  const read: string[] = []
  const noting = (name: string, size: number): FileToUpload => ({
    name,
    read: async () => {
      read.push(name)
      return Buffer.alloc(size)
    },
  })
  await uploadFiles(client, 'imp_1', [noting('a', 5 * megabyte), noting('b', 1), noting('c', 1)], stop.signal)
  expect(read).toEqual(['a'])
  expect(messages.length).toBeLessThanOrEqual(2)
})
