import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { alloV2Request, sampleBody } from '../../../support/provider-requests.ts'
import { post, startApp, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

const secret = `whsec_${Buffer.from('attempts of one event, signed').toString('base64')}`
const body = sampleBody('allo-v2', 'call.received')
const minute = 60_000

let t: TestEngine
let app: Awaited<ReturnType<typeof startApp>>
let endpoint: Awaited<ReturnType<TestEngine['endpoint']>>
beforeAll(async () => {
  t = await startTestEngine()
  app = await startApp()
  endpoint = await t.endpoint('allo-v2', ['main', secret])
  await t.engine.endpoints.update(endpoint.id, { target: app.url })
})
afterAll(async () => {
  await t.remove()
  await app.close()
})

/** An attempt of an event, signed now and sent over a socket; resolves with the delivery once it was answered. */
async function attempt(event: string, minutesAgo = 0, bytes = body) {
  const signed = alloV2Request(bytes, secret, event, new Date(Date.now() - minutesAgo * minute))
  const id = await t.send(endpoint.url, signed)
  return t.eventually(id, ({ answer }) => answer !== null)
}

const page = (query: string) => t.api.calls['deliveries.page']({ query, grouped: true, skip: 0, limit: 100 })
const count = (query: string, grouped: boolean) => t.api.calls['deliveries.count']({ query, grouped })

test('deliveries of one event id are its attempts: numbered, compared, and one row among the events', async () => {
  const first = await attempt('msg_1', 2)
  const second = await attempt('msg_1', 1)
  expect(second).toMatchObject({
    attempt: 2,
    acceptedBefore: true,
    attempts: [{ attempt: 1, status: 200 }, { attempt: 2 }],
  })
  expect(second.sinceAttemptMs).toBe(second.receivedAt - first.receivedAt)

  const { changes } = await t.api.calls['deliveries.attemptChanges']({ id: second.id })
  expect(changes).toMatchObject({
    since: { id: first.id, attempt: 1 },
    request: [],
    reordered: false,
    body: { state: 'same' },
  })
  expect(changes?.headers.map(({ name }) => name)).toEqual(['webhook-timestamp', 'webhook-signature'])
  expect(await t.api.calls['deliveries.attemptChanges']({ id: first.id })).toEqual({ changes: null })

  const { rows } = await page('event:msg_1')
  expect(rows).toMatchObject([{ seq: first.seq, id: second.id, receivedAt: first.receivedAt, event: { attempts: 2 } }])
  const { rows: attempts, total } = await t.api.calls['deliveries.attempts']({ seq: second.seq })
  expect([attempts.map(({ id }) => id), total]).toEqual([[first.id, second.id], 2])
})

test('events and deliveries are counted apart, and an event fits by any of its attempts', async () => {
  const altered = Buffer.from(body.toString().replace('{', '{ '))
  await attempt('msg_2', 3)
  await attempt('msg_2', 2, altered)
  await attempt('msg_3')
  const wrong = alloV2Request(body, secret, 'msg_3')
  await post(endpoint.url, { ...wrong, headers: { ...wrong.headers, 'webhook-signature': 'v1,nonsense' } })
  await t.engine.settled()
  const all = [await count('', false), await count('', true)].map((each) => each.count)
  expect(all[0]! - all[1]!).toBe(3)
  const failed = await page('verification:failed')
  expect(failed.rows).toMatchObject([{ event: { attempts: 2 }, verification: { state: 'failed' } }])
  expect((await count('verification:failed', true)).count).toBe(1)
})

test('a window that watches events is told of an attempt as a change of its event', async () => {
  const first = await attempt('msg_4', 1)
  const { newest } = await count('', true)
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const told: DeliveryRow[] = []
  const gone: number[] = []
  void (async () => {
    const order = { query: '', after: newest, grouped: true, stop: stop.signal }
    for await (const item of t.engine.watchDeliveries(order)) {
      told.push(...item.rows)
      gone.push(...item.gone)
    }
  })()
  const second = await attempt('msg_4')
  await expect
    .poll(() => told.findLast(({ seq }) => seq === first.seq))
    .toMatchObject({ id: second.id, attempt: 2, answer: { status: 200 }, event: { attempts: 2, lastSeq: second.seq } })
  expect(told.map(({ seq }) => seq)).not.toContain(second.seq)

  await t.engine.deliveries.remove([first.id])
  await expect.poll(() => gone).toContain(first.seq)
  await expect.poll(() => told.at(-1)).toMatchObject({ seq: second.seq, attempt: 1, event: { attempts: 1 } })
})

test('answer times of the endpoint: live, and of the targets of replays but for those in slow motion', async () => {
  const { id } = await attempt('msg_5')
  const replay = async (slowMs?: number) => {
    const result = await t.api.calls['replays.send']({ id, approve: false, ...(slowMs !== undefined && { slowMs }) })
    if (result.result !== 'sent') throw new Error(result.result)
    return result.replay
  }
  expect((await replay()).slow).toBeUndefined()
  const slow = await replay(120)
  expect(slow).toMatchObject({ status: 200, slow: { overMs: 120 } })
  expect(slow.timing.totalMs).toBeGreaterThan(110)
  expect(app.received.at(-1)?.body.equals(body)).toBe(true)
  await t.engine.settled()
  const { series } = await t.api.calls['endpoints.answerTimes']({ id: endpoint.id, hours: 1 })
  expect(series.map(({ target }) => target)).toEqual([null, `${app.url}/`])
  expect(series[0]).toMatchObject({ deadlinesMs: [20_000], all: { late: 0 } })
  expect(series[0]!.all.count).toBeGreaterThan(5)
  expect(series[1]!.all.count).toBe(1)
})
