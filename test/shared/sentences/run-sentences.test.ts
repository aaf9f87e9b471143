import { expect, test } from 'vitest'
import {
  comparedSentence,
  ordinal,
  outcomeSentence,
  pausedSentence,
  progressSentence,
  reasonWords,
  runTitle,
  settingsWords,
} from '#shared/sentences/run-sentences.ts'
import { runCounts, runSettings, runStatus } from '../../support/renderer-runs.ts'

test('what a run is of', () => {
  expect(runTitle(runStatus())).toBe('Replay of type:call.ended')
  expect(runTitle(runStatus({ what: { kind: 'query', query: '' } }))).toBe('Replay of all deliveries')
  expect(
    runTitle(runStatus({ what: { kind: 'ids', deliveries: 1 }, deliveries: 1, settings: runSettings({ passes: 5 }) })),
  ).toBe('Drill of 1 selected delivery')
  expect(runTitle(runStatus({ what: { kind: 'run', runId: 'r' }, deliveries: 4 }))).toBe(
    'Replay of 4 deliveries of another run',
  )
})

test('how it is sent', () => {
  expect(settingsWords({ settings: runSettings() })).toBe('oldest first, as fast as the target answers, one at a time')
  const settings = runSettings({
    pace: { kind: 'original', factor: 60 },
    concurrency: 4,
    sign: 'again',
    stopAfter: 5,
    order: 'newest',
  })
  expect(settingsWords({ settings })).toBe(
    'newest first, at 60 times the original pace, up to 4 at once, signed again, pauses after 5 failures in a row',
  )
  expect(settingsWords({ settings: runSettings({ passes: 3, order: 'shuffled', seed: 7 }) })).toBe(
    '3 times, from the second time on shuffled (seed 7), as fast as the target answers, one at a time',
  )
})

test('how far it is', () => {
  expect(progressSentence(runStatus())).toBe('4 of 10, 1.0 per second, about 6 s left')
  expect(progressSentence(runStatus({ perSecond: 0, remainingMs: null }))).toBe('4 of 10')
  expect(progressSentence(runStatus({ state: 'done', counts: runCounts({ ok: 10 }) }))).toBe('10 of 10, in 4 s')
})

test('what came of it', () => {
  expect(
    outcomeSentence(runStatus({ counts: runCounts({ ok: 1950, late: 3, failed: 2, unknown: 1, removed: 4 }) })),
  ).toBe('1,950 ok, 3 late, 2 failed, 1 may have been sent, 4 deleted.')
  expect(outcomeSentence(runStatus({ counts: runCounts({ waiting: 5 }) }))).toBe('Nothing was sent yet.')
  expect(reasonWords('failed', '503')).toBe('503')
  expect(reasonWords('failed', 'refused')).toBe('connection refused')
  expect(reasonWords('not-sent', 'refused')).toBe('could not be signed or sent')
})

test('why it stands still', () => {
  expect(pausedSentence(runStatus())).toBeNull()
  expect(pausedSentence(runStatus({ state: 'paused', why: 'host-stopped' }))).toContain('was stopped')
  expect(pausedSentence(runStatus({ state: 'paused', why: 'failures', settings: runSettings({ stopAfter: 3 }) }))).toBe(
    'Paused by itself after 3 failures in a row.',
  )
  expect(pausedSentence(runStatus({ state: 'pausing', counts: runCounts({ sending: 1 }) }))).toBe(
    'Pausing: 1 request is on its way and waited for.',
  )
})

test.each([
  [null, 'Nothing was answered twice yet.'],
  [{ deliveries: 1, differing: 0 }, 'It was answered the same each time.'],
  [{ deliveries: 1, differing: 1 }, 'It was answered differently.'],
  [{ deliveries: 12, differing: 0 }, 'All 12 were answered the same each time.'],
  [{ deliveries: 12, differing: 1 }, '1 of 12 was answered differently.'],
  [{ deliveries: 12, differing: 3 }, '3 of 12 were answered differently.'],
])('answers compared: %j', (compared, words) => expect(comparedSentence({ compared })).toBe(words))

test('ordinals', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 20, 21, 22, 100, 101, 111].map(ordinal).join(' ')).toBe(
    '1st 2nd 3rd 4th 11th 12th 13th 20th 21st 22nd 100th 101st 111th',
  )
})
