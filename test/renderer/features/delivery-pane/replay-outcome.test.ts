import { describe, expect, test } from 'vitest'
import type { Replay } from '#shared/model/replay.ts'
import {
  againstOriginal,
  changesNote,
  isLate,
  placeOf,
  sentWords,
  timePhases,
} from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/replay-outcome.tsx'

const replay: Replay = {
  id: 'r1',
  deliveryId: 'd1',
  number: 1,
  sentAt: 0,
  target: 'http://localhost:3000/hooks',
  changes: [],
  status: 200,
  statusText: 'OK',
  headers: [],
  bodySize: 0,
  bodyTruncated: false,
  timing: { connectMs: 2, firstByteMs: 12, totalMs: 20 },
  error: null,
}

test('the answer is held against the one that the delivery got', () => {
  expect(againstOriginal(replay, 200)).toEqual({ same: true, words: 'same status' })
  expect(againstOriginal({ ...replay, status: 500 }, 200)).toEqual({ same: false, words: 'was 200' })
  expect(againstOriginal({ ...replay, status: null }, 200)).toBeNull()
  expect(againstOriginal(replay, null)).toBeNull()
})

test('changed headers are counted by what was done to them', () => {
  const change = { name: 'Host', from: 'a', to: 'b', why: 'names the target' }
  expect(changesNote([])).toBe('headers as stored')
  expect(
    changesNote([
      { ...change, change: 'recomputed' },
      { ...change, change: 'dropped' },
      { ...change, change: 'recomputed' },
    ]),
  ).toBe('1 dropped, 2 recomputed')
})

describe('timePhases', () => {
  test('phases add up to the whole', () => {
    expect(timePhases(replay)).toEqual([
      { name: 'connect', ms: 2, share: 10 },
      { name: 'first byte', ms: 10, share: 50 },
      { name: 'rest', ms: 8, share: 40 },
    ])
  })
  test('what was not reached is left out', () => {
    const timing = { connectMs: null, firstByteMs: null, totalMs: 5 }
    expect(timePhases({ ...replay, timing })).toEqual([{ name: 'rest', ms: 5, share: 100 }])
    expect(timePhases({ ...replay, timing: { ...timing, totalMs: 0 } })[0]?.share).toBe(0)
  })
})

test('a target is named by host, port and path', () => {
  expect(placeOf('http://localhost:3000/a?b')).toBe('localhost:3000/a')
  expect(placeOf('http://localhost:3000/')).toBe('localhost:3000')
  expect(placeOf('not a URL')).toBe('not a URL')
})

test('an answer after the deadline is late, whatever its status', () => {
  expect(isLate(replay, 19)).toBe(true)
  expect(isLate({ ...replay, status: 500 }, 19)).toBe(true)
  expect(isLate(replay, 20)).toBe(false)
  expect(isLate(replay, null)).toBe(false)
  expect(isLate({ ...replay, error: { code: 'refused', message: '' } }, 1)).toBe(false)
})

test('it is said what went out', () => {
  const stored = 'Body and signature went out byte for byte as they were received.'
  expect(sentWords({ ...replay, signed: 'as stored' })).toBe(stored)
  expect(sentWords(replay)).toBe(stored)
  expect(sentWords({ ...replay, signed: 'again with “live”' })).toBe(
    'Signed again with “live” for this target and this moment.',
  )
})

test('where nothing went out, or it is not known how much, that is said', () => {
  const error = { code: 'refused', message: '' } as const
  const never = { connectMs: null, firstByteMs: null, totalMs: 2 }
  expect(sentWords({ error, timing: never })).toBe('No connection to the target was made, so nothing went out.')
  expect(sentWords({ error, timing: { ...never, connectMs: 1 } })).toMatch(/how much the target got .* is not known/)
  expect(sentWords({ error, timing: { connectMs: 1, firstByteMs: 2, totalMs: 3 } })).toMatch(/byte for byte/)
})
