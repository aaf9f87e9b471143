import { expect, test } from 'vitest'
import { createPendingChanges } from '../../../../src/main/engine/flows/pending-changes.ts'

test('a changed row is told once, and not beside its own arrival', () => {
  const pending = createPendingChanges(10)
  pending.note({ kind: 'added', seq: 12, id: 'a' })
  pending.note({ kind: 'changed', seq: 12 })
  pending.note({ kind: 'changed', seq: 5 })

  expect(pending.newest()).toBe(12)
  expect(pending.take(12, new Set([12]))).toEqual({ changed: [5], removed: [], reset: false })
  expect(pending.take(12, new Set())).toEqual({ changed: [], removed: [], reset: false })
})

test('a change of a row that was not read yet waits for its turn', () => {
  const pending = createPendingChanges(0)
  pending.note({ kind: 'changed', seq: 3 })

  expect(pending.take(2, new Set()).changed).toEqual([])
  expect(pending.take(3, new Set()).changed).toEqual([3])
})

test('too many changes become one reset', () => {
  const pending = createPendingChanges(0)
  for (let seq = 1; seq <= 2001; seq++) pending.note({ kind: 'changed', seq })
  pending.note({ kind: 'removed', seqs: [9] })

  expect(pending.take(5000, new Set())).toEqual({ changed: [], removed: [9], reset: true })
  expect(pending.take(5000, new Set()).reset).toBe(false)
})
