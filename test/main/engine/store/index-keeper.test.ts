import { expect, onTestFinished, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { keepIndex } from '../../../../src/main/engine/store/index-keeper.ts'
import type { IndexerCalls } from '../../../../src/main/engine/store/indexer/indexer.ts'
import type { StoreWorker } from '../../../../src/main/engine/store/workers/run-worker.ts'
import { keptLog } from '../../../support/kept-log.ts'

/** A keeper over an indexer that answers `catchUp` as told and notes what it is asked. */
function keeper(catchUp: () => Promise<{ removalsThrough: number; damaged: boolean }>) {
  const asked: string[] = []
  const log = keptLog()
  const answer = async (name: string): Promise<unknown> => {
    asked.push(name)
    return name === 'catchUp' ? catchUp() : undefined
  }
  const indexer = { start: async () => undefined, call: answer, close: async () => undefined }
  const index = keepIndex({
    indexer: indexer as unknown as StoreWorker<IndexerCalls>,
    log,
    onForgotten: async (position) => void asked.push(`forget ${position}`),
    async withoutReaders(repair) {
      asked.push('readers off')
      await repair()
      asked.push('readers on')
    },
  })
  onTestFinished(() => index.stop())
  return { index, asked, log }
}

test('many changes are taken up together, and removals are reported once', async () => {
  const { index, asked } = keeper(async () => ({ removalsThrough: 4, damaged: false }))
  for (let n = 0; n < 50; n++) index.nudge()
  await expect.poll(() => asked).toEqual(['catchUp', 'forget 4'])
  index.nudge()
  await expect.poll(() => asked).toEqual(['catchUp', 'forget 4', 'catchUp'])
})

test('a damaged index is made anew while nobody reads it, then filled', async () => {
  let damaged = true
  const { index, asked } = keeper(async () => {
    const found = damaged
    damaged = false
    return { removalsThrough: 0, damaged: found }
  })
  index.nudge()
  await expect.poll(() => asked).toEqual(['catchUp', 'readers off', 'rebuild', 'readers on', 'catchUp'])
})

test('an index that cannot be mended is given up with one complaint, not over and over', async () => {
  const { index, asked, log } = keeper(async () => ({ removalsThrough: 0, damaged: true }))
  const rebuilds = () => asked.filter((name) => name === 'rebuild').length
  index.nudge()
  await expect.poll(() => log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  expect(rebuilds()).toBe(1)
  index.nudge()
  await expect.poll(rebuilds).toBe(2)
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test('searches that meet the damage together have it mended once', async () => {
  const { index, asked } = keeper(async () => ({ removalsThrough: 0, damaged: false }))
  await Promise.all([index.rebuild(), index.rebuild(), index.rebuild()])
  expect(asked.filter((name) => name === 'rebuild')).toHaveLength(1)
})

test('closing is no fault', async () => {
  const { index, asked, log } = keeper(() => Promise.reject(new AppError('closed', 'Switchhook is closing.')))
  index.nudge()
  await expect.poll(() => asked).toEqual(['catchUp'])
  await index.stop()
  index.nudge()
  expect(log.lines).toEqual([])
})
