import { expect, onTestFinished, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { createFailureExplainer } from '../../../../src/main/engine/flows/explain.ts'
import type { EnginePorts } from '../../../../src/main/engine/ports.ts'
import { systemClock } from '../../../../src/main/hosting/node-ports.ts'
import { keptLog } from '../../../support/kept-log.ts'

/** An explainer whose deliveries are read when the test says so: nothing of one is found, and what was asked is noted. */
function heldExplainer() {
  const asked: string[] = []
  const gate = Promise.withResolvers<void>()
  const log = keptLog()
  const detail = async (id: string) => {
    asked.push(id)
    await gate.promise
    throw new AppError('not-found', 'gone')
  }
  const explainer = createFailureExplainer({
    ports: { clock: systemClock, log } as unknown as EnginePorts,
    views: { read: { detail } },
    addFacts: async () => undefined,
  } as unknown as Parameters<typeof createFailureExplainer>[0])
  onTestFinished(() => explainer.close())
  return { explainer, asked, release: () => gate.resolve(), log }
}

test('at most 200 failures wait; the oldest give way, told at once that they were', async () => {
  const { explainer, asked, release, log } = heldExplainer()
  const outcomes = new Map<number, unknown>()
  for (let n = 0; n <= 203; n++) void explainer.explainLater(`dlv_${n}`).then((cause) => outcomes.set(n, cause))
  await expect.poll(() => outcomes.size).toBe(3)
  // The first one is being explained; of those that wait, the three oldest have gone.
  expect([...outcomes]).toEqual([
    [1, null],
    [2, null],
    [3, null],
  ])
  expect(explainer.waiting()).toBe(200)
  expect(asked).toEqual(['dlv_0'])
  release()
  await expect.poll(() => outcomes.size).toBe(204)
  expect(asked).toEqual(['dlv_0', ...Array.from({ length: 200 }, (_, n) => `dlv_${n + 4}`)])
  expect(log.lines).toEqual([])
})

test('closing tells everybody who waits, and explains no more', async () => {
  const { explainer, asked, release } = heldExplainer()
  const waiting = ['one', 'two', 'three'].map((id) => explainer.explainLater(id))
  const closed = explainer.close()
  release()
  await closed
  expect(await Promise.all(waiting)).toEqual([null, null, null])
  expect(await explainer.explainLater('four')).toBeNull()
  expect(asked).toEqual(['one'])
})
