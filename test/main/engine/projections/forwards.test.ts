import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../../../src/main/engine/lib/database.ts'
import type { StoredForward } from '../../../../src/main/engine/log/entries.ts'
import { forwardStateSql, forwards } from '../../../../src/main/engine/projections/forwards.ts'
import { delivery, type FakeLog, fakeLog, forwarded, noon } from '../../../support/fake-log.ts'

let db: Database
let log: FakeLog
beforeEach(() => {
  db = openDatabase(':memory:')
  db.exec(forwards.schema)
  log = fakeLog()
})
afterEach(() => void db.close())

/** Takes everything in that the log has. */
function state(): Record<string, unknown>[] {
  const batch = { entries: log.entries, delivery: () => null, facts: () => [], bodyStart: () => new Uint8Array() }
  for (const { sql, params } of forwards.step(batch as never)) db.prepare(sql).run(...params)
  return db
    .prepare(`SELECT seq, endpoint, ${forwardStateSql} AS state, at, problem FROM forwards ORDER BY seq`)
    .all() as never
}
const arrives = (forwarding?: 'live' | 'queue') =>
  log.add(delivery({ top: forwarding === undefined ? {} : { forwarding } }))
const outcome = (about: number, part: Partial<StoredForward> = {}) => log.add(forwarded(about, part))
const refused = { error: { code: 'refused', message: 'Nothing listens.' }, status: null } as const

describe('a delivery that is forwarded', () => {
  test('is open until its target has answered, or waits in the queue; others are not in it', () => {
    arrives()
    arrives('live')
    arrives('queue')
    expect(state().map(({ seq, state: is, at }) => [seq, is, at])).toEqual([
      [2, 'open', null],
      [3, 'waiting', null],
    ])
  })

  test.each<[string, 'live' | 'queue', Partial<StoredForward>, string, string | null]>([
    ['answered', 'live', { status: 200 }, 'ok', null],
    ['answered 500: the provider heard it', 'live', { status: 500 }, 'ok', null],
    ['not reached', 'live', refused, 'failed', 'Nothing listens.'],
    ['queued, and answered', 'queue', { role: 'queued', status: 204 }, 'ok', null],
    [
      'queued, and refused: nobody else hears it',
      'queue',
      { role: 'queued', status: 404 },
      'failed',
      'The target answered 404.',
    ],
    ['not reached, and put in the queue', 'live', { ...refused, given: 'queued' }, 'waiting', 'Nothing listens.'],
  ])('%s', (_, forwarding, part, expected, problem) => {
    outcome(arrives(forwarding), part)
    expect(state()).toEqual([{ seq: 1, endpoint: 'end_1', state: expected, at: noon + 3, problem }])
  })

  test('is what its last outcome says', () => {
    const seq = arrives('queue')
    outcome(seq, { role: 'queued', ...refused })
    outcome(seq, { role: 'queued', status: 200, sentAt: noon + 1000 })
    expect(state()).toEqual([{ seq, endpoint: 'end_1', state: 'ok', at: noon + 1003, problem: null }])
  })
})

describe('a copy', () => {
  test('that went well says nothing', () => {
    const seq = arrives('live')
    outcome(seq, { role: 'copy', status: 500 })
    expect(state()[0]).toMatchObject({ state: 'open', at: null })
  })

  test('that failed is told beside an answer, and not in place of a failure', () => {
    const [one, other] = [arrives('live'), arrives('live')]
    outcome(one, { status: 200 })
    outcome(one, { role: 'copy', ...refused })
    outcome(other, { ...refused, error: { code: 'dns', message: 'No such host.' } })
    outcome(other, { role: 'copy', ...refused })
    expect(state().map(({ state: is, problem }) => [is, problem])).toEqual([
      ['copy-failed', 'Nothing listens.'],
      ['failed', 'No such host.'],
    ])
  })
})

test('what is removed is gone from it, and an outcome of it changes nothing', () => {
  const [gone, kept] = [arrives('live'), arrives('live')]
  log.add({ kind: 'removed', deliveries: [gone] })
  outcome(gone)
  expect(state().map(({ seq }) => seq)).toEqual([kept])
})
