import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { type WatchItem, watchDeliveries } from '../../../../src/main/engine/flows/watch.ts'
import { systemClock } from '../../../../src/main/hosting/node-ports.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { post, startApp, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'
import { fakeViews, rowWith } from './fake-views.ts'

/** Everything that a watch tells, as it comes. */
function collect(items: AsyncGenerator<WatchItem>): WatchItem[] {
  const told: WatchItem[] = []
  void (async () => {
    for await (const item of items) told.push(item)
  })()
  return told
}
const rowsOf = (told: readonly WatchItem[]) => told.flatMap(({ rows }) => rows)
const goneOf = (told: readonly WatchItem[]) => told.flatMap(({ gone }) => gone)

describe('on a running engine', () => {
  let t: TestEngine
  let url: string
  let app: Awaited<ReturnType<typeof startApp>>
  beforeAll(async () => {
    t = await startTestEngine()
    app = await startApp()
    const endpoint = await t.endpoint(null)
    await t.engine.endpoints.update(endpoint.id, { target: app.url })
    url = endpoint.url
  })
  afterAll(async () => {
    await t.remove()
    await app.close()
  })
  const request = (text: string) => plainRequest(Buffer.from(JSON.stringify({ text })))
  const send = (text: string) => post(url, request(text))

  /** Opens a watch the way a window does: count first, then what comes after. */
  async function watch(query: string) {
    const { newest, count } = await t.api.calls['deliveries.count']({ query })
    const stop = new AbortController()
    onTestFinished(() => stop.abort())
    return { count, newest, told: collect(t.engine.watchDeliveries({ query, after: newest, stop: stop.signal })) }
  }

  test('with a filter on the answer: a delivery appears once its answer is known', async () => {
    const { told } = await watch('status:200')
    const none = await watch('status:500')
    const { id } = await t.eventually(await t.send(url, request('a')), ({ answer }) => answer !== null)
    await expect.poll(() => rowsOf(told)).toMatchObject([{ id, answer: { status: 200 } }])
    expect(goneOf(told)).toEqual([])
    expect(none.told).toEqual([])
  })

  test('a row that stops fitting is told as gone; one that was never told is not', async () => {
    const unanswered = await watch('is:replayed')
    const fresh = await watch('-is:replayed')
    const id = await t.send(url, request('b'))
    await expect.poll(() => rowsOf(fresh.told).map((row) => row.id)).toContain(id)
    const { seq } = await t.engine.deliveries.get(id)
    await t.engine.replays.send({ id, approve: true })
    await expect.poll(() => goneOf(fresh.told)).toEqual([seq])
    await expect.poll(() => rowsOf(unanswered.told).map((row) => row.id)).toEqual([id])
    expect(goneOf(unanswered.told)).toEqual([])
  })

  test('free text: each delivery that fits is counted or told, whenever the index gets to it', async () => {
    for (let i = 0; i < 20; i++) await send(`kitchen sink ${i}`)
    const { count, newest, told } = await watch('"kitchen sink"')
    for (let i = 20; i < 30; i++) await send(`kitchen sink ${i}`)
    await send('something else')
    const added = () => new Set(rowsOf(told).flatMap(({ seq }) => (seq > newest ? [seq] : []))).size
    await expect.poll(() => count + added()).toBe(30)
  })

  test('hundreds at once: all of them come', async () => {
    const { newest, told } = await watch('method:POST')
    // Rows of the tests before this one may still change.
    const added = () => rowsOf(told).filter(({ seq }) => seq > newest)
    await Promise.all(Array.from({ length: 450 }, (_, i) => send(`row ${i}`)))
    await expect.poll(() => new Set(added().map(({ seq }) => seq)).size).toBe(450)
    const first = new Map<number, DeliveryRow>()
    for (const row of added()) if (!first.has(row.seq)) first.set(row.seq, row)
    expect([...first.keys()]).toEqual([...first.keys()].sort((a, b) => a - b))
    expect(told.some(({ reset }) => reset)).toBe(false)
  })

  test('removed deliveries are told by their numbers', async () => {
    const id = await t.send(url, request('to be removed'))
    const { seq } = await t.eventually(id, ({ answer }) => answer !== null)
    const { told } = await watch('')
    await t.api.calls['deliveries.remove']({ ids: [id] })
    await expect.poll(() => goneOf(told)).toEqual([seq])
  })

  test('a query that cannot be read ends the stream with its position', async () => {
    const { signal } = new AbortController()
    const items = t.api.streams['deliveries.watch']({ query: 'status:abc', after: -1 }, signal)[Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({ code: 'bad-input', issues: [{ path: ['query', 7, 10] }] })
  })
})

describe('whatever the views tell', () => {
  const turn = () => new Promise((resolve) => setTimeout(resolve, 60))

  async function watchOf(fake: ReturnType<typeof fakeViews>, after: number) {
    const stop = new AbortController()
    onTestFinished(() => stop.abort())
    const told = collect(watchDeliveries(fake.views, systemClock, { query: '', after, stop: stop.signal }))
    await turn()
    return told
  }

  test('what came between the count and the watch is told', async () => {
    const fake = fakeViews()
    fake.put(rowWith(1), rowWith(2), rowWith(3))
    expect(rowsOf(await watchOf(fake, 1)).map(({ seq }) => seq)).toEqual([2, 3])
  })

  test('where more came in between than is worth telling, the window reads again', async () => {
    const fake = fakeViews()
    fake.put(...Array.from({ length: 2500 }, (_, n) => rowWith(n + 1)))
    expect(await watchOf(fake, 1)).toEqual([{ rows: [], gone: [], reset: true }])
  })

  test('a row that changes often between two looks is told once, as it is then', async () => {
    const fake = fakeViews()
    const told = await watchOf(fake, 0)
    for (let replays = 0; replays < 50; replays++) fake.put(rowWith(1, { replays }))
    await turn()
    expect(rowsOf(told)).toEqual([rowWith(1, { replays: 49 })])
  })

  test('of new rows only those are told as gone that were told before', async () => {
    const fake = fakeViews()
    fake.query(({ seq }) => seq % 2 === 0)
    const told = await watchOf(fake, 0)
    fake.put(rowWith(1), rowWith(2))
    await turn()
    fake.query(() => false)
    fake.put(rowWith(1), rowWith(2))
    await turn()
    expect(told.map(({ rows, gone }) => [rows.map(({ seq }) => seq), gone])).toEqual([
      [[2], []],
      [[], [2]],
    ])
    fake.put(rowWith(2), rowWith(3))
    await turn()
    fake.remove(1, 2, 3)
    await turn()
    expect(told).toHaveLength(2)
  })

  test('a row from before the watch may be in the list: when it fits no more, it is told', async () => {
    const fake = fakeViews()
    fake.put(rowWith(1))
    fake.query(() => false)
    const told = await watchOf(fake, 1)
    fake.put(rowWith(1))
    await turn()
    expect(goneOf(told)).toEqual([1])
  })

  test('a row that was told long ago is told as gone too', async () => {
    const fake = fakeViews()
    const told = await watchOf(fake, 0)
    for (let seq = 1; seq <= 22_000; seq += 2000) {
      fake.put(...Array.from({ length: 2000 }, (_, n) => rowWith(seq + n)))
      await expect.poll(() => rowsOf(told).length).toBe(seq + 1999)
    }
    fake.remove(5)
    await expect.poll(() => goneOf(told)).toEqual([5])
  })

  test('more changes than are worth telling become one reset, and none of them is read', async () => {
    const fake = fakeViews()
    const told = await watchOf(fake, 0)
    fake.put(...Array.from({ length: 2001 }, (_, n) => rowWith(n + 1)))
    fake.remove(9)
    await turn()
    expect(told).toEqual([{ rows: [], gone: [], reset: true }])
    expect(fake.asked).toEqual([])
  })

  test('so does a change of everything; what comes later is told again', async () => {
    const fake = fakeViews()
    const told = await watchOf(fake, 0)
    fake.tellMany()
    fake.tellMany()
    await expect.poll(() => told).toEqual([{ rows: [], gone: [], reset: true }])
    fake.put(rowWith(7))
    await expect.poll(() => rowsOf(told).map(({ seq }) => seq)).toEqual([7])
  })

  test('a window that takes nothing costs one read, however much happens', async () => {
    const fake = fakeViews()
    const stop = new AbortController()
    const items = watchDeliveries(fake.views, systemClock, { query: '', after: 0, stop: stop.signal })
    const first = items.next()
    await turn()
    for (let seq = 1; seq <= 500; seq++) fake.put(rowWith(seq))
    expect((await first).value).toMatchObject({ reset: false })
    for (let seq = 501; seq <= 1500; seq++) fake.put(rowWith(seq))
    await turn()
    expect(fake.asked).toHaveLength(1)
    stop.abort()
    expect((await items.next()).done).toBe(true)
  })
})
