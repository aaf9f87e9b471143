import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import { deliveryId, logCodeOf } from '../../../../src/main/engine/log/delivery-id.ts'
import { answered, delivery, examination, fakeLog, replayed } from '../../../support/fake-log.ts'
import { sampleViews } from './sample-views.ts'

const idOf = (seq: number, identity = 'fake') => deliveryId(logCodeOf(identity), seq)

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('it did not throw')
}

test('a delivery comes back as it was captured, and as a row', async () => {
  const views = sampleViews()
  const given = delivery({
    body: new Uint8Array(1000),
    facts: { eventId: 'evt_1', callId: 'call_1' },
    request: { aborted: true, target: '/in/token?x=1' },
    conformance: { state: 'differs', reason: 'issues-found', issueCount: 7 },
    top: { sample: true, handshake: 'challenge', deadlineMs: null, attemptsDocumented: null },
  })
  views.log.add(delivery({ facts: { callId: 'call_1' } }))
  const seq = views.log.add(given)
  views.log.add(answered(seq, 12.345))
  await views.catchUp()
  const { head } = given
  const { headline: _, detail: __, quote: ___, ...line } = head.facts.summary
  const row = {
    ...{ seq, id: idOf(seq), endpointId: 'end_1', receivedAt: head.receivedAt },
    ...{ provider: 'allo-v2', eventType: 'call.ended', callId: 'call_1', method: 'POST', size: 1000 },
    summary: { ...line, headline: null, detail: null, quote: null },
    verification: { state: 'verified', reason: 'signature-matches' },
    conformance: { state: 'differs', issues: 7 },
    answer: { status: 200, ms: 12.345 },
    ...{ deadlineMs: null, attempt: 1, attemptsDocumented: null, replays: 0 },
    ...{ aborted: true, sample: true, handshake: 'challenge' },
  }
  expect(views.reader.rows([seq])).toEqual([row])
  expect(views.reader.detail(idOf(seq))).toEqual({
    ...row,
    summary: head.facts.summary,
    facts: head.facts,
    request: head.request,
    verdict: head.verification,
    check: head.conformance,
    appliedRule: null,
    answerGiven: { ...head.reply, afterMs: 12.345, storedAfterMs: 8 },
    forwards: [],
    attempts: [{ id: idOf(seq), receivedAt: head.receivedAt, status: 200, ms: 12.345, attempt: 1 }],
    callDeliveries: 2,
  })
})

test('what a response rule did is told, and that nothing was answered', async () => {
  const views = sampleViews()
  const rule = { id: 'r', name: 'Hang up', did: 'drop', delayMs: 0, attempt: 2, empty: [] } as const
  const applied = { ...rule, empty: [] }
  const dropped = views.log.add(delivery({ top: { rule: applied, reply: null } }))
  const held = views.log.add(delivery({ top: { rule: { ...applied, did: 'answer' } } }))
  const waiting = views.log.add(delivery({ top: { rule: { ...applied, did: 'cut' } } }))
  await views.catchUp()
  views.log.add(answered(dropped, 4, 'dropped'))
  views.log.add(answered(held, 3000, 'sender-left'))
  await views.catchUp()

  expect(views.reader.rows([dropped, held, waiting])).toMatchObject([
    { answer: null, rule: { name: 'Hang up', did: 'drop' }, unanswered: { why: 'dropped', ms: 4 } },
    { answer: null, rule: { did: 'answer' }, unanswered: { why: 'sender-left', ms: 3000 } },
    { answer: null, rule: { did: 'cut' } },
  ])
  expect(views.reader.rows([waiting])[0]).not.toHaveProperty('unanswered')
  expect(views.reader.detail(idOf(dropped))).toMatchObject({
    ...{ answer: null, answerGiven: null, appliedRule: rule },
    unanswered: { why: 'dropped', ms: 4 },
  })
  expect(views.find('status:none')).toEqual([waiting, held, dropped])
})

test('one that is not projected yet is there all the same', async () => {
  const views = sampleViews()
  await views.catchUp()
  const seq = views.log.add(delivery({ facts: { callId: 'call_1', eventId: 'evt_1' }, body: 'hello' }))
  const detail = views.reader.detail(idOf(seq))
  expect(detail).toMatchObject({ seq, attempt: 1, answerGiven: null, callDeliveries: 1, attempts: [] })
  expect(Buffer.from(views.reader.body(idOf(seq), 0, 9).bytes).toString()).toBe('hello')
})

test('what is not there is not found', async () => {
  const views = sampleViews()
  const seq = views.log.add(delivery())
  views.log.add(replayed(seq, 'rep_1'))
  views.log.add({ kind: 'removed', deliveries: [seq] })
  await views.catchUp()
  const { detail, seqOf, body, wholeBody, replays, replayBody, rows } = views.reader
  for (const id of ['nope', idOf(99), idOf(seq), 'dlv_othr_1']) {
    for (const run of [
      () => detail(id),
      () => seqOf(id),
      () => body(id, 0, 1),
      () => wholeBody(id),
      () => replays(id),
    ]) {
      expect(caught(run), id).toMatchObject({ code: 'not-found' })
    }
  }
  expect(caught(() => replayBody('rep_1'))).toMatchObject({ code: 'not-found' })
  expect(rows([seq, 7])).toEqual([])
})

describe('bodies', () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, n) => (n * 31 + (n >> 8)) & 255)

  test.each(['bytes', 'file'] as const)('in %s, whole and in pieces', async (kind) => {
    const views = sampleViews()
    const path = join(dirname(views.path), 'body-1')
    writeFileSync(path, bytes)
    const body = kind === 'bytes' ? bytes : ({ kind, name: 'body-1', size: bytes.length } as const)
    const id = idOf(views.log.add(delivery({ body })))
    await views.catchUp()
    const piece = (offset: number, length: number) => views.reader.body(id, offset, length).bytes
    expect(views.reader.body(id, 0, 9000)).toEqual({ bytes, size: 5000 })
    expect(piece(1000, 5)).toEqual(bytes.slice(1000, 1005))
    expect(piece(4998, 100)).toEqual(bytes.slice(-2))
    expect(piece(5100, 100)).toEqual(new Uint8Array())
    expect(views.reader.wholeBody(id)).toEqual(kind === 'file' ? { kind, path, size: 5000 } : { kind: 'memory', bytes })
  })

  test('whose file is gone are told by its name, and the delivery is shown', async () => {
    const views = sampleViews()
    const id = idOf(views.log.add(delivery({ body: { kind: 'file', name: 'gone', size: 2_000_000 } })))
    await views.catchUp()
    const missing = { code: 'unavailable', message: expect.stringContaining(join(dirname(views.path), 'gone')) }
    expect(caught(() => views.reader.body(id, 0, 10))).toMatchObject(missing)
    expect(caught(() => views.reader.wholeBody(id))).toMatchObject(missing)
    expect(views.reader.detail(id).size).toBe(2_000_000)
    expect(views.reader.size()).toBeGreaterThan(2_000_000)
  })
})

test('everything that an examination found takes the place of what was there, and the rest stays', async () => {
  const views = sampleViews()
  const seq = views.log.add(delivery({ facts: { eventId: 'evt_1' }, top: { sample: true } }))
  await views.catchUp()
  const before = views.reader.detail(idOf(seq))
  const now = examination({
    facts: {
      ...{ provider: 'github', eventType: 'issues', eventId: 'guid_1', callId: 'call_1' },
      summary: { ...before.summary, who: 'octocat', text: 'opened an issue' },
    },
    verification: { state: 'failed', reason: 'signature-mismatch' },
    conformance: { state: 'differs', reason: 'issues-found', issueCount: 3 },
    top: { deadlineMs: 10_000, attemptsDocumented: 1 },
  })
  const cause = { code: 'secret-other', sentence: 'Another secret matches.' } as const
  views.log.add({
    kind: 'cause-found',
    about: seq,
    cause: { code: 'no-match', sentence: 'Of the examination before.' },
  })
  views.log.add({ kind: 'examined', about: seq, examination: now })
  views.log.add({ kind: 'cause-found', about: seq, cause })
  await views.catchUp()

  const shown = {
    ...{ provider: 'github', eventType: 'issues', callId: 'call_1', deadlineMs: 10_000, attemptsDocumented: 1 },
    verification: { state: 'failed', reason: 'signature-mismatch', cause: cause.sentence },
    conformance: { state: 'differs', issues: 3 },
    sample: true,
  }
  expect(views.reader.rows([seq])).toMatchObject([shown])
  expect(views.reader.detail(idOf(seq))).toMatchObject({
    ...shown,
    request: before.request,
    facts: now.facts,
    verdict: { ...now.verification, cause },
    check: now.conformance,
    attempts: [{ id: idOf(seq), attempt: 1 }],
    callDeliveries: 1,
  })
  expect(views.find('opened')).toEqual([seq])
  expect(views.find('provider:github verified:no is:sample')).toEqual([seq])
  expect(views.find('provider:allo-v2')).toEqual([])
  expect(views.find('"a call"')).toEqual([])
})

describe('attempts', () => {
  const put = (
    views: ReturnType<typeof sampleViews>,
    eventId: string | null,
    provider = 'allo-v2',
    endpointId = 'end_1',
  ) => views.log.add(delivery({ facts: { eventId, provider }, top: { endpointId } }))
  const numbers = (views: ReturnType<typeof sampleViews>) =>
    views.reader.page({ query: '', limit: 100, order: 'oldest' }, 0).map(({ attempt }) => attempt)
  const join = (views: ReturnType<typeof sampleViews>, about: number, facts: Parameters<typeof delivery>[0]) =>
    views.log.add({ kind: 'examined', about, examination: examination(facts) })

  test('are counted per endpoint, provider and event id', async () => {
    const views = sampleViews()
    const events = [['1'], ['1'], ['2'], ['1', 'oneinbox'], ['1', 'allo-v2', 'end_2'], [null], [null], ['1']] as const
    for (const [event, provider, endpoint] of events) put(views, event, provider, endpoint)
    await views.catchUp()
    expect(numbers(views)).toEqual([1, 2, 1, 1, 1, 1, 2, 3])
    expect(views.reader.detail(idOf(2)).attempts.map(({ id, attempt }) => [id, attempt])).toEqual([
      [idOf(1), 1],
      [idOf(2), 2],
      [idOf(8), 3],
    ])
    expect(views.find('attempt:>=2')).toEqual([8, 2])
    expect(views.find('attempt:1')).toEqual([7, 6, 5, 4, 3, 1])
  })

  test('without an event id are guessed by their bytes, and say so', async () => {
    const views = sampleViews()
    const unnamed = { facts: { eventId: null } } as const
    for (const body of ['{"a":1}', '{"a":1}', '{"a":2}', '']) views.log.add(delivery({ ...unnamed, body }))
    views.log.add(delivery({ ...unnamed, body: '{"a":1}', top: { sample: true } }))
    views.log.add(delivery({ ...unnamed, body: '{"a":1}', top: { handshake: 'Allo ping' } }))
    views.log.add(delivery({ facts: { eventId: null, eventType: null }, body: '{"a":1}' }))
    views.log.add(delivery({ facts: { eventId: 'evt_1' }, body: '{"a":1}' }))
    await views.catchUp()
    expect(numbers(views)).toEqual([1, 2, 1, 1, 1, 1, 1, 1])
    const second = views.reader.detail(idOf(2))
    expect(second).toMatchObject({ attempt: 2, attemptGuessed: true })
    expect(second.attempts.map(({ id }) => id)).toEqual([idOf(1), idOf(2)])
    expect(views.reader.detail(idOf(1))).not.toHaveProperty('attemptGuessed')
    for (const alone of [3, 4, 5, 6, 7]) expect(views.reader.detail(idOf(alone)).attempts).toEqual([])
    expect(views.find('is:retry')).toEqual([])
  })

  test('are numbered by arrival, in whatever order they join an event, and the others are told as changed', async () => {
    const views = sampleViews()
    for (let n = 0; n < 3; n++) put(views, null)
    const joined = { facts: { eventId: 'evt_1' } }
    await views.catchUp()
    join(views, 3, joined)
    await views.catchUp()
    views.changes.length = 0
    join(views, 1, joined)
    await views.catchUp()
    expect(numbers(views)).toEqual([1, 1, 2])
    expect(views.changes[0]!.changed).toEqual(expect.arrayContaining([1, 3]))
    join(views, 2, joined)
    put(views, 'evt_1')
    await views.catchUp()
    expect(numbers(views)).toEqual([1, 2, 3, 4])
  })

  test('move up where an earlier one is removed, or turns out to be of another event', async () => {
    const views = sampleViews()
    for (let n = 0; n < 4; n++) put(views, 'evt_1')
    await views.catchUp()
    join(views, 1, { facts: { eventId: 'evt_1', provider: 'github' } })
    await views.catchUp()
    expect(numbers(views)).toEqual([1, 1, 2, 3])
    views.log.add({ kind: 'removed', deliveries: [2] })
    await views.catchUp()
    expect(numbers(views)).toEqual([1, 1, 2])
    expect(views.changes.at(-1)).toEqual({ through: 6, changed: expect.arrayContaining([3, 4]), removed: [2] })
  })

  test('of one event in great number cost no more than others', async () => {
    const views = sampleViews()
    for (let n = 0; n < 6000; n++) put(views, 'evt_1')
    const before = performance.now()
    await views.catchUp()
    views.log.add({ kind: 'removed', deliveries: Array.from({ length: 3000 }, (_, n) => 2 * n + 1) })
    await views.catchUp()
    expect(performance.now() - before).toBeLessThan(10_000)
    expect(views.reader.rows([6000])[0]!.attempt).toBe(3000)
  })
})

test('replays are numbered and counted', async () => {
  const views = sampleViews()
  const [one, two] = [views.log.add(delivery()), views.log.add(delivery())]
  views.log.add(replayed(one, 'rep_1', new Uint8Array([1, 2])))
  views.log.add(replayed(two, 'rep_2'))
  await views.catchUp()
  views.log.add(replayed(one, 'rep_3', new Uint8Array([3])))
  const list = () => views.reader.replays(idOf(one)).map(({ id, number }) => [id, number])
  const expected = [
    ['rep_3', 2],
    ['rep_1', 1],
  ]
  expect(list()).toEqual(expected)
  expect(views.reader.replayBody('rep_3')).toEqual(new Uint8Array([3]))
  await views.catchUp()
  expect(list()).toEqual(expected)
  expect(views.reader.replayBody('rep_1')).toEqual(new Uint8Array([1, 2]))
  expect(views.reader.replayBody('rep_2')).toEqual(new Uint8Array())
  expect(views.reader.rows([one])[0]!.replays).toBe(2)
  expect(views.find('is:replayed')).toEqual([two, one])
})

test('figures of endpoints, their deliveries, and what waits for being judged', async () => {
  const views = sampleViews()
  const checking = { state: 'checking', reason: 'judged-later' } as const
  views.log.add(delivery({ verification: checking }))
  const seq = views.log.add(delivery({ top: { endpointId: 'end_2', receivedAt: 5 } }))
  views.log.add(delivery({ conformance: checking }))
  views.log.add(answered(seq))
  await views.catchUp()
  const { endpointFigures, seqsOfEndpoint, pendingDeliveries } = views.reader
  const forwarding = { last: null, waiting: 0 }
  expect(Object.fromEntries(endpointFigures())).toEqual({
    end_1: { deliveries: 2, lastAt: expect.any(Number), lastStatus: null, forwarding },
    end_2: { deliveries: 1, lastAt: 5, lastStatus: 200, forwarding },
  })
  expect(seqsOfEndpoint('end_1', 99, 10)).toEqual([3, 1])
  expect(seqsOfEndpoint('end_1', 3, 10)).toEqual([1])
  expect(pendingDeliveries(10)).toEqual([1, 3])
  expect(views.find('verified:no')).toEqual([])
  expect(views.find('verification:checking')).toEqual([1])
  views.log.add({ kind: 'removed', deliveries: [seq] })
  views.log.add({ kind: 'examined', about: 1, examination: examination() })
  await views.catchUp()
  expect([...endpointFigures().keys()]).toEqual(['end_1'])
  expect(pendingDeliveries(10)).toEqual([3])
})

test('a row with values that this version does not know shows the others, fails no page, and is told once', async () => {
  const views = sampleViews()
  for (let n = 0; n < 3; n++) views.log.add(delivery())
  await views.catchUp()
  const db = openDatabase(views.path)
  db.exec('UPDATE deliveries SET verification = 99, endpoint = 77 WHERE seq = 2; DELETE FROM lines WHERE seq = 2')
  db.close()
  for (let n = 0; n < 2; n++) {
    const rows = views.reader.page({ query: '', limit: 10 }, 0)
    expect(rows.map(({ seq }) => seq)).toEqual([3, 2, 1])
    expect(rows[1]).toMatchObject({ provider: 'allo-v2', endpointId: '', verification: { state: 'unverifiable' } })
  }
  expect(views.messages.lines).toHaveLength(1)
})

test('views of another log are built again from this one', async () => {
  const views = sampleViews()
  views.log.add(delivery({ body: 'one' }))
  await views.catchUp()
  const { openSampleViews } = await import('./sample-views.ts')
  views.close()
  const other = openSampleViews(dirname(views.path), fakeLog('another'))
  other.log.add(delivery({ body: 'two' }))
  other.log.add(delivery({ body: 'three' }))
  await other.catchUp()
  expect(other.find('one')).toEqual([])
  expect(other.find('')).toEqual([2, 1])
  other.close()
})
