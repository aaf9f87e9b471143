import { expect, test } from 'vitest'
import type { Replay } from '#shared/model/replay.ts'
import { resultOf } from '../../../../src/main/engine/projections/runs.ts'

const replay = (status: number | null, totalMs: number, deadlineMs: number | null, error: Replay['error'] = null) =>
  resultOf({
    ...{ status, error, timing: { connectMs: 1, firstByteMs: 2, totalMs } },
    run: { id: 'run_1', item: 1, deadlineMs },
  })

test.each([
  [200, 10, 5000, ['ok', '']],
  [302, 10, null, ['ok', '']],
  [200, 5000, 5000, ['late', '']],
  [204, 9000, null, ['ok', '']],
  [404, 10, 5000, ['failed', '404']],
  // What failed did so whenever it came.
  [500, 9000, 5000, ['failed', '500']],
])('%s after %s ms, deadline %s ms: %j', (status, ms, deadline, result) =>
  expect(replay(status, ms, deadline)).toEqual(result),
)

test('no answer is told by its error', () => {
  const error = { code: 'timeout', message: 'It did not answer.' } as const
  expect(replay(null, 120_000, 5000, error)).toEqual(['failed', 'timeout'])
  // It broke off in the middle of the answer.
  expect(replay(200, 10, null, { ...error, code: 'reset' })).toEqual(['failed', 'reset'])
})
