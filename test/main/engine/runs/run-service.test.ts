import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { plainRequest, replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { RawConnection } from '../../../support/raw-http.ts'
import { outcomesOf, planOf, runOf, startHandler, startRun, until } from '../../../support/replay-runs.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

/** Runs through a real engine, to a real app, over sockets. */

let t: TestEngine
let app: Awaited<ReturnType<typeof startHandler>>
let respond: Parameters<typeof startHandler>[0]
let url: string
let endpointId: string
let ids: string[]

const ok: NonNullable<typeof respond> = (_, response) => void response.end('{"ok":true}')
const calls = () => t.api.calls
const query = (text = '') => planOf({ kind: 'query', query: text })
const bodies = () => app.seen.map(({ body }) => body)
const numbers = (count: number) => Array.from({ length: count }, (_, at) => `{"n":${at}}`)

beforeAll(async () => {
  t = await startTestEngine()
  app = await startHandler((...args) => respond?.(...args))
  const endpoint = await t.engine.endpoints.create({ name: 'A', provider: null, target: app.url })
  endpointId = endpoint.id
  url = `${t.engine.receiverStatus().url}/in/${endpoint.token}`
  for (const body of numbers(12)) await post(url, plainRequest(Buffer.from(body)))
  await t.engine.settled()
  ids = (await t.engine.deliveries.page({ query: '', limit: 100, order: 'oldest' })).map(({ id }) => id)
})
afterAll(async () => {
  await t.remove()
  await app.close()
})
beforeEach(() => {
  respond = ok
  app.seen.length = 0
})

describe('what would be sent', () => {
  test('how many, from when to when, where to, and for how long', async () => {
    const preview = await calls()['runs.preview']({
      plan: planOf({ kind: 'query', query: '' }, { pace: { kind: 'rate', perSecond: 2 } }),
    })
    expect(preview).toMatchObject({ deliveries: 12, items: 12, tooMany: false, estimateMs: 5500, needsApproval: [] })
    expect(preview.endpoints).toEqual([{ id: endpointId, name: 'A', deliveries: 12, target: app.url }])
    expect(preview.firstAt).toBeLessThanOrEqual(preview.lastAt ?? 0)
    expect(app.seen).toEqual([])
  })

  test('what cannot be sent is left out, with the reason', async () => {
    const other = await t.engine.endpoints.create({ name: 'No target', provider: null, target: null })
    await post(`${t.engine.receiverStatus().url}/in/${other.token}`, plainRequest(Buffer.from('{}')))
    const connection = await RawConnection.open(t.engine.receiverStatus().port)
    await connection.write(
      `POST ${new URL(url).pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly a part`,
    )
    connection.reset()
    await expect.poll(async () => (await t.engine.deliveries.count({ query: 'is:aborted' })).count).toBe(1)
    await t.engine.settled()
    const preview = await calls()['runs.preview']({ plan: query() })
    expect(preview).toMatchObject({ deliveries: 12, items: 12 })
    expect(preview.leftOut).toEqual([
      { reason: 'incomplete', deliveries: 1, words: expect.stringContaining('part') },
      { reason: 'no-target', deliveries: 1, words: expect.stringContaining('target') },
    ])
    await t.engine.removeEndpoint(other.id)
    const [aborted] = await t.engine.deliveries.page({ query: 'is:aborted', limit: 1 })
    await t.engine.deliveries.remove([aborted!.id])
    await t.engine.settled()
  })

  test('a query with a mistake says where it is; nothing found, nothing started', async () => {
    await expect(calls()['runs.preview']({ plan: query('status:abc') })).rejects.toMatchObject({
      code: 'bad-input',
      issues: [{ path: ['query', 7, 10] }],
    })
    await expect(calls()['runs.start']({ plan: query('nothing-like-this'), approve: false })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('whether new signatures can be made is tried with the oldest, and nothing is sent for it', async () => {
    const { doubts } = await calls()['runs.preview']({ plan: planOf({ kind: 'query', query: '' }, { sign: 'again' }) })
    expect(doubts).toEqual([{ deliveries: 12, words: expect.stringContaining('cannot be signed again') }])
    const signing = await t.endpoint('replicer', ['live', 's3cret'])
    await t.engine.endpoints.update(signing.id, { target: app.url })
    const id = await t.send(signing.url, replicerRequest(sampleBody('replicer', 'call.ended'), 's3cret'))
    const plan = planOf({ kind: 'ids', ids: [id] }, { sign: 'again' })
    expect(await calls()['runs.preview']({ plan })).toMatchObject({ deliveries: 1, doubts: [] })
    expect(app.seen).toEqual([])
    expect((await calls()['replays.list']({ id })).replays).toEqual([])

    await until(calls(), await startRun(calls(), plan), 'done')
    expect((await calls()['replays.list']({ id })).replays).toMatchObject([
      { signed: 'again with “live”', status: 200 },
    ])
    await t.engine.removeEndpoint(signing.id)
    await t.engine.settled()
  })

  test('a target elsewhere is asked about, and agreed to once', async () => {
    const plan = planOf({ kind: 'ids', ids: ids.slice(0, 1) }, { target: 'http://elsewhere.invalid/hooks' })
    expect(await calls()['runs.start']({ plan, approve: false })).toEqual({
      result: 'needs-approval',
      origins: ['http://elsewhere.invalid'],
    })
    const started = await calls()['runs.start']({ plan, approve: true })
    if (started.result !== 'started') throw new Error(started.result)
    const run = await until(calls(), started.id, 'done')
    expect(run.reasons).toEqual([{ result: 'failed', reason: 'dns', items: 1 }])
    expect((await calls()['runs.preview']({ plan })).needsApproval).toEqual([])
  })
})

describe('order and outcomes', () => {
  test('oldest first, exact bytes; each outcome leads to the delivery and its replay', async () => {
    const run = await startRun(calls(), query())
    expect(await until(calls(), run, 'done')).toMatchObject({ items: 12, counts: { ok: 12, waiting: 0, sending: 0 } })
    expect(bodies()).toEqual(numbers(12))
    const { outcomes, total } = await outcomesOf(calls(), run)
    expect(total).toBe(12)
    expect(outcomes.map(({ item, deliveryId }) => [item, deliveryId])).toEqual(ids.map((id, at) => [at + 1, id]))
    const [first] = outcomes
    const { replays } = await calls()['replays.list']({ id: ids[0]! })
    expect(replays.find(({ id }) => id === first?.replayId)).toMatchObject({ run: { id: run, item: 1 }, status: 200 })
  })

  test('newest first, and only the ones that were marked', async () => {
    const marked = [ids[7]!, ids[2]!, ids[4]!]
    await until(calls(), await startRun(calls(), planOf({ kind: 'ids', ids: marked }, { order: 'newest' })), 'done')
    expect(bodies()).toEqual(['{"n":7}', '{"n":4}', '{"n":2}'])
  })

  test('failures by reason, late ones, filters and pages; then only the failed ones again', async () => {
    respond = ({ body }, response) => {
      const n = Number(/\d+/.exec(body)?.[0])
      if (n === 3) response.destroy()
      else response.writeHead(n % 4 === 0 ? 503 : 200).end('{}')
    }
    const run = await startRun(calls(), query())
    const done = await until(calls(), run, 'done')
    expect(done.counts).toMatchObject({ ok: 8, failed: 4 })
    expect(done.reasons).toEqual([
      { result: 'failed', reason: '503', items: 3 },
      { result: 'failed', reason: 'reset', items: 1 },
    ])
    const items = async (filter: Parameters<typeof outcomesOf>[2]) =>
      (await outcomesOf(calls(), run, filter)).outcomes.map(({ item }) => item)
    expect(await items({ result: 'failed', reason: '503' })).toEqual([1, 5, 9])
    expect(await items({ result: 'failed' })).toEqual([1, 4, 5, 9])
    expect(await items({ result: 'late' })).toEqual([])
    const page = await calls()['runs.outcomes']({ id: run, filter: { result: 'ok' }, skip: 2, limit: 3 })
    expect(page).toMatchObject({ total: 8, outcomes: [{ item: 6 }, { item: 7 }, { item: 8 }] })

    respond = ok
    app.seen.length = 0
    const again = planOf({ kind: 'run', runId: run, filters: [{ result: 'failed' }] })
    await until(calls(), await startRun(calls(), again), 'done')
    expect(bodies()).toEqual(['{"n":0}', '{"n":3}', '{"n":4}', '{"n":8}'])
  })

  test('what cannot be signed again is told item by item, and is no replay', async () => {
    const run = await startRun(calls(), planOf({ kind: 'ids', ids: ids.slice(0, 2) }, { sign: 'again' }))
    const done = await until(calls(), run, 'done')
    expect(done).toMatchObject({
      counts: { 'not-sent': 2 },
      reasons: [{ result: 'not-sent', reason: 'refused', items: 2 }],
    })
    const { outcomes } = await outcomesOf(calls(), run, { result: 'not-sent' })
    expect(outcomes[0]).toMatchObject({ replayId: null, message: expect.stringContaining('signed') })
    expect(app.seen).toEqual([])
  })

  test('never more at once than asked for', async () => {
    respond = (_, response) => void setTimeout(() => response.end('{}'), 10)
    await until(calls(), await startRun(calls(), planOf({ kind: 'query', query: '' }, { concurrency: 3 })), 'done')
    expect(app.most()).toBe(3)
  })

  test('at a fixed rate: no two closer than that', async () => {
    const plan = planOf(
      { kind: 'ids', ids: ids.slice(0, 5) },
      { pace: { kind: 'rate', perSecond: 20 }, concurrency: 4 },
    )
    await until(calls(), await startRun(calls(), plan), 'done')
    const gaps = app.seen.slice(1).map(({ at }, index) => at - app.seen[index]!.at)
    // What the scheduler of the machine adds to one it takes from the next.
    expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThan(4 * 50 - 25)
  })
})

describe('pause, resume, cancel', () => {
  /** An app that holds each answer until the test lets it go. */
  function holding() {
    const held: (() => void)[] = []
    respond = (_, response) => void held.push(() => void response.end('{}'))
    return {
      held,
      letGo() {
        respond = ok
        for (const go of held.splice(0)) go()
      },
    }
  }

  test('paused: what is on its way is waited for, nothing more goes out; resumed: the rest, each once', async () => {
    const { held, letGo } = holding()
    const run = await startRun(calls(), planOf({ kind: 'query', query: '' }, { concurrency: 2 }))
    await expect.poll(() => held.length).toBe(2)
    await calls()['runs.pause']({ id: run })
    expect(await runOf(calls(), run)).toMatchObject({ state: 'pausing', counts: { sending: 2, waiting: 10 } })
    letGo()
    const paused = await until(calls(), run, 'paused')
    expect(paused).toMatchObject({ why: 'user', counts: { ok: 2, waiting: 10, sending: 0, unknown: 0 } })
    await calls()['runs.resume']({ id: run, uncertain: 'skip' })
    expect(await until(calls(), run, 'done')).toMatchObject({ counts: { ok: 12 } })
    expect([...bodies()].sort()).toEqual(numbers(12).sort())
  })

  test('resumed while it is still pausing: it goes on', async () => {
    const { held, letGo } = holding()
    const run = await startRun(calls(), query())
    await expect.poll(() => held.length).toBe(1)
    await calls()['runs.pause']({ id: run })
    await calls()['runs.resume']({ id: run, uncertain: 'skip' })
    letGo()
    expect(await until(calls(), run, 'done')).toMatchObject({ counts: { ok: 12 } })
    expect(app.seen).toHaveLength(12)
  })

  test('cancelled: what is on its way is broken off and may have been received; an ended run cannot go on', async () => {
    const { held } = holding()
    const run = await startRun(calls(), planOf({ kind: 'query', query: '' }, { concurrency: 2 }))
    await expect.poll(() => held.length).toBe(2)
    await calls()['runs.cancel']({ id: run })
    expect(await runOf(calls(), run)).toMatchObject({
      state: 'cancelled',
      counts: { unknown: 2, waiting: 10, sending: 0 },
    })
    await expect(calls()['runs.resume']({ id: run, uncertain: 'skip' })).rejects.toMatchObject({ code: 'conflict' })
    expect(app.seen).toHaveLength(2)
    await expect.poll(app.under).toBe(0)
  })

  test('pauses by itself after so many failures in a row, and can go on', async () => {
    respond = (_, response, count) => void response.writeHead(count === 2 ? 200 : 500).end('{}')
    const run = await startRun(calls(), planOf({ kind: 'query', query: '' }, { stopAfter: 3 }))
    const held = await until(calls(), run, 'paused')
    expect(held).toMatchObject({ why: 'failures', counts: { ok: 1, failed: 4, waiting: 7 } })
    respond = ok
    await calls()['runs.resume']({ id: run, uncertain: 'skip' })
    expect(await until(calls(), run, 'done')).toMatchObject({ counts: { ok: 8, failed: 4 } })
  })

  test('a delivery that is removed meanwhile is told as such', async () => {
    await post(url, plainRequest(Buffer.from('{"n":"gone"}')))
    const gone = (await t.newest()).id
    const { held, letGo } = holding()
    const run = await startRun(calls(), planOf({ kind: 'ids', ids: [ids[0]!, gone] }))
    await expect.poll(() => held.length).toBe(1)
    await t.engine.deliveries.remove([gone])
    letGo()
    expect(await until(calls(), run, 'done')).toMatchObject({ counts: { ok: 1, removed: 1 } })
    expect((await outcomesOf(calls(), run, { result: 'removed' })).outcomes).toMatchObject([{ item: 2, row: null }])
    expect(app.seen).toHaveLength(1)
  })

  test('what a watcher sees: first what there is, then each change until the end', async () => {
    const stop = new AbortController()
    const states: string[] = []
    let run = ''
    const watching = (async () => {
      for await (const { runs } of t.api.streams['runs.watch']({}, stop.signal)) {
        states.push(runs[0]!.state)
        if (runs[0]!.id === run && runs[0]!.state === 'done') stop.abort()
      }
    })()
    const { held, letGo } = holding()
    run = await startRun(calls(), planOf({ kind: 'ids', ids: ids.slice(0, 1) }))
    await expect.poll(() => held.length).toBe(1)
    await expect.poll(() => states).toContain('running')
    letGo()
    await watching
    expect(states.at(-1)).toBe('done')
  })
})

describe('drills', () => {
  test('a handler that acts twice stands out: one delivery five times in sequence', async () => {
    const charged = new Map<string, number>()
    respond = ({ body }, response) => {
      charged.set(body, (charged.get(body) ?? 0) + 1)
      response.end(`{"charges":${charged.get(body)}}`)
    }
    const run = await startRun(calls(), planOf({ kind: 'ids', ids: [ids[3]!] }, { passes: 5 }))
    expect(await until(calls(), run, 'done')).toMatchObject({ items: 5, compared: { deliveries: 1, differing: 1 } })
    const { answers } = await calls()['runs.answers']({ id: run, skip: 0, limit: 10 })
    expect(answers).toMatchObject([{ deliveryId: ids[3] }])
    expect(answers[0]?.answers.map(({ items, count }) => [items, count])).toEqual([1, 2, 3, 4, 5].map((n) => [[n], 1]))
    const bodyOf = async (id: string) =>
      Buffer.from((await calls()['replays.body']({ id })).base64, 'base64').toString()
    expect(await bodyOf(answers[0]!.answers[1]!.replayId)).toBe('{"charges":2}')
  })

  test('a handler that answers the same each time, whatever the order of its keys', async () => {
    respond = (_, response, count) => void response.end(count % 2 ? '{"a":1,"b":2}' : '{"b":2, "a":1}')
    const plan = planOf({ kind: 'ids', ids: [ids[3]!] }, { passes: 4, concurrency: 4 })
    const run = await startRun(calls(), plan)
    expect(await until(calls(), run, 'done')).toMatchObject({ compared: { deliveries: 1, differing: 0 } })
    const { answers } = await calls()['runs.answers']({ id: run, skip: 0, limit: 10 })
    expect(answers[0]?.answers).toMatchObject([{ status: 200, count: 4 }])
  })

  test('a set in another order: the deliveries whose answer depends on it come first', async () => {
    let last = -1
    respond = ({ body }, response) => {
      const n = Number(/\d+/.exec(body)?.[0])
      // Refuses what is older than what it has seen, but for the first of all.
      response.writeHead(n < last && n > 0 ? 409 : 200).end('{}')
      last = Math.max(n, last)
    }
    const marked = ids.slice(0, 4)
    const run = await startRun(calls(), planOf({ kind: 'ids', ids: marked }, { passes: 2, order: 'newest' }))
    expect(await until(calls(), run, 'done')).toMatchObject({ items: 8, compared: { deliveries: 4, differing: 2 } })
    expect(bodies()).toEqual([0, 1, 2, 3, 3, 2, 1, 0].map((n) => `{"n":${n}}`))
    const { answers, total } = await calls()['runs.answers']({ id: run, skip: 0, limit: 10 })
    expect(total).toBe(4)
    expect(answers.map(({ deliveryId }) => deliveryId)).toEqual([ids[1], ids[2], ids[0], ids[3]])
    expect(answers[0]?.answers.map(({ status, items }) => [status, items])).toEqual([
      [200, [2]],
      [409, [7]],
    ])
    expect((await outcomesOf(calls(), run)).outcomes.map(({ pass }) => pass)).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
  })

  test('no answer and an answer differ', async () => {
    respond = (_, response, count) => void (count === 2 ? response.destroy() : response.end('{}'))
    const run = await startRun(calls(), planOf({ kind: 'ids', ids: [ids[5]!] }, { passes: 3 }))
    await until(calls(), run, 'done')
    const { answers } = await calls()['runs.answers']({ id: run, skip: 0, limit: 10 })
    expect(answers[0]?.answers).toMatchObject([
      { status: 200, error: null, count: 2, items: [1, 3] },
      { status: null, error: 'reset', count: 1 },
    ])
  })
})

test('the last 50 runs are stored', async () => {
  const before = (await calls()['runs.list']({})).runs.length
  for (let count = before; count < 52; count += 1)
    await until(calls(), await startRun(calls(), planOf({ kind: 'ids', ids: [ids[0]!] })), 'done')
  const { runs } = await calls()['runs.list']({})
  expect(runs).toHaveLength(50)
  expect(runs.map(({ createdAt }) => createdAt)).toEqual(runs.map(({ createdAt }) => createdAt).sort((a, b) => b - a))
  await expect((async () => outcomesOf(calls(), 'run_gone'))()).rejects.toMatchObject({ code: 'not-found' })
})
