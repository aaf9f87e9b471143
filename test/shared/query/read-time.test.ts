import { describe, expect, test } from 'vitest'
import { readTime } from '#shared/query/read-time.ts'

const now = new Date(2026, 10, 20, 14, 30, 15, 500).getTime()
/** Month from 0, as `Date` counts. */
const local = (year: number, month: number, day: number, hours = 0, minutes = 0, seconds = 0) =>
  new Date(year, month, day, hours, minutes, seconds).getTime()

test.each([
  ['30s', 30_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['3D', 3 * 86_400_000],
  ['1w', 7 * 86_400_000],
  ['0s', 0],
])('%s ago', (text, ms) => expect(readTime(text, now)).toBe(now - ms))

describe('of this machine', () => {
  test.each([
    ['today', local(2026, 10, 20)],
    ['Yesterday', local(2026, 10, 19)],
    ['9:05', local(2026, 10, 20, 9, 5)],
    ['23:59:59', local(2026, 10, 20, 23, 59, 59)],
    ['2026-11-02', local(2026, 10, 2)],
    ['2026-11-02T14:00', local(2026, 10, 2, 14)],
    ['2026-11-02 14:00:30', local(2026, 10, 2, 14, 0, 30)],
    ['2024-02-29', local(2024, 1, 29)],
  ])('%s', (text, at) => expect(readTime(text, now)).toBe(at))

  test('yesterday on the first of a month', () => {
    expect(readTime('yesterday', local(2026, 2, 1, 12))).toBe(local(2026, 1, 28))
  })
})

test.each([
  ['2026-11-02T14:00Z', Date.UTC(2026, 10, 2, 14)],
  ['2026-11-02t14:00:30.250+02:00', Date.UTC(2026, 10, 2, 12, 0, 30, 250)],
  ['2026-11-02 14:00-05:30', Date.UTC(2026, 10, 2, 19, 30)],
])('with a zone: %s', (text, at) => expect(readTime(text, now)).toBe(at))

test.each([
  ...['', 'tomorrow', '2', '2 h', '2y', '-2h', '1234567h', '24:00', '12:60', '12:30:60', '1230'],
  ...[
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '26-11-02',
    '2026-11-02T25:00',
    '2026-11-02T14',
    '2026-11-02Z',
  ],
])('“%s” is no time', (text) => expect(readTime(text, now)).toBeNull())
