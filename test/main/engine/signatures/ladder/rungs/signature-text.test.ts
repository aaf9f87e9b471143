import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decodings } from '../../../../../../src/main/engine/signatures/ladder/rungs/signature-text.ts'

const digest = createHash('sha256').update('a').digest()

describe('a digest is read however it is written', () => {
  test.each([
    ['hex', digest.toString('hex')],
    ['hex-upper', digest.toString('hex').toUpperCase()],
    ['base64', digest.toString('base64')],
    ['base64url', digest.toString('base64url')],
    [null, `0x${digest.toString('hex')}`],
    [null, digest.toString('hex').replace(/..(?=.)/g, '$&:')],
    [null, digest.toString('base64').replace(/=+$/, '')],
    [null, encodeURIComponent(digest.toString('base64'))],
    [null, Buffer.from(digest.toString('hex')).toString('base64')],
  ])('%s: %s', (encoding, text) => {
    const found = [...decodings(text)].find(({ bytes }) => bytes.equals(digest))
    expect(found?.encoding).toBe(encoding)
    expect(found?.words).toMatch(/./)
  })
})

test.each(['', 'abc', 'not a signature!', '\xff'])('%j is none', (text) => expect([...decodings(text)]).toEqual([]))
