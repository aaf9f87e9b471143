import { describe, expect, test } from 'vitest'
import { byteOffset, looksBinary, readText } from '../../../src/renderer/src/code/read-bytes.ts'

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
