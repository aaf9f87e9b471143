import { describe, expect, test } from 'vitest'
import { formatBytes, formatCount, formatDuration, plural } from '#shared/sentences/units.ts'

describe('formatDuration', () => {
  test.each([
    [0, '0 ms'],
    [0.4, '<1 ms'],
    [41.4, '41 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [2_412, '2.41 s'],
    [10_000, '10 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [245_000, '4 min 5 s'],
    [3_600_000, '1 h'],
    [99_000_000, '27 h 30 min'],
    [432_000_000, '5 d'],
  ])('%d ms is %s', (ms, words) => expect(formatDuration(ms)).toBe(words))
})

describe('formatBytes', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [3_871, '3,871 bytes'],
    [12_400, '12.4 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [212_000_000, '212 MB'],
    [4_321_000_000, '4.32 GB'],
  ])('%d bytes is %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words))
})

test('counts are grouped and take the right number', () => {
  expect(formatCount(18_204)).toBe('18,204')
  expect(plural(1, 'place')).toBe('1 place')
  expect(plural(7, 'place')).toBe('7 places')
  expect(plural(2, 'delivery', 'deliveries')).toBe('2 deliveries')
})
