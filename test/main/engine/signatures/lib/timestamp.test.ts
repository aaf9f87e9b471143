import { describe, expect, test } from 'vitest'
import { checkAge, formatTime, parseTime } from '../../../../../src/main/engine/signatures/lib/timestamp.ts'

const now = Date.parse('2026-04-05T14:04:00Z')

describe('parseTime', () => {
  test.each([
    ['1775397840', 's', now],
    ['1775397840000', 'ms', now],
    ['2026-04-05T14:04:00Z', 'iso', now],
    ['2026-04-05T14:04:00.000+00:00', 'iso', now],
    ['2026-04-05T16:04:00+0200', 'iso', now],
    ['2026-04-05T14:04:00.123456Z', 'iso', now + 123],
    ['2026-04-05T14:04:00', 'iso', now],
    ['2026-04-05 14:04:00', 'datetime', now],
  ] as const)('%s as %s', (text, unit, expected) => expect(parseTime(text, unit)).toBe(expected))

  test.each([
    ['hello', 's'],
    ['', 's'],
    ['-1', 's'],
    // Some libraries cut it, others refuse it.
    ['1775397840.5', 's'],
    ['1775397840000.5', 'ms'],
    ['1e9', 's'],
    ['0x10', 'ms'],
    [' 1775397840', 's'],
    ['1775397840', 'iso'],
    ['2026-04-05 14:04:00', 'iso'],
    ['2026-13-05T14:04:00Z', 'iso'],
    ['99999999999999999999', 's'],
  ] as const)('%j is not a time in %s', (text, unit) => expect(parseTime(text, unit)).toBeNull())
})

test.each(['s', 'ms', 'iso', 'datetime'] as const)('formatTime writes what parseTime reads: %s', (unit) => {
  expect(parseTime(formatTime(now, unit), unit)).toBe(now)
})

describe('checkAge', () => {
  const both = { timestampUnit: 's', toleranceSeconds: 300, toleranceWindow: 'both' } as const
  const at = (offsetMs: number, window: Parameters<typeof checkAge>[1] = both) =>
    checkAge(formatTime(now, window.timestampUnit), window, now + offsetMs)?.reason ?? null

  test('whole seconds are compared as libraries do', () => {
    expect([at(300_000), at(300_999), at(301_000)]).toEqual([null, null, 'timestamp-too-old'])
    expect([at(-300_000), at(-301_000)]).toEqual([null, 'timestamp-too-new'])
  })

  test('seconds can be compared to the millisecond, as some libraries do', () => {
    const window = { ...both, agePrecision: 'ms' } as const
    expect([at(300_000, window), at(300_001, window), at(-300_001, window)]).toEqual([
      null,
      'timestamp-too-old',
      'timestamp-too-new',
    ])
  })

  test('milliseconds are compared to the millisecond', () => {
    const window = { ...both, timestampUnit: 'ms' } as const
    expect([at(300_000, window), at(300_001, window), at(-300_001, window)]).toEqual([
      null,
      'timestamp-too-old',
      'timestamp-too-new',
    ])
  })

  test('a window into the past takes any time in the future', () => {
    const window = { ...both, toleranceWindow: 'past' } as const
    expect([at(-86_400_000, window), at(301_000, window)]).toEqual([null, 'timestamp-too-old'])
  })

  test('no tolerance: the timestamp is not even read', () => {
    expect(checkAge('anything', { ...both, toleranceSeconds: null }, now)).toBeNull()
  })

  test('says by how much', () => {
    expect(checkAge('1775397840', both, now + 12 * 60_000)?.detail).toBe(
      'it is 12 min older than the arrival, 5 min are accepted',
    )
    expect(checkAge('soon', both, now)).toEqual({
      ok: false,
      reason: 'timestamp-malformed',
      detail: '“soon” is not a Unix time in seconds',
    })
  })
})
