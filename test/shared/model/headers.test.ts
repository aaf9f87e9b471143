import { expect, test } from 'vitest'
import { HeaderPair } from '#shared/model/header-pair.ts'
import { firstHeader, headerValues } from '#shared/model/headers.ts'

const headers: HeaderPair[] = [
  ['X-Signature', 'one'],
  ['content-type', ''],
  ['x-SIGNATURE', 'two'],
]

test('all values of a header in their order, whatever the case of the name', () => {
  expect(headerValues(headers, 'x-signature')).toEqual(['one', 'two'])
  expect(headerValues(headers, 'X-SIGNATURE')).toEqual(['one', 'two'])
  expect(headerValues(headers, 'x-signatur')).toEqual([])
})

test('the first value; an empty one is a value', () => {
  expect(firstHeader(headers, 'X-Signature')).toBe('one')
  expect(firstHeader(headers, 'Content-Type')).toBe('')
  expect(firstHeader(headers, 'Host')).toBeUndefined()
})

test('a pair is two texts', () => {
  expect(HeaderPair.safeParse(['a', 'b']).success).toBe(true)
  for (const other of [['a'], ['a', 'b', 'c'], ['a', 1], { a: 'b' }])
    expect(HeaderPair.safeParse(other).success).toBe(false)
})
