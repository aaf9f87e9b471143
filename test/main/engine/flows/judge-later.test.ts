import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { childProcesses } from '../../../../src/main/hosting/child-process.ts'
import { plainRequest, replicerRequest } from '../../../support/provider-requests.ts'
import {
  post,
  silentLog,
  startTestEngine,
  type TestEngine,
  type TestEngineOptions,
} from '../../../support/start-engine.ts'
import { manifest, packFiles } from '../providers/pack-folders.ts'

async function start(options: TestEngineOptions = {}): Promise<TestEngine> {
  const t = await startTestEngine(options)
  // The first one of a folder removes it, after those that came later were closed.
  onTestFinished(() => t.remove())
  return t
}

/** A fork whose processes never answer, as if each were busy; `heal` makes the next ones work. */
function stuckFork() {
  const real = childProcesses(silentLog)
  let stuck = true
  const fork: ReturnType<typeof childProcesses> = (file, heapMb) => {
    const child = real(file, heapMb)
    return stuck ? { ...child, post: () => undefined } : child
  }
  return { fork, heal: () => (stuck = false) }
}

function writePack(dataDir: string): void {
  const signature = { kind: 'scheme', scheme: 'hmac', params: { header: 'X-Acme-Signature' } }
  const files = { ...packFiles, 'provider.json': JSON.stringify({ ...manifest, signature }) }
  for (const [path, text] of Object.entries(files)) {
    const file = join(dataDir, 'providers', 'acme', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

const big = (text = 'x') =>
  Buffer.from(JSON.stringify({ event: 'call.ended', id: 'evt_1', text: text.repeat(400 * 1024) }))
const isJudged = ({ verdict, check }: Awaited<ReturnType<TestEngine['newest']>>) =>
  verdict.state !== 'checking' && check.state !== 'checking'

test('a body that is too big to be judged on arrival is answered at once, shown as checking, then judged', async () => {
  const { fork, heal } = stuckFork()
  const before = await start({ ports: { fork } })
  const { dataDir } = before
  const { url, token } = await before.endpoint('replicer', ['live', 's3cret'])
  const good = await before.send(url, replicerRequest(big(), 's3cret'))
  const bad = await before.send(url, replicerRequest(big(), 'other'))
  for (const id of [good, bad]) {
    expect(await before.engine.deliveries.get(id)).toMatchObject({
      verdict: { state: 'checking', reason: 'judged-later' },
      check: { state: 'checking', reason: 'judged-later' },
    })
  }
  expect((await before.api.calls['deliveries.count']({ query: 'verification:checking' })).count).toBe(2)
  await before.close()

  heal()
  const after = await start({ dataDir, ports: { fork } })
  expect((await after.eventually(good, isJudged)).verdict).toMatchObject({
    state: 'verified',
    secret: { label: 'live' },
  })
  expect((await after.eventually(bad, isJudged)).verdict).toMatchObject({ state: 'failed' })
  await after.engine.settled()
  expect((await after.api.calls['deliveries.count']({ query: 'verification:checking' })).count).toBe(0)
  expect((await after.api.calls['deliveries.count']({ query: 'verified:yes' })).count).toBe(1)
  expect(after.engine.endpoints.list()).toMatchObject([{ token, secrets: [{ lastMatchAt: expect.any(Number) }] }])
})

test('a delivery of the user’s own pack is judged by it, in the same run and after a restart', async () => {
  const { fork, heal } = stuckFork()
  const before = await start()
  writePack(before.dataDir)
  await before.api.calls['providers.reload']({})
  const { url } = await before.endpoint('acme', ['live', 's3cret'])
  const request = (body: string) => plainRequest(Buffer.from(body), { 'X-Acme-Event': 'call.ended' })
  const first = await before.send(url, request('{"id":1}'))
  expect(await before.eventually(first, isJudged)).toMatchObject({
    provider: 'acme',
    eventType: 'call.ended',
    verdict: { state: 'failed', reason: 'header-missing' },
    check: { state: 'conforms' },
  })
  const { dataDir } = before
  await before.close()

  const stuck = await start({ dataDir, ports: { fork } })
  const [endpoint] = stuck.engine.endpoints.list()
  const second = await stuck.send(`${stuck.engine.receiverStatus().url}/in/${endpoint?.token}`, request('{"other":1}'))
  expect((await stuck.engine.deliveries.get(second)).check.state).toBe('checking')
  await stuck.close()

  heal()
  const after = await start({ dataDir, ports: { fork } })
  expect(await after.eventually(second, isJudged)).toMatchObject({
    eventType: 'call.ended',
    check: { state: 'differs', issues: [{ kind: 'missing', pointer: '/id' }] },
  })
})

test('more than one page of them, small ones between: each is judged, and a failure is explained', async () => {
  const t = await start()
  writePack(t.dataDir)
  await t.api.calls['providers.reload']({})
  const acme = await t.endpoint('acme')
  const request = plainRequest(Buffer.from('{"id":1}'), { 'X-Acme-Event': 'call.ended' })
  await Promise.all(Array.from({ length: 120 }, () => post(acme.url, request)))
  await expect.poll(async () => (await t.engine.deliveries.count({ query: 'schema:conforms' })).count).toBe(120)

  const { url } = await t.endpoint('replicer', ['live', 's3cret\n'])
  const stop = new AbortController()
  const notices = t.engine.notices.watch(stop.signal)
  const notice = notices.next()
  const id = await t.send(url, replicerRequest(big(), 's3cret'))
  expect((await t.eventually(id, ({ verdict }) => verdict.cause !== undefined)).verdict.cause?.code).toBe('secret-form')
  expect((await notice).value).toMatchObject({ deliveryId: id })
  stop.abort()
})

test('one that is deleted while it waits does not hold up the others', async () => {
  const { fork, heal } = stuckFork()
  const before = await start({ ports: { fork } })
  const { url } = await before.endpoint('replicer', ['live', 's3cret'])
  const gone = await before.send(url, replicerRequest(big(), 's3cret'))
  const stays = await before.send(url, replicerRequest(big(), 's3cret'))
  await before.engine.deliveries.remove([gone])
  await before.close()

  heal()
  const after = await start({ dataDir: before.dataDir, ports: { fork } })
  expect((await after.eventually(stays, isJudged)).verdict.state).toBe('verified')
  await expect(after.engine.deliveries.get(gone)).rejects.toMatchObject({ code: 'not-found' })
  expect(after.lines.filter(({ level }) => level !== 'info')).toEqual([])
})
