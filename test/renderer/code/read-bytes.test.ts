import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  byteOffset,
  decodeContent,
  hexRow,
  hexRowCount,
  looksBinary,
  readText,
} from '../../../src/renderer/src/code/read-bytes.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const body = new TextEncoder().encode('{"a":1}')
const coding = (value: string) => [['Content-Encoding', value]] as const

describe('decodeContent', () => {
  test('gzip', async () => {
    const decoded = await decodeContent(new Uint8Array(gzipSync(body)), coding('gzip'))
    expect([text(decoded.bytes), decoded.codings, decoded.problem]).toEqual(['{"a":1}', ['gzip'], null])
  })

  test('codings are undone from the last to the first', async () => {
    const decoded = await decodeContent(new Uint8Array(deflateSync(gzipSync(body))), coding('gzip, Deflate'))
    expect([text(decoded.bytes), decoded.codings]).toEqual(['{"a":1}', ['deflate', 'gzip']])
  })

  test('identity changes nothing', async () =>
    expect(await decodeContent(body, coding('identity'))).toEqual({ bytes: body, codings: [], problem: null }))

  test('an unknown coding, and a body that is not what it says, keep the bytes', async () => {
    expect(await decodeContent(body, coding('zstd'))).toEqual({
      bytes: body,
      codings: [],
      problem: 'the content coding zstd cannot be decoded here',
    })
    expect((await decodeContent(body, coding('gzip'))).problem).toBe('the body says gzip, but is not')
  })

  test('a small body that unpacks beyond the limit is not unpacked', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(65 * 1024 * 1024)))
    expect(await decodeContent(bomb, coding('gzip'))).toMatchObject({
      bytes: bomb,
      problem: 'it unpacks to more than 64 MiB',
    })
  })
})

const bytes = new TextEncoder().encode('{"a":1}\n{"b":22}\u00e9')

test('a full row in two groups, what cannot be printed as a dot', () => {
  expect(hexRow(bytes, 0)).toEqual({
    offset: '00000000',
    hex: ['7B 22 61 22 3A 31 7D 0A', '7B 22 62 22 3A 32 32 7D'],
    ascii: '{"a":1}·{"b":22}',
  })
})

test('the last row is short; offsets count from the start of the body', () => {
  expect(hexRow(bytes, 1, 0x100000)).toEqual({ offset: '00100010', hex: ['C3 A9', ''], ascii: '··' })
  expect(hexRowCount(bytes.length)).toBe(2)
  expect(hexRowCount(0)).toBe(0)
})

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('readText', () => {
  test('plain', () => expect(readText(utf8('é'))).toEqual({ text: 'é', bom: false, exact: true }))
  test('a byte order mark is told, not shown', () =>
    expect(readText(utf8('\ufeff{}'))).toEqual({ text: '{}', bom: true, exact: true }))
  test('bytes that are no UTF-8', () =>
    expect(readText(Uint8Array.of(0x61, 0xff))).toEqual({ text: 'a\ufffd', bom: false, exact: false }))
})

test('byteOffset counts UTF-8 bytes, surrogate pairs as four', () => {
  const text = 'aé€😀b'
  for (const offset of [0, 1, 2, 3, 5, 6]) expect(byteOffset(text, offset)).toBe(utf8(text.slice(0, offset)).length)
})

describe('looksBinary', () => {
  test('text in any script is not', () => expect(looksBinary(utf8('Здравствуйте, 世界\r\n\t'.repeat(300)))).toBe(false))
  test('nothing is not', () => expect(looksBinary(new Uint8Array())).toBe(false))
  test('a zero byte is', () => expect(looksBinary(Uint8Array.of(0x52, 0x49, 0, 1))).toBe(true))
  test('random high bytes are', () => expect(looksBinary(new Uint8Array(200).fill(0xfe))).toBe(true))
})
