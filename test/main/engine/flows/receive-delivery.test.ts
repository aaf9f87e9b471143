import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainRequest, replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { RawConnection } from '../../../support/raw-http.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'
import { indexed } from '../store/sample-store.ts'

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

async function endpointFor(provider: string | null = null) {
  const endpoint = await t.engine.endpoints.create({ name: 'A', provider, target: null })
  return { ...endpoint, url: `${t.engine.receiverStatus().url}/in/${endpoint.token}` }
}

const rowsOf = (endpointId: string) => t.engine.store.page({ query: `endpoint:${endpointId}`, limit: 100 })
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('many at once, small and spooled: each is stored once, byte for byte, and the spool is empty', async () => {
  const { id, url } = await endpointFor()
  const bodies = Array.from({ length: 24 }, (_, n) => Buffer.alloc(n % 4 === 0 ? 2_000_000 + n : 100 + n, `body ${n} `))
  const answers = await Promise.all(bodies.map((body) => post(url, plainRequest(body))))
  expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200))

  const rows = await rowsOf(id)
  const stored = []
  for (const row of rows) stored.push(digest((await t.engine.store.body(row.id, 0, 4_000_000)).bytes))
  expect(stored.sort()).toEqual(bodies.map(digest).sort())
  expect(readdirSync(join(t.dataDir, 'spool'))).toEqual([])
})

test('the answer that was given is saved with the delivery, with its times', async () => {
  const { id, url } = await endpointFor()
  await post(url, plainRequest(Buffer.from('{}')))
  await expect.poll(async () => (await rowsOf(id))[0]?.answer).toMatchObject({ status: 200 })
  const [row] = await rowsOf(id)
  const { answerGiven } = await t.engine.store.detail(row?.id ?? '')
  expect(answerGiven).toMatchObject({ status: 200, by: 'rule', body: '{"received":true}' })
  expect(answerGiven?.afterMs).toBeGreaterThanOrEqual(answerGiven?.storedAfterMs ?? Infinity)
})

test('an endpoint that is deleted while a delivery comes in: a bare 404, nothing stored', async () => {
  const { id, token } = await endpointFor()
  const { newest } = await t.engine.store.count('')
  const connection = await RawConnection.open(t.engine.receiverStatus().port)
  await connection.write(`POST /in/${token} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab`)
  await t.engine.removeEndpoint(id)
  await connection.write('cd')
  expect(await connection.answer()).toMatchObject({ status: 404, body: Buffer.alloc(0) })
  expect((await t.engine.store.count('')).newest).toBe(newest)
  connection.reset()
})

test('a delivery that breaks off is kept as far as it came, judged by nothing', async () => {
  const { id, token } = await endpointFor('replicer')
  await t.engine.endpoints.secrets.add(id, 'live', 's3cret')
  const connection = await RawConnection.open(t.engine.receiverStatus().port)
  await connection.write(`POST /in/${token} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"event":`)
  connection.reset()
  await expect.poll(async () => (await rowsOf(id)).length).toBe(1)
  const [row] = await rowsOf(id)
  expect(row).toMatchObject({
    aborted: true,
    size: 9,
    verification: { state: 'unverifiable', reason: 'delivery-incomplete' },
    conformance: { state: 'no-schema' },
    answer: null,
  })
})

test('only the secret that matched is noted, and only a failure is announced', async () => {
  const { id, url } = await endpointFor('replicer')
  await t.engine.endpoints.secrets.add(id, 'old', 'one')
  await t.engine.endpoints.secrets.add(id, 'live', 'two')
  const stop = new AbortController()
  const notices = t.engine.notices.watch(stop.signal)
  const first = notices.next()
  await post(url, replicerRequest(sampleBody('replicer', 'call.ended'), 'two'))
  await post(url, replicerRequest(sampleBody('replicer', 'call.ended'), 'nobody’s'))
  const [failed] = await rowsOf(id)
  expect((await first).value).toMatchObject({ deliveryId: failed?.id, title: 'A: verification failed' })
  const matched = t.engine.endpoints.get(id).secrets.map(({ label, lastMatchAt }) => [label, lastMatchAt !== null])
  expect(matched).toEqual([
    ['old', false],
    ['live', true],
  ])
  stop.abort()
})

test('counted with free text: what the index holds, and no newer than that', async () => {
  const { url } = await endpointFor()
  await post(url, plainRequest(Buffer.from('{"text":"a word like no other: quokka"}')))
  const { newest } = await t.engine.store.count('')
  await indexed(t.engine.store, newest)
  expect(await t.api.calls['deliveries.count']({ query: 'quokka' })).toEqual({ count: 1, newest })
  expect(await t.api.calls['deliveries.count']({ query: 'quokka', through: newest - 1 })).toMatchObject({ count: 0 })
})
