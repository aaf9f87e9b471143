import { createHmac } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProviderManifestInput } from '#shared/model/provider-pack.ts'
import type { WatchItem } from '../../../../src/main/engine/flows/watch.ts'
import { type ProviderRequest, plainRequest, replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../../support/start-engine.ts'
import { manifest, packFiles } from '../providers/pack-folders.ts'

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

const never = new AbortController().signal

const endpointWith = (provider: string | null, secret: string) => t.endpoint(provider, ['live', secret])
const send = (url: string, request: ProviderRequest) => t.send(url, request)
const get = (id: string) => t.api.calls['deliveries.get']({ id })
const count = async (query: string) => (await t.api.calls['deliveries.count']({ query })).count

async function recheck(endpointId: string) {
  let last = { done: 0, total: 0, changed: 0 }
  for await (const item of t.api.streams['deliveries.recheck']({ endpointId }, never)) last = item
  await t.engine.settled()
  return last
}

function githubRequest(event: string, secret: string, guid: string): ProviderRequest {
  const body = sampleBody('github', event)
  const digest = createHmac('sha256', secret).update(body).digest('hex')
  return plainRequest(body, {
    'X-GitHub-Event': event,
    'X-GitHub-Delivery': guid,
    'X-Hub-Signature-256': `sha256=${digest}`,
  })
}

test('after the endpoint was made another provider’s, its deliveries are read as if they arrived there', async () => {
  const { id: endpointId, url } = await endpointWith('replicer', 'gh-secret')
  const first = await send(url, githubRequest('issues', 'gh-secret', 'guid-1'))
  const again = await send(url, githubRequest('issues', 'gh-secret', 'guid-1'))
  expect(await get(first)).toMatchObject({
    provider: 'replicer',
    eventType: null,
    attempt: 1,
    verdict: { state: 'failed' },
  })
  const { ladder } = await t.api.calls['deliveries.explain']({ id: first })
  expect(ladder?.fix).toMatchObject({ kind: 'provider', provider: 'github' })

  await t.api.calls['changes.apply']({ change: { kind: 'fix', deliveryId: first } })
  expect(await recheck(endpointId)).toMatchObject({ done: 2, total: 2, changed: 2 })
  const arrived = await get(await send(url, githubRequest('issues', 'gh-secret', 'guid-1')))
  expect(arrived).toMatchObject({ provider: 'github', eventType: 'issues', verdict: { state: 'verified' }, attempt: 3 })
  const { provider, eventType, summary, verification, conformance, deadlineMs, attemptsDocumented } = arrived
  for (const [id, attempt] of [
    [first, 1],
    [again, 2],
  ] as const) {
    expect(await get(id)).toMatchObject({
      ...{ provider, eventType, summary, verification, conformance, deadlineMs, attemptsDocumented, attempt },
      facts: arrived.facts,
      verdict: arrived.verdict,
      check: arrived.check,
      attempts: [{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }],
    })
  }
  expect(await count(`endpoint:${endpointId} provider:github type:issues`)).toBe(3)
  expect(await recheck(endpointId)).toMatchObject({ done: 3, total: 3, changed: 0 })
})

test('windows hear of every row that changed: where it fits now, and where it fits no more', async () => {
  const { id: endpointId, url } = await endpointWith('replicer', 'gh-secret')
  const id = await send(url, githubRequest('issues', 'gh-secret', 'guid-2'))
  await t.api.calls['endpoints.update']({ id: endpointId, provider: null })
  const { seq } = await get(id)
  const stop = new AbortController()
  const watch = (query: string) =>
    t.api.streams['deliveries.watch']({ query, after: seq }, stop.signal)[Symbol.asyncIterator]()
  const fitting = watch(`endpoint:${endpointId} type:issues`)
  const failing = watch('verification:failed')
  const told = async (items: typeof fitting, fits: (item: WatchItem) => boolean): Promise<WatchItem> => {
    for (;;) {
      const next = await items.next()
      if (next.done) throw new Error('the stream ended')
      if (fits(next.value)) return next.value
    }
  }
  const [nowFits, noLonger] = await Promise.all([
    told(fitting, ({ rows }) => rows.length > 0),
    told(failing, ({ gone }) => gone.length > 0),
    recheck(endpointId),
  ])
  expect(nowFits).toMatchObject({ rows: [{ id, provider: 'github' }], gone: [], reset: false })
  expect(noLonger).toMatchObject({ rows: [], gone: [seq], reset: false })
  stop.abort()
})

test('the evidence of a delivery is read with the provider of now, before it is checked again', async () => {
  const { id: endpointId, url } = await endpointWith('replicer', 'gh-secret')
  const id = await send(url, githubRequest('issues', 'gh-secret', 'guid-3'))
  await t.api.calls['endpoints.update']({ id: endpointId, provider: null })
  const { verification } = await t.api.calls['deliveries.signature']({ id })
  expect(verification.state).toBe('verified')
  expect((await get(id)).verdict.state).toBe('failed')
})

test('a verdict that stays keeps its cause while the rest of the row is read again', async () => {
  const { id: endpointId, url } = await endpointWith('replicer', 'wrong')
  const id = await send(url, replicerRequest(sampleBody('replicer', 'call.ended'), 's3cret'))
  await t.api.calls['deliveries.explain']({ id })
  const { cause } = (await get(id)).verdict
  await t.api.calls['endpoints.update']({ id: endpointId, provider: null })
  expect(await recheck(endpointId)).toMatchObject({ changed: 1 })

  expect(await get(id)).toMatchObject({ facts: { providerBy: 'detected' }, verdict: { state: 'failed', cause } })
  expect(cause).toBeDefined()
})

test('a set-up request stays what it was answered as', async () => {
  const { id: endpointId, url } = await endpointWith('github', 'gh-secret')
  const id = await send(url, githubRequest('ping', 'gh-secret', 'guid-4'))
  const { handshake, facts, verdict, check } = await get(id)
  expect(handshake).toBe('GitHub ping')
  await t.api.calls['endpoints.update']({ id: endpointId, provider: 'replicer' })

  expect(await recheck(endpointId)).toMatchObject({ done: 1, total: 1, changed: 0 })
  expect(await get(id)).toMatchObject({ handshake, facts, verdict, check })
})

test('a set-up request that is signed is judged with the secret of now, one that is not stays as it is', async () => {
  const { id: endpointId, url } = await endpointWith('github', 'wrong')
  const signed = await send(url, githubRequest('ping', 'gh-secret', 'guid-5'))
  const unsigned = await send(url, plainRequest(sampleBody('github', 'ping'), { 'X-GitHub-Event': 'ping' }))
  expect((await get(signed)).verdict.state).toBe('failed')
  await t.api.calls['secrets.add']({ endpointId, label: 'right', value: 'gh-secret' })

  expect(await recheck(endpointId)).toMatchObject({ done: 2, total: 2, changed: 1 })
  expect(await get(signed)).toMatchObject({ handshake: 'GitHub ping', verdict: { state: 'verified' } })
  expect((await get(unsigned)).verdict).toMatchObject({ state: 'unsigned', reason: 'handshake' })
})

test('a sample that was signed with a test key verifies by it still', async () => {
  const { id: endpointId } = await t.api.calls['endpoints.create']({ name: 'A', provider: 'replicer', target: null })
  const recipe = { scheme: 'public-key', params: { algorithm: 'ed25519', header: 'X-Sig' } }
  await t.api.calls['endpoints.update']({ id: endpointId, recipe })
  await t.api.calls['samples.send']({ endpointId, event: 'call.ended' })
  await t.api.calls['endpoints.update']({ id: endpointId, provider: 'github' })
  expect(await recheck(endpointId)).toMatchObject({ done: 1, changed: 1 })

  const [row] = (await t.api.calls['deliveries.page']({ query: '', skip: 0, limit: 1 })).rows
  expect(row).toMatchObject({ sample: true, provider: 'github', verification: { state: 'verified' } })
})

function writePack(change: Partial<ProviderManifestInput>, schema: unknown): void {
  const files = { ...packFiles, 'provider.json': JSON.stringify({ ...manifest, ...change }) }
  const folder = join(t.dataDir, 'providers', 'acme')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), path.endsWith('.schema.json') ? JSON.stringify(schema) : text)
  }
}

test('a pack of the user that was edited and read again: schema, event and deadline follow', async () => {
  writePack({}, { type: 'object', required: ['id'] })
  await t.api.calls['providers.reload']({})
  const { id: endpointId, url } = await endpointWith('acme', 's3cret')
  const acme = (value: unknown) =>
    plainRequest(Buffer.from(JSON.stringify(value)), { 'X-Acme-Event': 'call.ended', 'X-Acme-Id': 'evt-1' })
  const short = await send(url, acme({ id: 1 }))
  const whole = await send(url, acme({ id: 1, ended: true }))
  for (const id of [short, whole]) await t.eventually(id, ({ check }) => check.state !== 'checking')
  expect((await get(short)).check).toMatchObject({ state: 'conforms', documentedFields: 0 })

  writePack({}, { type: 'object', required: ['id', 'ended'] })
  await t.api.calls['providers.reload']({})
  expect(await recheck(endpointId)).toMatchObject({ done: 2, total: 2, changed: 1 })
  expect(await get(short)).toMatchObject({
    conformance: { state: 'differs', issues: 1 },
    check: { issues: [{ kind: 'missing', pointer: '/ended' }] },
  })
  expect((await get(whole)).check.state).toBe('conforms')

  const delivery = { deadlineMs: 3000, retryDelaysMs: [1000], attempts: 2, note: 'Twice.' }
  writePack({ eventId: { header: 'X-Acme-Id' }, delivery }, { type: 'object', required: ['id', 'ended'] })
  await t.api.calls['providers.reload']({})
  expect(await recheck(endpointId)).toMatchObject({ changed: 2 })
  expect(await get(short)).toMatchObject({ facts: { eventId: 'evt-1' }, deadlineMs: 3000, attempt: 1 })
  expect(await get(whole)).toMatchObject({ attempt: 2, attemptsDocumented: 2 })

  rmSync(join(t.dataDir, 'providers', 'acme'), { recursive: true })
  await t.api.calls['providers.reload']({})
  await recheck(endpointId)
  expect(await get(whole)).toMatchObject({ provider: null, eventType: null, deadlineMs: null, attempt: 1 })
})

test('a large body, which is stored as a file, is read again too', async () => {
  const { id: endpointId, url } = await endpointWith('replicer', 'right')
  const body = Buffer.from(JSON.stringify({ event: 'call.ended', id: 'evt', text: 'x'.repeat(2 * 1024 * 1024) }))
  const id = await send(url, replicerRequest(body, 'right'))
  await t.eventually(id, ({ verdict }) => verdict.state === 'verified')
  await t.api.calls['endpoints.update']({ id: endpointId, provider: null })
  expect(await recheck(endpointId)).toMatchObject({ done: 1, total: 1, changed: 1 })
  expect(await get(id)).toMatchObject({ facts: { providerBy: 'detected' }, verdict: { state: 'verified' } })
})
