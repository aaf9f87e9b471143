import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodeContent } from '../../../src/renderer/src/code/read-bytes.ts'

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
