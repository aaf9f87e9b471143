import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { type ProviderRequest, plainRequest, replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

const body = () => sampleBody('replicer', 'call.ended')
const never = new AbortController().signal

const endpointWith: TestEngine['endpoint'] = (...given) => t.endpoint(...given)
const send = (url: string, request: ProviderRequest) => t.send(url, request)
const get = (id: string) => t.api.calls['deliveries.get']({ id })
const eventually: TestEngine['eventually'] = (...given) => t.eventually(...given)

async function recheck(endpointId: string) {
  const items = []
  for await (const item of t.api.streams['deliveries.recheck']({ endpointId }, never)) items.push(item)
  await t.engine.settled()
  return items
}

test('a failed delivery gets its cause in the background, and windows hear of it', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret\n'])
  const { newest } = await t.api.calls['deliveries.count']({ query: '' })
  const stop = new AbortController()
  const watch = t.api.streams['deliveries.watch']({ query: '', after: newest }, stop.signal)[Symbol.asyncIterator]()
  const notices = t.api.streams['host.notices']({}, stop.signal)[Symbol.asyncIterator]()
  const notice = notices.next()
  const id = await send(endpoint.url, replicerRequest(body(), 's3cret'))

  const { verdict } = await eventually(id, (found) => found.verdict.cause !== undefined)
  expect(verdict).toMatchObject({
    state: 'failed',
    reason: 'signature-mismatch',
    cause: { code: 'secret-form' },
  })
  const { deliveryId, body: words } = (await notice).value
  expect(deliveryId).toBe(id)
  // A notice waits for the cause for a moment only, and the thread that looks for it may still be starting.
  expect([verdict.cause?.sentence, verdict.reason].map((why) => `call.ended: ${why}`)).toContain(words)
  let told: DeliveryRow | undefined
  while (told === undefined) {
    const next = await watch.next()
    if (next.done) throw new Error('the stream ended')
    told = next.value.rows.find(({ verification }) => verification.cause !== undefined)
  }
  expect(told).toMatchObject({ id, verification: { state: 'failed', cause: verdict.cause?.sentence } })
  expect(told.seq).toBeGreaterThan(newest)
  const [row] = (await t.api.calls['deliveries.page']({ query: '', skip: 0, limit: 1 })).rows
  expect(row?.verification.cause).toBe(verdict.cause?.sentence)
  stop.abort()
})

test('asked for, the ladder tells cause, evidence and steps; of a good delivery there is none', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret\n'])
  const bad = await send(endpoint.url, replicerRequest(body(), 's3cret'))
  const { ladder } = await t.api.calls['deliveries.explain']({ id: bad })

  expect(ladder).toMatchObject({
    cause: 'secret-form',
    proven: true,
    secret: { label: 'live' },
    fix: { kind: 'secret-form' },
  })
  expect(ladder?.steps.filter(({ outcome }) => outcome === 'matches')).toHaveLength(1)
  expect(JSON.stringify(ladder)).not.toContain('s3cret')

  const good = await send(endpoint.url, replicerRequest(body(), 's3cret\n'))
  expect(await t.api.calls['deliveries.explain']({ id: good })).toEqual({ ladder: null })
  await expect(
    (async () => t.api.calls['changes.apply']({ change: { kind: 'fix', deliveryId: good } }))(),
  ).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('a body that takes long to digest is explained when it is opened, not before', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret\n'])
  const large = Buffer.from(JSON.stringify({ event: 'call.ended', text: 'x'.repeat(1024 * 1024) }))
  const id = await send(endpoint.url, replicerRequest(large, 's3cret'))
  await eventually(id, ({ verdict }) => verdict.state === 'failed')
  const small = await send(endpoint.url, replicerRequest(body(), 's3cret'))
  await eventually(small, (found) => found.verdict.cause !== undefined)
  expect((await get(id)).verdict.cause).toBeUndefined()

  expect(await t.api.calls['deliveries.explain']({ id })).toMatchObject({ ladder: { cause: 'secret-form' } })
  expect((await get(id)).verdict.cause?.code).toBe('secret-form')
})

test('another endpoint’s secret is found, taken over, and the stored deliveries verify from then on', async () => {
  await endpointWith('replicer', ['live', 'the one that signs'])
  const endpoint = await endpointWith('replicer', ['live', 'not that one'])
  const ids = []
  for (let count = 0; count < 3; count++)
    ids.push(await send(endpoint.url, replicerRequest(body(), 'the one that signs')))
  const id = ids[0] ?? ''
  const { ladder } = await t.api.calls['deliveries.explain']({ id })
  expect(ladder).toMatchObject({ cause: 'secret-other', fix: { kind: 'secret' } })

  const used = await t.api.calls['changes.apply']({ change: { kind: 'fix', deliveryId: id } })
  expect(used).toMatchObject({ endpointId: endpoint.id })
  expect(t.engine.endpoints.get(endpoint.id).secrets.map(({ label }) => label)).toEqual(['live', 'from replicer'])

  const progress = await recheck(endpoint.id)
  expect(progress[0]).toMatchObject({ done: 0, total: 3, changed: 0 })
  expect(progress.at(-1)).toMatchObject({ done: 3, total: 3, changed: 3 })
  for (const each of ids) {
    const { verdict } = await get(each)
    expect(verdict).toMatchObject({ state: 'verified', secret: { label: 'from replicer' } })
    expect(verdict.cause).toBeUndefined()
  }
  expect((await recheck(endpoint.id)).at(-1)).toMatchObject({ done: 3, total: 3, changed: 0 })
})

test('a retired secret that matches is restored', async () => {
  const endpoint = await endpointWith('replicer', ['before', 'old'], ['now', 'new'])
  const [before] = t.engine.endpoints.get(endpoint.id).secrets
  await t.api.calls['secrets.retire']({ id: before?.id ?? '', retired: true })
  const id = await send(endpoint.url, replicerRequest(body(), 'old'))
  expect(await t.api.calls['deliveries.explain']({ id })).toMatchObject({ ladder: { cause: 'secret-other' } })
  await t.api.calls['changes.apply']({ change: { kind: 'fix', deliveryId: id } })

  expect(t.engine.endpoints.get(endpoint.id).secrets[0]?.retiredAt).toBeNull()
})

test('a secret with a newline at its end is stored without it and never shown', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret-value\n'])
  const id = await send(endpoint.url, replicerRequest(body(), 's3cret-value'))
  const explained = await t.api.calls['deliveries.explain']({ id })
  expect(explained).toMatchObject({ ladder: { cause: 'secret-form', fix: { kind: 'secret-form' } } })
  const used = await t.api.calls['changes.apply']({ change: { kind: 'fix', deliveryId: id } })
  expect(JSON.stringify([explained, used])).not.toContain('s3cret-value')

  await recheck(endpoint.id)
  expect((await get(id)).verdict.state).toBe('verified')
})

test('a delivery of another provider makes the endpoint that provider’s', async () => {
  const endpoint = await endpointWith('replicer', ['live', 'shpss_1'])
  const digest = createHmac('sha256', 'shpss_1').update(body()).digest('base64')
  const id = await send(endpoint.url, plainRequest(body(), { 'X-Shopify-Hmac-Sha256': digest }))
  const { ladder } = await t.api.calls['deliveries.explain']({ id })
  expect(ladder?.fix).toMatchObject({ kind: 'provider', provider: 'shopify' })
  await t.api.calls['changes.apply']({ change: { kind: 'fix', deliveryId: id } })

  expect(t.engine.endpoints.get(endpoint.id).provider).toBe('shopify')
  await recheck(endpoint.id)
  expect((await get(id)).verdict.state).toBe('verified')
})

test('a recheck that is ended stops there and keeps what it has judged', async () => {
  const endpoint = await endpointWith('replicer', ['live', 'wrong'])
  const request = replicerRequest(body(), 'right')
  await Promise.all(Array.from({ length: 60 }, () => post(endpoint.url, request)))
  await t.api.calls['secrets.add']({ endpointId: endpoint.id, label: 'right', value: 'right' })
  const stop = new AbortController()
  const done: number[] = []
  for await (const progress of t.api.streams['deliveries.recheck']({ endpointId: endpoint.id }, stop.signal)) {
    done.push(progress.done)
    if (progress.done > 0) stop.abort()
  }
  expect(done).toEqual([0, 25])

  await t.engine.settled()
  const verified = await t.api.calls['deliveries.count']({ query: `endpoint:${endpoint.id} verified:yes` })
  expect(verified.count).toBe(25)
  expect((await recheck(endpoint.id)).at(-1)).toMatchObject({ done: 60, total: 60, changed: 35 })
})

test('a recheck judges at the time of arrival, and takes back what verifies no more', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret'])
  const id = await send(endpoint.url, replicerRequest(body(), 's3cret'))
  const [secret] = t.engine.endpoints.get(endpoint.id).secrets
  await t.api.calls['secrets.retire']({ id: secret?.id ?? '', retired: true })
  await recheck(endpoint.id)

  expect((await get(id)).verdict).toMatchObject({ state: 'unverifiable', reason: 'no-secret' })
})

test('the engine closes while failures wait to be explained', async () => {
  const other = await startTestEngine()
  const { id, token } = await other.api.calls['endpoints.create']({ name: 'A', provider: 'replicer', target: null })
  await other.api.calls['secrets.add']({ endpointId: id, label: 'live', value: 'wrong' })
  const url = `${other.engine.receiverStatus().url}/in/${token}`
  await Promise.all(Array.from({ length: 20 }, () => post(url, replicerRequest(body(), 'right'))))

  await other.remove()
})

test('a delivery without the header that each one is documented to carry fails, and there is no scheme to explain it by', async () => {
  const endpoint = await endpointWith('oncallclerk', ['live', 's3cret'])
  const id = await send(
    endpoint.url,
    plainRequest(Buffer.from('{"id":"evt_1","type":"call.started","created":1,"data":{}}')),
  )
  await t.engine.settled()
  expect((await get(id)).verdict).toMatchObject({ state: 'failed', reason: 'header-missing', scheme: null })
  await expect(t.api.calls['deliveries.explain']({ id })).resolves.toBeDefined()
  await expect(t.api.calls['deliveries.signature']({ id })).resolves.toBeDefined()
})
