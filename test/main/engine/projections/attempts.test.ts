import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import type { LogEntry } from '../../../../src/main/engine/log/entries.ts'
import { attempts } from '../../../../src/main/engine/projections/attempts.ts'
import { delivery, examination } from '../../../support/fake-log.ts'

const stored = delivery({ facts: { eventId: 'evt_1' } })
const entries = [
  { seq: 1, ...stored },
  { seq: 2, kind: 'examined', about: 9, examination: examination({ facts: { eventId: 'evt_2' } }) },
  { seq: 3, kind: 'removed', deliveries: [7, 8] },
  { seq: 4, kind: 'hidden', deliveries: [1, 9] },
  { seq: 5, kind: 'restored', deliveries: [1] },
] as readonly LogEntry[]

test('no entry costs a walk through all attempts', () => {
  const db = openDatabase(':memory:')
  onTestFinished(() => void db.close())
  db.exec(attempts.schema)
  const statements = attempts.step({
    entries,
    delivery: () => stored,
    facts: () => [],
    bodyStart: () => new Uint8Array(),
  })
  expect(statements.length).toBeGreaterThan(8)
  for (const { sql, params } of statements) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...params) as { detail: string }[]
    expect(
      plan.map(({ detail }) => detail).filter((detail) => /^SCAN (attempts|one|this)\b(?!_)/.test(detail)),
      sql,
    ).toEqual([])
  }
})
