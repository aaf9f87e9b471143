import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { arrivals, causes } from '../../../../src/main/engine/flows/arrivals.ts'
import { systemClock } from '../../../../src/main/hosting/node-ports.ts'
import { plainRequest, replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { RawConnection } from '../../../support/raw-http.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'
import { fakeViews, rowWith } from './fake-views.ts'

function collect<T>(items: AsyncGenerator<T>): T[] {
  const told: T[] = []
  void (async () => {
    for await (const item of items) told.push(item)
  })()
  return told
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  return stop.signal
}

describe('on a running engine', () => {
  let t: TestEngine
  beforeAll(async () => {
    t = await startTestEngine()
  })
  afterAll(() => t.remove())

  test('each delivery once, in order, with its answer, and none from before', async () => {
    const { url, id: endpointId } = await t.endpoint(null)
    await t.send(url, plainRequest(Buffer.from('before')))
    const after = await t.engine.through()
    const told = collect(t.engine.arrivals(after, stopSignal()))
    await Promise.all(Array.from({ length: 150 }, (_, n) => post(url, plainRequest(Buffer.from(`${n}`)))))
    await expect.poll(() => told.length).toBe(150)
    const page = () => t.engine.deliveries.page({ query: `endpoint:${endpointId}`, limit: 200 })
    const ids = (await page()).map(({ id }) => id).reverse()
    expect(told.map(({ id }) => id)).toEqual(ids.slice(1))

    // As an answer is not waited for long, some were told without theirs if the machine is busy. It is there by now.
    await expect.poll(async () => (await page()).every(({ answer }) => answer !== null)).toBe(true)
    const again = collect(t.engine.arrivals(after, stopSignal()))
    await expect.poll(() => again.length).toBe(150)
    expect(again.map(({ id, answer }) => [id, answer?.status])).toEqual(ids.slice(1).map((id) => [id, 200]))
  })

  test('one that broke off is told without an answer', async () => {
    const { token } = await t.endpoint(null)
    const told = collect(t.engine.arrivals(await t.engine.through(), stopSignal()))
    const connection = await RawConnection.open(t.engine.receiverStatus().port)
    await connection.write(`POST /in/${token} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly a part`)
    connection.reset()
    await expect.poll(() => told).toMatchObject([{ aborted: true, answer: null }])
  })

  test('a cause is told after the delivery, once; a delivery that is deleted meanwhile ends nothing', async () => {
    const endpoint = await t.endpoint('replicer', ['live', 's3cret\n'])
    const events: string[] = []
    const signal = stopSignal()
    const after = await t.engine.through()
    void (async () => {
      for await (const { id } of t.engine.arrivals(after, signal)) events.push(`arrived ${id}`)
    })()
    void (async () => {
      for await (const { deliveryId, cause } of t.engine.causes(after, signal))
        events.push(`${cause.code} ${deliveryId}`)
    })()
    const failing = () => replicerRequest(sampleBody('replicer', 'call.ended'), 's3cret')
    const first = await t.send(endpoint.url, failing())
    await expect.poll(() => events).toEqual([`arrived ${first}`, `secret-form ${first}`])
    const gone = await t.send(endpoint.url, failing())
    await t.engine.deliveries.remove([gone])
    const last = await t.send(endpoint.url, failing())
    await expect.poll(() => events).toContain(`secret-form ${last}`)
    expect(events.indexOf(`arrived ${last}`)).toBeLessThan(events.indexOf(`secret-form ${last}`))
    expect(events.filter((event) => event.endsWith(first))).toHaveLength(2)
  })
})

describe('whatever the views tell', () => {
  test('causes of a batch that is told as "many" are told one by one, in pages', async () => {
    const fake = fakeViews()
    const told = collect(causes(fake.views, (seq) => `dlv_${seq}`, 0, stopSignal()))
    fake.findCauses(250)
    fake.tellMany()
    await expect.poll(() => told.map(({ seq }) => seq)).toEqual(Array.from({ length: 250 }, (_, n) => n + 1))
    expect(told[7]).toMatchObject({ deliveryId: 'dlv_8', deliverySeq: 8, cause: { code: 'no-match' } })
  })

  test('a fault while causes are read is told, not swallowed', async () => {
    const fake = fakeViews()
    const items = causes(fake.views, String, 0, stopSignal())
    fake.breakReading(new Error('the log cannot be read'))
    await expect(items.next()).rejects.toThrow('the log cannot be read')
  })

  const turn = () => new Promise((resolve) => setTimeout(resolve, 60))

  test('one whose answer is not known yet holds back those behind it, but not for long', async () => {
    const fake = fakeViews()
    let now = 1000
    const told = collect(arrivals(fake.views, { ...systemClock, now: () => now }, 0, stopSignal()))
    const receivedAt = now
    fake.put(rowWith(1), rowWith(2, { answer: null, receivedAt }), rowWith(3))
    await turn()
    expect(told.map(({ seq }) => seq)).toEqual([1])
    fake.put(rowWith(2, { receivedAt }))
    await expect.poll(() => told.map(({ seq }) => seq)).toEqual([1, 2, 3])

    fake.put(rowWith(4, { answer: null, receivedAt }), rowWith(5))
    await turn()
    expect(told).toHaveLength(3)
    now += 300
    await expect
      .poll(() => told.map(({ seq, answer }) => [seq, answer?.status]).slice(3))
      .toEqual([
        [4, undefined],
        [5, 200],
      ])
  })

  test('one that was deleted before it was told is passed over', async () => {
    const fake = fakeViews()
    const told = collect(arrivals(fake.views, systemClock, 0, stopSignal()))
    fake.put(rowWith(1, { answer: null, receivedAt: systemClock.now() }), rowWith(2))
    fake.remove(1)
    await expect.poll(() => told.map(({ seq }) => seq)).toEqual([2])
  })

  test('a reader that takes its time gets all of them, page after page', async () => {
    const fake = fakeViews()
    const items = arrivals(fake.views, systemClock, 0, stopSignal())
    fake.put(...Array.from({ length: 250 }, (_, n) => rowWith(n + 1)))
    const seqs: number[] = []
    for await (const { seq } of items) {
      seqs.push(seq)
      if (seqs.length === 50) fake.put(rowWith(251))
      if (seq === 251) break
    }
    expect(seqs).toEqual(Array.from({ length: 251 }, (_, n) => n + 1))
    expect(fake.asked).toHaveLength(3)
  })

  test('stopping ends both, also in the middle of a wait', async () => {
    const fake = fakeViews()
    const stop = new AbortController()
    const both = [arrivals(fake.views, systemClock, 0, stop.signal), causes(fake.views, String, 0, stop.signal)]
    const next = both.map((items) => items.next())
    fake.put(rowWith(1, { answer: null, receivedAt: systemClock.now() }))
    stop.abort()
    expect(await Promise.all(next)).toMatchObject([{ done: true }, { done: true }])
  })
})
