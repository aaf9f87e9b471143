import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import {
  alloV2Request,
  alteredSample,
  outcallerRequest,
  plainRequest,
  replicerRequest,
  sampleBody,
} from '../../support/provider-requests.ts'
import { post, startApp, startTestEngine, type TestEngine } from '../../support/start-engine.ts'

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

const endpointWith: TestEngine['endpoint'] = (...given) => t.endpoint(...given)
const newest = () => t.newest()

test('a signed delivery is stored byte for byte, verified and found to conform', async () => {
  const endpoint = await endpointWith('replicer', ['not this one', 'x'], ['live', 's3cret'])
  const sent = replicerRequest(sampleBody('replicer', 'call.ended'), 's3cret')

  expect(await post(endpoint.url, sent)).toEqual({ status: 200, text: '{"received":true}' })

  const delivery = await newest()
  expect(delivery.verdict).toMatchObject({ state: 'verified', reason: 'signature-matches', secret: { label: 'live' } })
  expect(delivery.check).toMatchObject({ state: 'conforms', issueCount: 0 })
  expect(delivery.facts).toMatchObject({ provider: 'replicer', eventType: 'call.ended' })
  const { base64, size } = await t.api.calls['deliveries.body']({ id: delivery.id, offset: 0, length: 1 << 20 })
  expect(Buffer.from(base64, 'base64').equals(sent.body)).toBe(true)
  expect(size).toBe(sent.body.byteLength)
  const matched = () =>
    t.engine.endpoints.get(endpoint.id).secrets.map(({ label, lastMatchAt }) => [label, !!lastMatchAt])
  await expect.poll(matched).toEqual([
    ['not this one', false],
    ['live', true],
  ])
})

const replicerBody = () => sampleBody('replicer', 'call.ended')
test.each([
  ['wrong secret', () => replicerRequest(replicerBody(), 'other'), 'signature-mismatch'],
  [
    'altered body',
    () => ({
      ...replicerRequest(replicerBody(), 's3cret'),
      body: alteredSample('replicer', 'call.ended', '12.50', '12.5'),
    }),
    'signature-mismatch',
  ],
  ['missing header', () => plainRequest(replicerBody()), 'header-missing'],
])('a delivery with %s is stored as failed', async (_, make, reason) => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret'])

  expect((await post(endpoint.url, make())).status).toBe(200)

  expect((await newest()).verdict).toMatchObject({ state: 'failed', reason, secret: null })
})

test('an old timestamp is judged at arrival', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const endpoint = await endpointWith('allo-v2', ['live', secret])
  const body = sampleBody('allo-v2', 'call.received')
  await post(endpoint.url, alloV2Request(body, secret, 'msg_1'))
  expect((await newest()).verdict.state).toBe('verified')
  await post(endpoint.url, alloV2Request(body, secret, 'msg_2', new Date(Date.now() - 3_600_000)))

  expect((await newest()).verdict).toMatchObject({ state: 'failed', reason: 'timestamp-too-old' })
})

test('an endpoint without a provider detects it; without a secret nothing is verified', async () => {
  const endpoint = await endpointWith(null)
  await post(endpoint.url, outcallerRequest(sampleBody('outcallerai', 'lead.created')))
  expect(await newest()).toMatchObject({
    provider: 'outcallerai',
    facts: { providerBy: 'detected' },
    verdict: { state: 'unsigned', reason: 'provider-does-not-sign' },
  })
  await post(endpoint.url, replicerRequest(replicerBody(), 'x'))
  expect((await newest()).verdict).toMatchObject({ state: 'unverifiable', reason: 'no-secret' })
  await post(endpoint.url, { headers: { 'Content-Type': 'text/plain' }, body: Buffer.from('hello') })

  expect(await newest()).toMatchObject({
    provider: null,
    verdict: { reason: 'provider-not-detected' },
    check: { state: 'no-schema' },
  })
})

test('a recipe verifies where the pack has no scheme', async () => {
  const endpoint = await endpointWith('oneinbox', ['token', 'abc'])
  const recipe = { scheme: 'static-header', params: { header: 'X-Token' } }
  await t.api.calls['endpoints.update']({ id: endpoint.id, recipe })
  await post(endpoint.url, plainRequest(sampleBody('oneinbox', 'call.started'), { 'X-Token': 'abc' }))

  expect((await newest()).verdict).toMatchObject({ state: 'verified', scheme: 'static-header' })
  await expect(
    (async () => t.api.calls['endpoints.update']({ id: endpoint.id, recipe: { scheme: 'nonsense', params: {} } }))(),
  ).rejects.toMatchObject({ code: 'bad-input' })
})

test('attempts of one event are counted', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret'])
  const sent = replicerRequest(replicerBody(), 's3cret')
  await post(endpoint.url, sent)
  await post(endpoint.url, sent)

  const delivery = await newest()
  expect(delivery.attempt).toBe(2)
  expect(delivery.attemptsDocumented).toBe(6)
  expect(delivery.attempts.map((a) => a.attempt)).toEqual([1, 2])
})

test('a window sees a delivery arrive, its answer and its replay', async () => {
  const app = await startApp()
  const endpoint = await endpointWith('replicer', ['live', 's3cret'])
  await t.api.calls['endpoints.update']({ id: endpoint.id, target: `${app.url}/hooks` })
  const stop = new AbortController()
  const { newest: after } = await t.api.calls['deliveries.count']({ query: '' })
  const watch = t.api.streams['deliveries.watch']({ query: 'type:call.ended', after }, stop.signal)[
    Symbol.asyncIterator
  ]()
  const told = async (fits: (row: DeliveryRow) => boolean): Promise<DeliveryRow> => {
    for (;;) {
      const next = await watch.next()
      if (next.done) throw new Error('the stream ended')
      const row = next.value.rows.find(fits)
      if (row) return row
    }
  }

  const sent = replicerRequest(replicerBody(), 's3cret')
  // Older ones that change are told of too.
  const arrival = told(({ seq }) => seq > after)
  await post(`${endpoint.url}/sub?x=%20y`, sent)
  const { id, ...row } = await arrival
  expect(row).toMatchObject({ eventType: 'call.ended', verification: { state: 'verified' } })
  if (row.answer === null) await told((each) => each.id === id && each.answer?.status === 200)

  const result = await t.api.calls['replays.send']({ id, approve: false })
  expect(result).toMatchObject({ result: 'sent', replay: { status: 200, error: null, number: 1 } })
  const [got] = app.received
  expect(got).toMatchObject({ method: 'POST', url: '/hooks/sub?x=%20y' })
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  expect(hash(got?.body ?? Buffer.alloc(0))).toBe(hash(sent.body))
  expect(got?.headers['x-replicer-signature']).toBe(sent.headers['X-Replicer-Signature'])

  expect((await told((each) => each.id === id && each.replays > 0)).replays).toBe(1)
  stop.abort()
  expect((await watch.next()).done).toBe(true)
  await app.close()
})

test('a replay to another machine asks once', async () => {
  const endpoint = await endpointWith('replicer')
  await post(endpoint.url, plainRequest(replicerBody()))
  const { id } = await newest()
  expect(await t.api.calls['replays.send']({ id, approve: false })).toEqual({ result: 'no-target' })

  const target = 'http://webhooks.invalid:81/x'
  const asked = await t.api.calls['replays.send']({ id, target, approve: false })
  expect(asked).toEqual({ result: 'needs-approval', target, origin: 'http://webhooks.invalid:81' })
  const sent = await t.api.calls['replays.send']({ id, target, approve: true })
  expect(sent).toMatchObject({ result: 'sent', replay: { status: null, error: { code: 'dns' } } })

  expect(t.engine.settings.get().approvedTargets).toEqual(['http://webhooks.invalid:81'])
  expect((await t.api.calls['replays.send']({ id, target, approve: false })).result).toBe('sent')
})

test('an approved replay goes where the question said, whatever path the delivery came by', async () => {
  const endpoint = await endpointWith('replicer')
  await post(`${endpoint.url}/below?a=1`, plainRequest(replicerBody()))
  const { id } = await newest()
  const asked = await t.api.calls['replays.send']({ id, target: 'http://other.invalid/hooks?x=1', approve: false })
  if (asked.result !== 'needs-approval') throw new Error(asked.result)
  const sent = await t.api.calls['replays.send']({ id, target: asked.target, approve: true })

  expect(sent).toMatchObject({ replay: { target: 'http://other.invalid/hooks/below?x=1&a=1' } })
})

test('a sample event is signed, new each time, and told from real deliveries', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret'])
  const order = { endpointId: endpoint.id, event: 'call.ended' }
  const first = await t.api.calls['samples.send'](order)
  const second = await t.api.calls['samples.send'](order)

  expect([first, second]).toMatchObject([
    { status: 200, via: 'receiver', signedWith: 'live', problem: null },
    { status: 200 },
  ])
  expect(await newest()).toMatchObject({
    sample: true,
    attempt: 1,
    verdict: { state: 'verified' },
    check: { state: 'conforms' },
  })
  await post(endpoint.url, replicerRequest(replicerBody(), 's3cret'))
  expect((await newest()).sample).toBe(false)
})

test('everything is there after a restart, and a second engine is turned away', async () => {
  const before = await startTestEngine()
  const { dataDir } = before
  const endpoint = await before.api.calls['endpoints.create']({ name: 'A', provider: 'replicer', target: null })
  await before.api.calls['secrets.add']({ endpointId: endpoint.id, label: 'live', value: 's3cret' })
  const send = (engine: TestEngine) =>
    post(`${engine.engine.receiverStatus().url}/in/${endpoint.token}`, replicerRequest(replicerBody(), 's3cret'))
  await send(before)
  await expect(startTestEngine({ dataDir })).rejects.toMatchObject({ code: 'conflict' })
  await before.close()

  const after = await startTestEngine({ dataDir })
  expect((await after.api.calls['deliveries.count']({ query: '' })).count).toBe(1)
  await send(after)
  await after.engine.settled()
  expect((await after.api.calls['deliveries.count']({ query: 'verified:yes' })).count).toBe(2)
  await after.close()
  rmSync(dataDir, { recursive: true })
})

test('the report shows what was signed without the secret', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret'])
  await post(endpoint.url, replicerRequest(replicerBody(), 'other'))
  const report = await t.api.calls['deliveries.signature']({ id: (await newest()).id })

  expect(report.verification.state).toBe('failed')
  expect(report.expected).toMatchObject([{ label: 'live', matches: false }])
  expect(Buffer.from(report.signedString[0]?.bytes ?? '', 'base64').toString()).toContain('12.50')
  expect(JSON.stringify(report)).not.toContain('s3cret')
})

test('an endpoint that is deleted answers 404 and takes its deliveries along', async () => {
  const endpoint = await endpointWith('replicer')
  await post(endpoint.url, plainRequest(replicerBody()))
  await t.api.calls['endpoints.remove']({ id: endpoint.id })

  expect((await post(endpoint.url, plainRequest(replicerBody()))).status).toBe(404)
  expect((await t.api.calls['deliveries.count']({ query: `endpoint:${endpoint.id}` })).count).toBe(0)
  await expect((async () => t.api.calls['endpoints.remove']({ id: endpoint.id }))()).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('a failed verification is announced, unless the user does not want that', async () => {
  const endpoint = await endpointWith('replicer', ['live', 's3cret'])
  const stop = new AbortController()
  const notices = t.api.streams['host.notices']({}, stop.signal)[Symbol.asyncIterator]()
  let next = notices.next()
  await t.api.calls['settings.update']({ notifyOnFailedVerification: false })
  await post(endpoint.url, replicerRequest(replicerBody(), 'other'))
  const unwanted = (await newest()).id
  // Whether to tell is decided before the cause is looked for.
  await expect.poll(async () => (await t.api.calls['deliveries.get']({ id: unwanted })).verdict.cause).toBeTruthy()
  await t.api.calls['settings.update']({ notifyOnFailedVerification: true })
  await post(endpoint.url, replicerRequest(replicerBody(), 'another'))
  const wanted = (await newest()).id

  // Failures of the tests before may still be told.
  const told: string[] = []
  while (!told.includes(wanted)) {
    const { value } = await next
    expect(value).toMatchObject({ kind: 'verification-failed' })
    told.push(value?.deliveryId ?? '')
    next = notices.next()
  }
  expect(told).not.toContain(unwanted)
  stop.abort()
})
