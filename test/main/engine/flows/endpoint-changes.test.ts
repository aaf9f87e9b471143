import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EndpointChange, RecheckProgress } from '#shared/model/endpoint-change.ts'
import { replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

/** Changes of an endpoint: what they would do to the stored deliveries, doing it, and taking it back. */

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

const never = new AbortController().signal
const body = sampleBody('replicer', 'call.ended')
const good = replicerRequest(body, 's3cret')
/** Signed in Base64 where hex is documented. */
const odd = (() => {
  const hex = good.headers['X-Replicer-Signature'] ?? ''
  const digest = Buffer.from(hex.replace(/^sha256=/, ''), 'hex').toString('base64')
  return { ...good, headers: { ...good.headers, 'X-Replicer-Signature': digest } }
})()

async function last(steps: AsyncIterable<RecheckProgress>): Promise<RecheckProgress> {
  let item: RecheckProgress | null = null
  for await (const step of steps) item = step
  await t.engine.settled()
  if (item === null) throw new Error('nothing was told')
  return item
}
const preview = (change: EndpointChange) => last(t.api.streams['changes.preview']({ change }, never))
const apply = async (change: EndpointChange) => (await t.api.calls['changes.apply']({ change })).undo
const recheck = (endpointId: string) => last(t.api.streams['deliveries.recheck']({ endpointId }, never))
const undo = (id: string) => last(t.api.streams['changes.undo']({ undo: id }, never))
const get = async (id: string) => t.api.calls['deliveries.get']({ id })
const states = async (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await get(id)).verdict.state as string))

async function endpointWithDeliveries() {
  const endpoint = await t.endpoint('replicer', ['live', 's3cret'])
  const ids = [
    await t.send(endpoint.url, good),
    await t.send(endpoint.url, good),
    await t.send(endpoint.url, good),
    await t.send(endpoint.url, odd),
  ]
  expect(await states(ids)).toEqual(['verified', 'verified', 'verified', 'failed'])
  return { endpoint, ids, oddId: ids[3]! }
}

test('a fix for one odd delivery tells what it does to the others, and is taken back with all verdicts', async () => {
  const { endpoint, ids, oddId } = await endpointWithDeliveries()
  const fix = { kind: 'fix', deliveryId: oddId } as const
  await t.api.calls['deliveries.explain']({ id: oddId })
  await t.engine.settled()
  const before = await Promise.all(ids.map(get))

  expect(await preview(fix)).toEqual({
    ...{ done: 4, total: 4, changed: 4 },
    verdicts: { verified: 1, failed: 3, unchecked: 0 },
  })
  expect(t.engine.endpoints.get(endpoint.id).recipe).toBeNull()
  expect((await Promise.all(ids.map(get))).map(({ verdict }) => verdict)).toEqual(before.map(({ verdict }) => verdict))

  const way = await apply(fix)
  expect(t.engine.endpoints.get(endpoint.id).recipe).not.toBeNull()
  expect(await recheck(endpoint.id)).toMatchObject({ verdicts: { verified: 1, failed: 3, unchecked: 0 } })
  expect(await states(ids)).toEqual(['failed', 'failed', 'failed', 'verified'])
  const since = await t.send(endpoint.url, good)
  expect(await states([since])).toEqual(['failed'])

  expect(await undo(way)).toMatchObject({ done: 5, verdicts: { verified: 4, failed: 1, unchecked: 0 } })
  expect(t.engine.endpoints.get(endpoint.id).recipe).toBeNull()
  for (const [index, { facts, verdict, check }] of before.entries()) {
    expect(await get(ids[index]!)).toMatchObject({ facts, verdict, check })
  }
  expect(await states([since])).toEqual(['verified'])
  expect(await states([await t.send(endpoint.url, good)])).toEqual(['verified'])
})

test('an undo brings back the verdicts of then, not those of today', async () => {
  const { endpoint, ids } = await endpointWithDeliveries()
  const [live] = endpoint.secrets
  // Retired without a check: what it verified stays verified.
  await apply({ kind: 'retire', secretIds: [live!.id], retired: true })
  const way = await apply({ kind: 'provider', endpointId: endpoint.id, provider: 'github' })
  await recheck(endpoint.id)
  expect(await states(ids)).toEqual(Array(4).fill('unverifiable'))

  expect(await undo(way)).toMatchObject({ changed: 4 })
  expect(await states(ids)).toEqual(['verified', 'verified', 'verified', 'failed'])
})

test('retiring the only secret: nothing could be checked any more', async () => {
  const { endpoint, ids } = await endpointWithDeliveries()
  const secretIds = endpoint.secrets.map(({ id }) => id)
  expect(await preview({ kind: 'retire', secretIds, retired: true })).toMatchObject({
    changed: 4,
    verdicts: { verified: 0, failed: 0, unchecked: 4 },
  })
  const way = await apply({ kind: 'retire', secretIds, retired: true })
  expect(t.engine.endpoints.get(endpoint.id).secrets[0]?.retiredAt).not.toBeNull()
  await undo(way)
  expect(t.engine.endpoints.get(endpoint.id).secrets[0]?.retiredAt).toBeNull()
  expect(await states(ids)).toEqual(['verified', 'verified', 'verified', 'failed'])
})

test('removing a recipe, and changing the provider', async () => {
  const { endpoint } = await endpointWithDeliveries()
  const recipe = { scheme: 'hmac', params: { header: 'X-Replicer-Signature', encoding: 'base64' } }
  await t.api.calls['endpoints.update']({ id: endpoint.id, recipe })
  await recheck(endpoint.id)
  expect(await preview({ kind: 'recipe', endpointId: endpoint.id, recipe: null })).toMatchObject({
    verdicts: { verified: 3 },
  })
  expect(await preview({ kind: 'provider', endpointId: endpoint.id, provider: null })).toMatchObject({
    verdicts: { verified: 0, failed: 0 },
  })
})

test('after another change of the endpoint, the first one is not taken back over it', async () => {
  const { endpoint } = await endpointWithDeliveries()
  const way = await apply({ kind: 'provider', endpointId: endpoint.id, provider: 'github' })
  await t.api.calls['endpoints.update']({ id: endpoint.id, provider: 'shopify' })
  await expect(undo(way)).rejects.toMatchObject({ code: 'conflict' })
  expect(t.engine.endpoints.get(endpoint.id).provider).toBe('shopify')

  // Its name is no part of it.
  await t.api.calls['endpoints.update']({ id: endpoint.id, provider: 'github', name: 'Other' })
  await undo(way)
  expect(t.engine.endpoints.get(endpoint.id)).toMatchObject({ provider: 'replicer', name: 'Other' })
  await expect(undo(way)).rejects.toMatchObject({ code: 'not-found' })
})

test('a change that cannot be made is refused before anything is judged', async () => {
  const { endpoint, ids } = await endpointWithDeliveries()
  const recipe = { scheme: 'hmac', params: { encoding: 'base63' } }
  await expect(preview({ kind: 'recipe', endpointId: endpoint.id, recipe })).rejects.toMatchObject({
    code: 'bad-input',
  })
  await expect(preview({ kind: 'provider', endpointId: endpoint.id, provider: 'nobody' })).rejects.toMatchObject({
    code: 'bad-input',
  })
  await expect(preview({ kind: 'fix', deliveryId: ids[0]! })).rejects.toMatchObject({ code: 'conflict' })
})

test('a preview that is ended stops there', async () => {
  const endpoint = await t.endpoint('replicer', ['live', 's3cret'])
  for (let count = 0; count < 30; count++) await t.send(endpoint.url, good)
  const stop = new AbortController()
  const seen: number[] = []
  const change = { kind: 'provider', endpointId: endpoint.id, provider: null } as const
  for await (const { done } of t.api.streams['changes.preview']({ change }, stop.signal)) {
    seen.push(done)
    if (done === 25) stop.abort()
  }
  expect(seen).toEqual([0, 25])
})

test('removing a secret tells first what it does, and comes back with the verdicts', async () => {
  const { endpoint, ids } = await endpointWithDeliveries()
  const info = () => t.engine.endpoints.secrets.info(endpoint.id)
  const [live] = info()
  const change = { kind: 'remove-secret', secretId: live?.id ?? '' } as const

  expect((await preview(change)).verdicts).toMatchObject({ unchecked: 4 })
  const back = await apply(change)
  await recheck(endpoint.id)
  expect(await states(ids)).toEqual(['unverifiable', 'unverifiable', 'unverifiable', 'unverifiable'])
  expect(info()).toEqual([])

  await undo(back)
  expect(await states(ids)).toEqual(['verified', 'verified', 'verified', 'failed'])
  expect(info()).toEqual([{ ...live, lastMatchAt: expect.anything() }])
})
