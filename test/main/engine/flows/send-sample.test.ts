import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocaltunnelServer, startLocaltunnelServer } from '../../../support/localtunnel-server.ts'
import { startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

let server: LocaltunnelServer
let t: TestEngine
beforeAll(async () => {
  server = await startLocaltunnelServer()
  const tunnel = { driver: 'localtunnel', host: server.url, subdomain: 'my-phone' }
  t = await startTestEngine({ overrides: () => ({ tunnel }) })
  await vi.waitUntil(() => t.engine.tunnelStatus().state === 'online', { timeout: 30_000 })
})
afterAll(async () => {
  await t.remove()
  await server.kill()
})

const endpointWith = (provider: string | null, secret?: string) =>
  t.endpoint(provider, ...(secret === undefined ? [] : [['live', secret] as const]))
const newest = () => t.newest()
const counted = async () => {
  await t.engine.settled()
  return t.engine.deliveries.count({ query: '' })
}

const publicBase = () => `http://my-phone.localhost:${server.port}`

test('through the tunnel: the sample comes by the public name, is verified, and known as a sample', async () => {
  const endpoint = await endpointWith('replicer', 's3cret')
  const result = await t.engine.sendSample({ endpointId: endpoint.id, event: 'call.ended' })
  const url = `${publicBase()}/in/${endpoint.token}`
  expect(result).toEqual({ status: 200, via: 'tunnel', url, signedWith: 'live', problem: null })
  expect(await newest()).toMatchObject({
    sample: true,
    request: { publicUrl: url },
    verdict: { state: 'verified', secret: { label: 'live' } },
  })
})

test('a scheme that signs the URL signs the public one', async () => {
  const endpoint = await endpointWith('twilio', 'the auth token')
  const event = t.engine.catalog.packs().get('twilio')?.samples.keys().next().value ?? ''
  expect(await t.engine.sendSample({ endpointId: endpoint.id, event })).toMatchObject({ status: 200, via: 'tunnel' })
  expect((await newest()).verdict).toMatchObject({ state: 'verified', scheme: 'twilio' })
})

test('an endpoint that detects takes the provider of the order; without one it has to be chosen', async () => {
  const endpoint = await endpointWith(null)
  const order = { endpointId: endpoint.id, event: 'lead.created' }
  await expect(t.engine.sendSample(order)).rejects.toMatchObject({ code: 'bad-input', message: /Choose a provider/ })
  await t.engine.sendSample({ ...order, provider: 'outcallerai' })
  expect(await newest()).toMatchObject({ provider: 'outcallerai', sample: true, verdict: { state: 'unsigned' } })
})

test('without a secret the sample goes unsigned and says so', async () => {
  const endpoint = await endpointWith('replicer')
  expect(await t.engine.sendSample({ endpointId: endpoint.id, event: 'call.ended' })).toMatchObject({
    signedWith: null,
  })
  expect((await newest()).verdict).toMatchObject({ state: 'unverifiable', reason: 'no-secret' })
})

test('the newest active secret signs', async () => {
  const endpoint = await endpointWith('replicer', 'one')
  const { secrets } = t.engine.endpoints
  const { id } = await secrets.add(endpoint.id, 'next', 'two')
  const order = { endpointId: endpoint.id, event: 'call.ended' }
  expect(await t.engine.sendSample(order)).toMatchObject({ signedWith: 'next' })
  await secrets.retire(id, true)
  expect(await t.engine.sendSample(order)).toMatchObject({ signedWith: 'live' })
})

test('with a fault in its signature, where it can be signed and its scheme has the fault', async () => {
  const endpoint = await endpointWith('replicer', 's3cret')
  const order = { endpointId: endpoint.id, event: 'call.ended' }
  expect(await t.engine.sendSample({ ...order, broken: 'header-missing' })).toMatchObject({
    status: 200,
    signedWith: 'live',
  })
  expect((await newest()).verdict).toMatchObject({ state: 'failed', reason: 'header-missing' })
  await expect(t.engine.sendSample({ ...order, broken: 'url-scheme' })).rejects.toMatchObject({ code: 'conflict' })
  const { id } = await endpointWith('replicer')
  await expect(t.engine.sendSample({ ...order, endpointId: id, broken: 'encoding' })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('cannot be signed'),
  })
})

test('an event without a sample, an endpoint that is gone', async () => {
  const endpoint = await endpointWith('replicer')
  const order = { endpointId: endpoint.id, event: 'nothing.happened' }
  await expect(t.engine.sendSample(order)).rejects.toMatchObject({
    code: 'not-found',
    message: 'Replicer has no sample of "nothing.happened".',
  })
  await t.engine.removeEndpoint(endpoint.id)
  await expect(t.engine.sendSample(order)).rejects.toMatchObject({ code: 'not-found' })
})

test.each([
  ['static-header', {}],
  ['static-header', { header: 'X-Own', prefix: 'key ' }],
  ['bearer', {}],
  ['basic', {}],
  ['body-token', {}],
])('a scheme that sends the secret itself (%s %j): no stored sample tells it', async (scheme, params) => {
  const value = 'user:never-shown-again'
  const endpoint = await endpointWith('replicer', value)
  await t.engine.endpoints.update(endpoint.id, { recipe: { scheme, params } })

  const result = await t.engine.sendSample({ endpointId: endpoint.id, event: 'call.ended' })

  const delivery = await newest()
  const { bytes } = await t.engine.deliveries.body(delivery.id, 0, 100_000)
  const shown = [
    JSON.stringify(delivery),
    Buffer.from(bytes).toString(),
    JSON.stringify(await t.engine.explainSignature(delivery.id)),
    JSON.stringify(result),
  ].join()
  for (const form of [value, Buffer.from(value).toString('base64'), 'never-shown']) expect(shown).not.toContain(form)
  expect(delivery).toMatchObject({ sample: true, verdict: { state: 'verified' } })
  // A provider's delivery with the secret itself is another matter: that one came from outside.
  expect(result.signedWith).toBe('Switchhook test key')
})

// The last one: nothing comes through the tunnel any more.
test('a tunnel that delivers nothing: its answer is told, and nothing is stored', async () => {
  const endpoint = await endpointWith('replicer', 's3cret')
  const before = await counted()
  server.forget('my-phone')
  const result = await t.engine.sendSample({ endpointId: endpoint.id, event: 'call.ended' })
  expect(result).toMatchObject({ status: 404, via: 'tunnel' })
  expect(await counted()).toEqual(before)
})
