import { expect, test } from 'vitest'
import type { LogEntry } from '../../../../src/main/engine/log/entries.ts'
import { changeOf } from '../../../../src/main/engine/projections/views-change.ts'

const entries = (...parts: readonly Partial<LogEntry>[]) =>
  parts.map((part, at) => ({ seq: at + 1, ...part })) as LogEntry[]

test('what left the lists is removed, what came back is changed; within a batch, the last word counts', () => {
  const change = changeOf(
    entries(
      { kind: 'annotated', about: 10, change: { pinned: true } },
      { kind: 'hidden', deliveries: [11, 12, 13] },
      { kind: 'restored', deliveries: [12, 14] },
      { kind: 'removed', deliveries: [11, 15] },
      { kind: 'unreadable' },
    ),
    [16],
    99,
  )
  expect(change).toEqual({ through: 99, changed: [16, 10, 14], removed: [11, 13, 15] })
})

test('too many to be told', () => {
  const deliveries = Array.from({ length: 1001 }, (_, n) => n)
  for (const kind of ['hidden', 'restored'] as const)
    expect(changeOf(entries({ kind, deliveries }), [], 1)).toEqual({ through: 1, changed: 'many', removed: [] })
})
