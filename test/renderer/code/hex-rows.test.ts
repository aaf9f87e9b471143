import { expect, test } from 'vitest'
import { hexRow, hexRowCount } from '../../../src/renderer/src/code/read-bytes.ts'

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
