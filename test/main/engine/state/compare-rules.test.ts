import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { usualIgnoreRules } from '#shared/compare/ignore-rules.ts'
import { createCompareRules } from '../../../../src/main/engine/state/compare-rules.ts'
import { putSetting } from '../../../../src/main/engine/state/stored-state.ts'
import { type StateParts, stateParts } from './state-parts.ts'

let parts: StateParts
beforeAll(async () => {
  parts = await stateParts()
})
afterAll(() => parts.remove())
beforeEach(() => parts.clear())

/** As after a restart. */
const open = () => createCompareRules(parts.stored().settings, parts.write)

test('rules are remembered for each endpoint, each of them once', async () => {
  const store = open()
  expect(store.get('end_1')).toEqual(usualIgnoreRules)
  await store.set('end_1', { pointers: ['/a', '/b', '/a'], headers: [] })
  expect(open().get('end_1')).toEqual({ pointers: ['/a', '/b'], headers: [] })
  expect(open().get('end_2')).toEqual(usualIgnoreRules)
})

test('they go with their endpoint; what cannot be read is as if it were not there', async () => {
  await parts.write([putSetting('compare.end_1', { pointers: ['no pointer'] })])
  const store = open()
  expect(store.get('end_1')).toEqual(usualIgnoreRules)
  await store.set('end_1', { pointers: ['/a'], headers: ['x-a'] })
  await store.forget('end_1')
  await store.forget('end_9')
  expect([...parts.stored().settings.keys()]).toEqual([])
})
