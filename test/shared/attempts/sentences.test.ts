import { describe, expect, test } from 'vitest'
import { duplicateWords, gapWords, outlookWords } from '#shared/attempts/attempt-sentences.ts'
import type { Outlook } from '#shared/attempts/attempt-story.ts'
import { changesWords } from '#shared/attempts/change-sentences.ts'
import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import { slowMotionSentence } from '#shared/sentences/slow-motion-sentence.ts'

const clock = (at: number) => `${at / 1000} s`

test.each([
  [{ ms: 62_000, documentedMs: 60_000, state: 'on-time' }, '1 min 2 s after attempt 1; documented: 1 min'],
  [{ ms: 90_000, documentedMs: 60_000, state: 'late' }, '1 min 30 s after attempt 1; documented: 1 min, so it is late'],
  [{ ms: 200, documentedMs: 0, state: 'on-time' }, '200 ms after attempt 1; documented: at once'],
  [{ ms: 200, documentedMs: null, state: 'unplanned' }, '200 ms after attempt 1; more attempts than documented'],
  [{ ms: 200, documentedMs: null, state: 'not-documented' }, '200 ms after attempt 1; retry times are not documented'],
] as const)('the gap: %j', (gap, words) => expect(gapWords(gap, 2)).toBe(words))

test('a duplicate names the answer before; a late one explains why it came', () => {
  const accepted = { receivedAt: 1000, ms: 500, status: 200, attempt: 1 }
  expect(duplicateWords(accepted, clock, false)).toBe('Already answered 200 at 1.5 s: this attempt is a duplicate.')
  expect(duplicateWords(accepted, clock, true)).toBe('Already answered 200 at 1.5 s, but after the deadline.')
})

describe('what is expected', () => {
  const last = { receivedAt: 0, ms: 5, status: 503, attempt: 1 }
  const words = (outlook: Outlook, now = 0) => outlookWords(outlook, { provider: 'Acme', last, now, clock })
  test.each([
    [{ kind: 'next', attempt: 2, at: 5000, until: 6000, certain: true }, 'Attempt 2 is expected at 5 s.'],
    [
      { kind: 'next', attempt: 2, at: 5000, until: 6000, certain: false },
      'Attempt 2 is expected at 5 s, if this answer is tried again: that is not documented.',
    ],
    [{ kind: 'next-unknown', until: null, certain: true }, 'Acme will send it again; when is not documented.'],
    [
      { kind: 'next-unknown', until: 9000, certain: true },
      'Acme will send it again; when is not documented. It goes on until 9 s.',
    ],
    [
      { kind: 'next-unknown', until: null, certain: false },
      'Whether and when it is sent again after this answer is not documented.',
    ],
    [{ kind: 'accepted' }, 'Accepted with 503: no further attempt is expected.'],
    [{ kind: 'final' }, 'Acme does not send again after 503.'],
    [{ kind: 'ended' }, 'That was the last documented attempt.'],
    [{ kind: 'never' }, 'Acme does not send events again.'],
    [{ kind: 'unanswered' }, 'Not answered yet.'],
    [{ kind: 'not-documented' }, 'Whether it is sent again is not documented.'],
  ] as const)('%j', (outlook, sentence) => expect(words(outlook)).toBe(sentence))
  test('once the moment has passed', () => {
    const outlook = { kind: 'next', attempt: 2, at: 5000, until: 6000, certain: true } as const
    expect(words(outlook, 5999)).toBe('Attempt 2 is expected any moment.')
    expect(words(outlook, 6000)).toBe('Attempt 2 was expected at 5 s. It has not come.')
  })
})

describe('what changed since the attempt before', () => {
  const same: AttemptChanges = {
    ...{ since: { id: 'd', attempt: 1 }, request: [], headers: [], reordered: false },
    body: { state: 'same' },
  }
  const named = (name: string) => ({ name, from: 'a', to: 'b' })
  test.each([
    [{}, 'Nothing changed since attempt 1: same headers, same body.'],
    [{ headers: [named('X-Time'), named('X-Sig')] }, 'Changed since attempt 1: X-Time, X-Sig. The body is the same.'],
    [
      { headers: ['a', 'b', 'c', 'd', 'e'].map(named) },
      'Changed since attempt 1: a, b, c, d and 1 more header. The body is the same.',
    ],
    [{ reordered: true }, 'Changed since attempt 1: the order of the headers. The body is the same.'],
    [{ request: [named('target')] }, 'Changed since attempt 1: the target. The body is the same.'],
    [
      { body: { state: 'json-differs', values: [named('/a')], count: 1 } },
      'Changed since attempt 1: 1 value of the body. The headers are the same.',
    ],
    [
      { body: { state: 'same-json' } },
      'Changed since attempt 1: the spelling of the body, whose values are the same. The headers are the same.',
    ],
    [
      { body: { state: 'differs', at: 1999 }, headers: [named('X-Sig')] },
      'Changed since attempt 1: X-Sig; the body, from byte 2,000 on.',
    ],
  ] satisfies [Partial<AttemptChanges>, string][])('%j', (part, words) => {
    expect(changesWords({ ...same, ...part })).toBe(words)
  })
})

describe('a replay in slow motion', () => {
  const timing = { connectMs: 1, firstByteMs: 8100, totalMs: 8240 }
  const of = (part: object) =>
    slowMotionSentence({ timing, error: null, slow: { overMs: 8000, sentMs: 8000 }, ...part }, 10_000)
  test('says how much of the deadline the app needs itself', () => {
    expect(of({})).toBe(
      'Slow motion: the request was meant to take 8 s to arrive. Your app answered 240 ms after its last byte: in time, 1.76 s before the deadline. With more than 9.76 s on the way it would be late.',
    )
    expect(of({ timing: { ...timing, totalMs: 12_000 } })).toContain(
      '4 s after its last byte: too late, 2 s after the deadline.',
    )
  })
  test('an app that answers before all has come, or not at all', () => {
    expect(of({ slow: { overMs: 8000, sentMs: null } })).toContain(
      'Your app answered before the whole request had been sent.',
    )
    const error = { code: 'reset', message: 'gone' } as const
    expect(of({ slow: { overMs: 8000, sentMs: null }, error })).toContain('The exchange ended before')
    expect(of({ error })).toBe('Slow motion: the request was meant to take 8 s to arrive.')
  })
  test('any other replay says nothing of it', () => expect(of({ slow: undefined })).toBeNull())
})
