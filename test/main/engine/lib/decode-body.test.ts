import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeBody } from '../../../../src/main/engine/lib/decode-body.ts'

const plain = Buffer.from('{"event":"call.ended"}')
const limit = 1024 * 1024
const limits = { bytes: limit, compressed: limit, brotli: true }

describe('decodeBody', () => {
  it.each([
    [null, plain],
    ['identity', plain],
    ['gzip', gzipSync(plain)],
    ['X-GZIP', gzipSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
  ])('reads %s', (coding, bytes) => {
    expect(decodeBody(bytes, coding, limits)).toMatchObject({ ok: true, bytes: plain })
  })

  it('undoes several codings in reverse order', () => {
    const bytes = brotliCompressSync(gzipSync(plain))
    expect(decodeBody(bytes, 'gzip, br', limits)).toMatchObject({ ok: true, bytes: plain })
    expect(decodeBody(bytes, 'br, gzip', limits)).toMatchObject({ ok: false })
  })

  it('stops a compression bomb at the limit', () => {
    const bomb = gzipSync(Buffer.alloc(20 * limit))
    expect(bomb.length).toBeLessThan(limit)
    expect(decodeBody(bomb, 'gzip', limits)).toEqual({
      ok: false,
      detail: 'the decoded body is larger than 1 MiB',
      tooLarge: true,
    })
  })

  it('refuses a body that is too large as it is', () => {
    expect(decodeBody(Buffer.alloc(limit + 1), null, limits)).toMatchObject({ ok: false })
  })

  it.each([
    ['gzip', gzipSync(plain), { compressed: 20 }, 'compressed, it is larger than 0 kB'],
    ['gzip, deflate', deflateSync(gzipSync(plain)), { compressed: 20 }, 'compressed, it is larger than 0 kB'],
    ['br', brotliCompressSync(plain), { brotli: false }, 'it is compressed by brotli'],
    ['br, gzip', gzipSync(brotliCompressSync(plain)), { brotli: false }, 'it is compressed by brotli'],
  ])('does not begin what it may not do: %s', (coding, bytes, fewer, detail) => {
    expect(decodeBody(bytes, coding, { ...limits, ...fewer })).toEqual({ ok: false, detail, tooLarge: true })
  })

  it.each([
    ['gzip', plain, 'the body is not valid gzip data'],
    ['gzip', gzipSync(plain).subarray(0, 15), 'the body is not valid gzip data'],
    ['zstd', plain, 'the content encoding "zstd" is not known'],
    ['gzip, gzip, gzip, gzip, gzip', plain, 'it names more than 4 content encodings'],
    ['constructor', plain, 'the content encoding "constructor" is not known'],
  ])('says what is wrong: %s', (coding, bytes, detail) => {
    expect(decodeBody(bytes, coding, limits)).toEqual({ ok: false, detail, tooLarge: false })
  })
})
