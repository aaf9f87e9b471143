import { expect, test } from 'vitest'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { markForRecovery, recoverIfDamaged } from '../../../../src/main/engine/log/recover.ts'
import { applyRunChange, encodeRunItems, type RunChange } from '../../../../src/main/engine/log/run-tables.ts'
import { readStoredState } from '../../../../src/main/engine/state/stored-state.ts'
import { logDir, openTestLog } from './log-support.ts'

function open(dir = logDir()) {
  const log = openTestLog(dir)
  const change = (id: string, what: RunChange) => log.writer.writeState((db) => applyRunChange(db, id, what))
  return { ...log, dir, change, stored: () => readStoredState(logPaths(dir)).runs }
}

const seqs = Array.from({ length: 2500 }, (_, at) => at * 7 + 1)
const put = (items: readonly number[]): RunChange => ({
  ...{ kind: 'put', plan: '{"deliveries":1}', state: '{"dispatched":0}', items: encodeRunItems(items) },
})

test('deliveries of a run are read by place, in pieces', async () => {
  const { change, reader, close } = open()
  await change('run_1', put(seqs))
  expect(reader.runItems('run_1', 0, 3)).toEqual([1, 8, 15])
  expect(reader.runItems('run_1', 2400, 1000)).toEqual(seqs.slice(2400))
  expect(reader.runItems('run_1', 2500, 10)).toEqual([])
  expect(reader.runItems('run_2', 0, 10)).toEqual([])
  close()
})

test('numbers beyond 32 bits stay what they are', async () => {
  const { change, reader, close } = open()
  await change('run_1', put([2 ** 32 + 5, Number.MAX_SAFE_INTEGER]))
  expect(reader.runItems('run_1', 0, 10)).toEqual([2 ** 32 + 5, Number.MAX_SAFE_INTEGER])
  close()
})

test('the state changes by itself, and a run goes with its deliveries', async () => {
  const { change, reader, stored, close } = open()
  await change('run_b', put([1]))
  await change('run_a', put([2]))
  await change('run_a', { kind: 'state', state: '{"dispatched":1}' })
  expect(stored()).toEqual([
    { id: 'run_a', plan: '{"deliveries":1}', state: '{"dispatched":1}' },
    { id: 'run_b', plan: '{"deliveries":1}', state: '{"dispatched":0}' },
  ])
  await change('run_b', { kind: 'remove' })
  expect(stored().map(({ id }) => id)).toEqual(['run_a'])
  expect(reader.runItems('run_b', 0, 1)).toEqual([])
  close()
})

test('runs survive the recovery of a damaged log', async () => {
  const { change, dir, close } = open()
  await change('run_1', put(seqs))
  close()
  markForRecovery(logPaths(dir))
  expect(recoverIfDamaged(logPaths(dir))).not.toBeNull()
  const again = open(dir)
  expect(again.stored()).toHaveLength(1)
  expect(again.reader.runItems('run_1', 0, 5000)).toEqual(seqs)
  again.close()
})
