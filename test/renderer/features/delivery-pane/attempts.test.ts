import { describe, expect, test } from 'vitest'
import {
  attemptPoints,
  attemptsNote,
} from '../../../../src/renderer/src/features/delivery-pane/tabs/overview/attempts.tsx'

describe('attempts', () => {
  const attempts = [
    { id: 'a', receivedAt: 1_000, status: 503, ms: 5, attempt: 1 },
    { id: 'b', receivedAt: 6_000, status: 200, ms: 5, attempt: 2 },
  ]
  const documented = { retryDelaysMs: [5_000, 30_000, 120_000], attempts: 4 }

  test('those that came, then those that are documented, with their waits', () => {
    const points = attemptPoints(attempts, documented).map(({ state, status, waitMs }) => [state, status, waitMs])
    expect(points).toEqual([
      ['bad', 503, null],
      ['good', 200, 5_000],
      ['next', null, 30_000],
      ['next', null, 120_000],
    ])
  })

  test('nothing is made up where retries are not documented', () => {
    expect(attemptPoints(attempts, null)).toHaveLength(2)
    expect(attemptPoints(attempts, { retryDelaysMs: null, attempts: 3 }).at(-1)).toMatchObject({ waitMs: null })
    expect(attemptsNote(attempts, null)).toBe('2; the maximum is not documented')
    const window = { retryDelaysMs: null, attempts: null, retryWindowMs: 86_400_000 }
    expect(attemptsNote(attempts, window)).toBe('2; sent again for 24 h, how often is not documented')
  })

  test('after an accepted one the rest is not needed; an unanswered one counts as nothing', () => {
    expect(attemptsNote(attempts, documented)).toBe('2 of at most 4, 2 not needed')
    expect(attemptsNote(attempts.slice(0, 1), documented)).toBe('1 of at most 4')
    expect(attemptPoints([{ id: 'c', receivedAt: 1, status: null, ms: null, attempt: 1 }], null)[0]?.state).toBe(
      'unanswered',
    )
  })
})
