import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { closedPort } from '../../../support/forward-targets.ts'
import { post, startTestEngine, type TestEngine, type TestEngineOptions } from '../../../support/start-engine.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function engine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const started = await startTestEngine(options)
  endings.push(() => started.remove())
  return started
}

/** An app on a port of its own choice, that may come and go. */
async function app(port: number, status: () => number = () => 200) {
  const bodies: string[] = []
  const server: Server = createServer((incoming, response) => {
    let body = ''
    incoming
      .on('data', (piece) => (body += piece))
      .on('end', () => {
        bodies.push(body)
        response.writeHead(status()).end(`got ${body}`)
      })
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  endings.push(close)
  return { bodies, close, port: (server.address() as AddressInfo).port }
}

async function queueing(test: TestEngine, port: number) {
  const endpoint = await test.endpoint(null)
  await test.api.calls['forwards.set']({
    endpointId: endpoint.id,
    mode: 'forward',
    target: `http://127.0.0.1:${port}/hooks`,
    forward: { storeAndForward: true },
    approve: false,
  })
  return { endpoint, send: (n: number) => post(endpoint.url, { headers: {}, body: Buffer.from(`${n}`) }) }
}

const waiting = async ({ engine }: TestEngine) => {
  await engine.settled()
  return (await engine.endpointStatuses())[0]!.forwarding.waiting
}

/** Deliveries in the order of their arrival. */
async function deliveries({ engine }: TestEngine) {
  await engine.settled()
  const rows = await engine.deliveries.page({ query: '', limit: 500, order: 'oldest' })
  return Promise.all(rows.map(({ id }) => engine.deliveries.get(id)))
}

test('while the target is down deliveries wait with 202; they go out in order when it is back', async () => {
  const started = await engine()
  const port = await closedPort()
  const { send } = await queueing(started, port)
  for (let n = 1; n <= 5; n++) expect((await send(n)).status).toBe(202)
  expect(await waiting(started)).toBe(5)
  const [first] = await deliveries(started)
  expect(first).toMatchObject({ forward: 'waiting', answer: { status: 202 }, answerGiven: { by: 'queued' } })

  const back = await app(port)
  for (let n = 6; n <= 8; n++) await send(n)
  await expect.poll(() => back.bodies, { timeout: 10_000 }).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  await expect.poll(() => waiting(started)).toBe(0)
  const rows = await deliveries(started)
  expect(rows.map(({ forward }) => forward)).toEqual(Array(8).fill('ok'))
  expect(rows[2]!.forwards.at(-1)).toMatchObject({ role: 'queued', status: 200, given: 'nothing', mayRepeat: false })
  // Nothing waits any more: the app itself answers again.
  await expect.poll(async () => (await send(9)).status).toBe(200)
}, 30_000)

test('a target that says that the app is not there yet is asked again; one that refuses is not', async () => {
  const started = await engine()
  const port = await closedPort()
  const { send } = await queueing(started, port)
  await send(1)
  await send(2)
  const statuses = [503, 200, 422]
  const back = await app(port, () => statuses.shift() ?? 200)
  await expect.poll(() => back.bodies, { timeout: 10_000 }).toEqual(['1', '1', '2'])
  await expect.poll(() => waiting(started)).toBe(0)
  const [one, two] = await deliveries(started)
  expect(one).toMatchObject({ forward: 'ok' })
  expect(two).toMatchObject({ forward: 'failed' })
  const failed = await started.engine.deliveries.page({ query: 'forward:failed', limit: 10 })
  expect(failed.map(({ id }) => id)).toEqual([two!.id])
}, 30_000)

test('a try that broke off without an answer is repeated, and that is said', async () => {
  const started = await engine()
  const port = await closedPort()
  const { send } = await queueing(started, port)
  await send(1)
  let times = 0
  const server = createServer((incoming, response) => {
    times += 1
    if (times === 1) incoming.socket.destroy()
    else response.end('ok')
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  endings.push(() => server.close())
  await expect.poll(() => waiting(started), { timeout: 10_000 }).toBe(0)
  const [one] = await deliveries(started)
  expect(one!.forwards.map(({ role, error, mayRepeat }) => [role, error?.code ?? 'ok', mayRepeat])).toEqual([
    ['answers', 'refused', false],
    ['queued', 'reset', false],
    ['queued', 'ok', true],
  ])
}, 30_000)

test('the queue outlives a restart of the host', async () => {
  const started = await engine()
  const port = await closedPort()
  const { send } = await queueing(started, port)
  for (let n = 1; n <= 3; n++) await send(n)
  await started.close()
  const again = await engine({ dataDir: started.dataDir })
  const back = await app(port)
  await expect.poll(() => back.bodies, { timeout: 10_000 }).toEqual(['1', '2', '3'])
  await expect.poll(() => waiting(again)).toBe(0)
}, 30_000)

test('what waits can be taken out, and is not sent', async () => {
  const started = await engine()
  const port = await closedPort()
  const { endpoint, send } = await queueing(started, port)
  for (let n = 1; n <= 3; n++) await send(n)
  expect(await started.api.calls['forwards.discard']({ endpointId: endpoint.id })).toEqual({ discarded: 3 })
  const back = await app(port)
  await expect.poll(async () => (await send(4)).status, { timeout: 10_000 }).toBe(200)
  expect(back.bodies.at(-1)).toBe('4')
  expect(back.bodies).not.toContain('1')
  const [one] = await deliveries(started)
  expect(one!.forwards.at(-1)?.error?.code).toBe('discarded')
}, 30_000)

test('switched to answer, the queue waits; removed deliveries are gone from it', async () => {
  const started = await engine()
  const port = await closedPort()
  const { endpoint, send } = await queueing(started, port)
  for (let n = 1; n <= 3; n++) await send(n)
  await started.api.calls['forwards.set']({ endpointId: endpoint.id, mode: 'answer', approve: false })
  const back = await app(port)
  expect((await send(4)).status).toBe(200)
  const [one] = await deliveries(started)
  await started.engine.deliveries.remove([one!.id])
  expect(await waiting(started)).toBe(2)
  expect(back.bodies).toEqual([])
  await started.api.calls['forwards.set']({ endpointId: endpoint.id, mode: 'forward', approve: false })
  await expect.poll(() => back.bodies, { timeout: 10_000 }).toEqual(['2', '3'])
}, 30_000)
