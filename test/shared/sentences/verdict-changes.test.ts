import { expect, test } from 'vitest'
import type { VerdictChanges } from '../../../src/shared/model/endpoint-change.ts'
import { outcomeTone, outcomeWords, previewSentence } from '../../../src/shared/sentences/verdict-changes.ts'

const verdicts = (part: Partial<VerdictChanges> = {}): VerdictChanges => ({
  ...{ verified: 0, failed: 0, unchecked: 0 },
  ...part,
})
const preview = (part: Partial<VerdictChanges>, changed: number, done = 675) =>
  previewSentence({ done, total: done, changed, verdicts: verdicts(part) })

test('what a change would do, in one sentence', () => {
  expect(preview({ verified: 1, failed: 578 }, 579)).toBe('Would verify 1 more and fail 578 of 675 deliveries.')
  expect(preview({ failed: 2 }, 2)).toBe('Would fail 2 more of 675 deliveries.')
  expect(preview({ unchecked: 4 }, 4, 4)).toBe('Would leave 4 unchecked of 4 deliveries.')
  expect(preview({ verified: 1, failed: 2, unchecked: 3 }, 6)).toBe(
    'Would verify 1 more, fail 2 and leave 3 unchecked of 675 deliveries.',
  )
  expect(preview({}, 0, 1)).toBe('Would change no verdict of 1 delivery.')
  expect(preview({ verified: 1 }, 3)).toBe(
    'Would verify 1 more of 675 deliveries. 2 deliveries would change in other ways (cause, event, schema).',
  )
})

test('what became of it', () => {
  const words = (part: Partial<VerdictChanges>, changed: number) => outcomeWords({ changed, verdicts: verdicts(part) })
  expect(words({}, 0)).toBe('nothing changed')
  expect(words({}, 1)).toBe('1 delivery changed')
  expect(words({ verified: 1, failed: 578 }, 579)).toBe('1 verifies now, 578 fail now')
  expect(words({ unchecked: 2 }, 5)).toBe('2 cannot be checked now, 3 changed in other ways')
})

test('worse is never told in green', () => {
  expect(outcomeTone(verdicts({ verified: 500, failed: 1 }))).toBe('bad')
  expect(outcomeTone(verdicts({ verified: 500, unchecked: 1 }))).toBe('warn')
  expect(outcomeTone(verdicts({ verified: 500 }))).toBe('ok')
})
