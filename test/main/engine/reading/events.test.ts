import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { deliveryId, logCodeOf } from '../../../../src/main/engine/log/delivery-id.ts'
import { eventfulEntries } from '../../../support/eventful-log.ts'
import { answered, delivery, fakeLog, noon } from '../../../support/fake-log.ts'
import { openSampleViews, type SampleViews, sampleViews } from './sample-views.ts'

const idOf = (seq: number) => deliveryId(logCodeOf('fake'), seq)
const most = 500
const changedOf = ({ changes }: SampleViews) => changes.flatMap(({ changed }) => (changed === 'many' ? [] : changed))

describe('lists of events, against what the single deliveries say', () => {
  let views: SampleViews
  const dir = mkdtempSync(join(tmpdir(), 'switchhook-events-'))
  /** First attempts by delivery. */
  const firsts = new Map<number, number>()

  beforeAll(async () => {
    const log = fakeLog()
    for (const entry of eventfulEntries(1200)) log.add(entry)
    views = openSampleViews(dir, log)
    await views.catchUp()
    for (const seq of views.find('', 5000)) firsts.set(seq, views.reader.attempts(seq).rows[0]!.seq)
  })
  afterAll(() => {
    views.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const page = (query: string, part: { before?: number; through?: number; skip?: number; limit?: number } = {}) =>
    views.reader.page({ query, grouped: true, limit: most, ...part }, noon)
  const seqs = (rows: readonly DeliveryRow[]) => rows.map(({ seq }) => seq)
  /** Newest first: the events of which an attempt fits. */
  const expected = (query: string) =>
    [...new Set(views.find(query, 5000).map((seq) => firsts.get(seq)!))].sort((a, b) => b - a)
  const count = (query: string, through?: number) => views.reader.count(query, undefined, through, noon, true)

  const queries = [
    '',
    'verification:failed',
    '-verification:failed',
    'type:sms.received',
    'status:200',
    'status:none',
    'is:late',
    'is:replayed',
    'attempt:>1',
    'attempt:1',
    'provider:github verified:yes',
    'word7',
    'word7 verification:failed',
    '-word7',
    '"said word7"',
    'event:evt_3',
    'id:nope',
    'provider:nope',
    '-provider:nope',
    'after:11:00 verified:yes',
  ]

  test('the log has events of several attempts', () => {
    expect(firsts.size - new Set(firsts.values()).size).toBeGreaterThan(100)
  })
  test.each(queries)('“%s”: an event is listed where any of its attempts fits, by its first one', (query) => {
    expect(seqs(page(query))).toEqual(expected(query))
  })
  test.each(queries)('“%s”: counted, whole and up to a place', (query) => {
    const all = expected(query)
    expect(count(query)).toMatchObject({ count: all.length, capped: false })
    for (const through of [all[0], all[Math.floor(all.length / 2)], all.at(-1)]) {
      if (through === undefined) continue
      expect(count(query, through).count).toBe(all.filter((seq) => seq <= through).length)
    }
  })
  test.each(queries)('“%s”: in pages, from a bound on and with a jump', (query) => {
    const all = expected(query)
    const paged: number[] = []
    for (let before: number | undefined; ; before = paged.at(-1)) {
      const some = seqs(page(query, { limit: 7, ...(before !== undefined && { before }) }))
      paged.push(...some)
      if (some.length < 7) break
    }
    expect(paged).toEqual(all)
    const through = all[3]
    if (through === undefined) return
    expect(seqs(page(query, { through, skip: 5, limit: 9 }))).toEqual(all.slice(8, 17))
    expect(seqs(page(query, { skip: all.length - 2, limit: 9 }))).toEqual(all.slice(-2))
  })
  test('which events of some deliveries fit, and which were looked at', () => {
    const some = views.find('', 60)
    const { rows, looked } = views.reader.matchingEvents('verification:failed', undefined, some, noon)
    const events = [...new Set(some.map((seq) => firsts.get(seq)!))]
    expect([...looked].sort()).toEqual(events.sort())
    expect(seqs(rows).sort()).toEqual(events.filter((event) => expected('verification:failed').includes(event)).sort())
  })
})

describe('an event', () => {
  const attempt = (minutes: number, status: number, part: object = {}) =>
    delivery({
      facts: { eventId: 'evt_1' },
      ...part,
      top: { receivedAt: noon + minutes * 60_000, reply: { status, headers: [], body: '', by: 'rule' } },
    })
  async function three() {
    const views = sampleViews()
    const seqOf = [attempt(0, 503), attempt(1, 200), attempt(6, 200)].map((entry) => {
      const seq = views.log.add(entry)
      views.log.add(answered(seq))
      return seq
    })
    views.log.add(delivery({ body: 'another' }))
    await views.catchUp()
    return { views, seqOf }
  }

  test('is the row of its last attempt in the place of its first', async () => {
    const { views, seqOf } = await three()
    const rows = views.reader.page({ query: '', grouped: true, limit: 9 }, noon)
    expect(rows).toHaveLength(2)
    expect(rows[1]).toMatchObject({
      ...{ seq: seqOf[0], receivedAt: noon, id: idOf(seqOf[2]!), attempt: 3, acceptedBefore: true },
      ...{ answer: { status: 200 }, event: { attempts: 3, lastSeq: seqOf[2], lastAt: noon + 360_000 } },
    })
    expect(rows[0]).toMatchObject({ attempt: 1, event: { attempts: 1 } })
  })
  test('has its attempts in their order, each with its wait and whether the event was accepted before', async () => {
    const { views, seqOf } = await three()
    const { rows, total } = views.reader.attempts(seqOf[1]!)
    expect(total).toBe(3)
    expect(
      rows.map(({ seq, attempt, sinceAttemptMs, acceptedBefore }) => [seq, attempt, sinceAttemptMs, acceptedBefore]),
    ).toEqual([
      [seqOf[0], 1, undefined, undefined],
      [seqOf[1], 2, 60_000, undefined],
      [seqOf[2], 3, 300_000, true],
    ])
    expect(views.reader.detail(idOf(seqOf[2]!)).attempts).toMatchObject([
      { status: 503, ms: 12, attempt: 1 },
      { status: 200, attempt: 2 },
      { status: 200, attempt: 3 },
    ])
  })
  test('whose first attempt is removed begins with the next one, and the change is told', async () => {
    const { views, seqOf } = await three()
    views.changes.length = 0
    views.log.add({ kind: 'removed', deliveries: [seqOf[0]!] })
    await views.catchUp()
    expect(views.reader.attempts(seqOf[2]!).rows.map(({ seq, attempt }) => [seq, attempt])).toEqual([
      [seqOf[1], 1],
      [seqOf[2], 2],
    ])
    expect(changedOf(views)).toEqual(expect.arrayContaining([seqOf[1], seqOf[2]]))
  })
  test('that loses its last attempt is told to have changed', async () => {
    const { views, seqOf } = await three()
    views.changes.length = 0
    views.log.add({ kind: 'removed', deliveries: [seqOf[2]!] })
    await views.catchUp()
    expect(changedOf(views)).toContain(seqOf[0])
    expect(views.reader.page({ query: '', grouped: true, limit: 9 }, noon)[1]).toMatchObject({ event: { attempts: 2 } })
  })
  test('of very many attempts lists the newest', async () => {
    const views = sampleViews()
    for (let index = 0; index < 230; index++) views.log.add(attempt(index, 503))
    await views.catchUp()
    const { rows, total } = views.reader.attempts(5)
    expect(total).toBe(230)
    expect(rows).toHaveLength(200)
    expect(rows.at(-1)).toMatchObject({ seq: 230, attempt: 230 })
  })
})

describe('what changed between two attempts', () => {
  const headers = (time: string, ...more: [string, string][]): [string, string][] => [
    ['Content-Type', 'application/json'],
    ['X-Time', time],
    ...more,
  ]
  async function changes(first: Parameters<typeof delivery>[0], second: Parameters<typeof delivery>[0]) {
    const views = sampleViews()
    const [one, two] = [first, second].map((each) => views.log.add(delivery({ facts: { eventId: 'evt_1' }, ...each })))
    await views.catchUp()
    expect(views.reader.attemptChanges(idOf(one!))).toBeNull()
    return views.reader.attemptChanges(idOf(two!))
  }

  test('usually nothing', async () => {
    expect(await changes({}, {})).toEqual({
      since: { id: idOf(1), attempt: 1 },
      ...{ request: [], headers: [], reordered: false, body: { state: 'same' } },
    })
  })
  test('headers, in another order too, and those that came or went', async () => {
    const found = await changes(
      { request: { headers: headers('1', ['A', 'x'], ['B', 'y'], ['Gone', 'z']) } },
      { request: { headers: headers('2', ['b', 'y'], ['A', 'x'], ['A', 'again']), target: '/in/token?retry=1' } },
    )
    expect(found).toMatchObject({
      request: [{ name: 'target', from: '/in/token', to: '/in/token?retry=1' }],
      headers: [
        { name: 'X-Time', from: '1', to: '2' },
        { name: 'A', from: null, to: 'again' },
        { name: 'Gone', from: 'z', to: null },
      ],
      reordered: true,
    })
  })
  test('values of JSON, numbers as they are written', async () => {
    const found = await changes(
      { body: '{"a":{"n":12.50,"s":"x"},"b":[1]}' },
      { body: '{"a":{"n":12.5,"s":"x"},"b":[1,2]}' },
    )
    expect(found?.body).toEqual({
      state: 'json-differs',
      values: [
        { name: '/a/n', from: '12.50', to: '12.5' },
        { name: '/b/1', from: null, to: '2' },
      ],
      count: 2,
    })
  })
  test.each([
    ['white space alone', '{"a":1}', '{ "a": 1 }', { state: 'same-json' }],
    ['no JSON', 'a=1&b=2', 'a=1&b=3', { state: 'differs', at: 6 }],
    ['a longer one', 'a=1', 'a=12', { state: 'differs', at: 3 }],
    [
      'nested deeper than anybody reads',
      `${'['.repeat(20_000)}1`,
      `${'['.repeat(20_000)}2`,
      { state: 'differs', at: 20_000 },
    ],
  ])('%s', async (_, one, other, body) => {
    expect((await changes({ body: one }, { body: other }))?.body).toEqual(body)
  })
})

test('an attempt on its way out is none, until it is back', async () => {
  const views = sampleViews()
  const { log, reader, catchUp } = views
  const attempt = () => log.add(delivery({ facts: { eventId: 'evt_hidden' } }))
  const seqs = [attempt(), attempt(), attempt()]
  const [first = 0, second = 0, third = 0] = seqs
  const told = () => ({
    numbers: reader.rows(seqs).map(({ seq, attempt: number }) => [seq, number]),
    events: reader.page({ query: '', grouped: true, limit: 9 }, noon).map(({ seq, event }) => [seq, event?.attempts]),
    count: reader.count('', undefined, undefined, noon, true).count,
  })
  const all = { numbers: seqs.map((seq, at) => [seq, at + 1]), events: [[first, 3]], count: 1 }
  await catchUp()
  expect(told()).toEqual(all)

  log.add({ kind: 'hidden', deliveries: [first] })
  await catchUp()
  expect(told()).toEqual({
    numbers: [
      [second, 1],
      [third, 2],
    ],
    events: [[second, 2]],
    count: 1,
  })
  const fourth = attempt()
  await catchUp()
  expect(reader.rows([fourth])[0]).toMatchObject({ attempt: 3 })

  log.add({ kind: 'removed', deliveries: [fourth] })
  log.add({ kind: 'restored', deliveries: [first] })
  await catchUp()
  expect(told()).toEqual(all)
})

test('a header or a place in the body finds events', async () => {
  const views = sampleViews()
  const { log, reader, catchUp } = views
  const attempt = (eventId: string, body: string) => log.add(delivery({ facts: { eventId }, body }))
  const first = attempt('evt_a', '{"n":1}')
  attempt('evt_a', '{"n":12}')
  attempt('evt_b', '{"n":1}')
  await catchUp()
  const query = 'body./n:12'
  expect(reader.page({ query, grouped: true, limit: 9 }, noon).map(({ seq }) => seq)).toEqual([first])
  expect(reader.count(query, undefined, undefined, noon, true)).toMatchObject({ count: 1, capped: false })
})
