import { describe, expect, it } from 'vitest'
import {
  formatCapped,
  formatClockMs,
  formatCountShort,
  formatDateTime,
  formatDay,
  formatMs,
  formatPercent,
  formatRate,
  formatShort,
} from '../../../src/renderer/src/ui/text.tsx'

describe('numbers', () => {
  it('a count that stopped says that there are more', () => {
    expect(formatCapped({ count: 100_000, capped: true })).toBe('100,000+')
    expect(formatCapped({ count: 18_204 })).toBe('18,204')
  })

  it('a share is all only when all is done', () => {
    expect([0, 0.0199, 0.43, 0.9999, 1].map(formatPercent)).toEqual(['0%', '1%', '43%', '99%', '100%'])
  })

  it.each([
    [999, '999'],
    [1_000, '1.0k'],
    [8_187, '8.2k'],
    [10_220, '10k'],
    [999_499, '999k'],
    [1_000_001, '1.0M'],
  ])('%d is "%s" in short', (count, text) => expect(formatCountShort(count)).toBe(text))

  it.each([
    [0, '0/min'],
    [0.8, '0.8/min'],
    [3, '3/min'],
    [12.4, '12/min'],
    [1_204, '1,204/min'],
  ])('%d a minute', (rate, text) => expect(formatRate(rate)).toBe(text))
})

describe('times', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '0.4 ms'],
    [6, '6 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [2_410, '2.41 s'],
    [10_012, '10.0 s'],
    [59_960, '1 min'],
    [65_000, '1 min 5 s'],
  ])('%d ms measured are "%s"', (ms, text) => expect(formatMs(ms)).toBe(text))

  const at = new Date(2026, 5, 11, 14, 5, 14, 318).getTime()
  it('a point in time, as fully as the place allows', () => {
    expect(formatClockMs(at)).toBe('14:05:14.318')
    expect(formatDateTime(at)).toBe('Thu 11 June 2026, 14:05:14.318')
    expect(formatShort(at, at + 3_600_000)).toBe('14:05:14')
    expect(formatShort(at, at + 48 * 3_600_000)).toBe('11 Jun')
    expect(formatDay(at, at)).toBe('today 14:05:14')
    expect(formatDay(at, at + 1e10)).toBe('11 June 2026')
    expect(formatDay(null, at)).toBe('never')
  })
})
