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

describe('where the viewer is', () => {
  /** 22:30 of the 19th in New York, 12:30 of the 20th in Tokyo. */
  const at = Date.UTC(2026, 10, 20, 3, 30)

  test.each([
    ['today', 'Asia/Tokyo', Date.UTC(2026, 10, 19, 15)],
    ['today', 'America/New_York', Date.UTC(2026, 10, 19, 5)],
    ['yesterday', 'America/New_York', Date.UTC(2026, 10, 18, 5)],
    ['14:00', 'Asia/Tokyo', Date.UTC(2026, 10, 20, 5)],
    ['14:00', 'America/New_York', Date.UTC(2026, 10, 19, 19)],
    ['14:00', 'Asia/Kolkata', Date.UTC(2026, 10, 20, 8, 30)],
    ['2026-11-20', 'Asia/Tokyo', Date.UTC(2026, 10, 19, 15)],
    ['2026-07-01T12:00', 'Europe/Berlin', Date.UTC(2026, 6, 1, 10)],
    ['2026-11-20T12:00Z', 'Europe/Berlin', Date.UTC(2026, 10, 20, 12)],
    ['2h', 'Asia/Tokyo', at - 7_200_000],
  ])('%s in %s', (text, zone, expected) => expect(readTime(text, at, zone)).toBe(expected))

  test('on days on which the clocks are changed', () => {
    // Berlin, 25 October 2026: 3:00 becomes 2:00. 29 March 2026: 2:00 becomes 3:00.
    const autumn = Date.UTC(2026, 9, 25, 12)
    expect(readTime('today', autumn, 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 24, 22))
    expect(readTime('14:00', autumn, 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 13))
    expect(readTime('yesterday', autumn + 86_400_000, 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 24, 22))
    const spring = Date.UTC(2026, 2, 29, 12)
    expect(readTime('today', spring, 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 28, 23))
    expect(readTime('1:59', spring, 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 0, 59))
    expect(readTime('2:30', spring, 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30))
    expect(readTime('3:00', spring, 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1))
    // Santiago begins its summer at midnight: that day has none.
    expect(readTime('today', Date.UTC(2026, 8, 6, 15), 'America/Santiago')).toBe(Date.UTC(2026, 8, 6, 4))
  })

  test.each(['Mars/Olympus', '', 'x'.repeat(60)])('a zone "%s" that does not exist is that of this machine', (zone) => {
    expect(readTime('today', now, zone)).toBe(local(2026, 10, 20))
  })
})
