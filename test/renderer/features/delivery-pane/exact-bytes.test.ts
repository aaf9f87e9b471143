import { describe, expect, test } from 'vitest'
import { rawRowStarts } from '../../../../src/renderer/src/features/delivery-pane/tabs/body/exact-bytes.tsx'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('rawRowStarts', () => {
  test('a row ends after a newline or at the width', () => {
    expect(rawRowStarts(utf8('ab\n\ncdefgh'), 4)).toEqual([0, 3, 4, 8])
  })
  test('a character is not cut', () => expect(rawRowStarts(utf8('abcé€d'), 4)).toEqual([0, 3, 5]))
  test('bytes that are no UTF-8 still end a row', () =>
    expect(rawRowStarts(new Uint8Array(10).fill(0x80), 4)).toEqual([0, 4, 8]))
  test('nothing has no rows', () => expect(rawRowStarts(new Uint8Array())).toEqual([]))
})
