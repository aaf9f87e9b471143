import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { closedPort } from '../../../support/forward-targets.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

let shared: TestEngine
beforeAll(async () => {
  shared = await startTestEngine()
})
afterAll(() => shared.remove())

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

/** An endpoint with a queue. */
async function queueing(port: number, host = shared) {
  const endpoint = await host.endpoint(null)
  await host.api.calls['forwards.set']({
    endpointId: endpoint.id,
    mode: 'forward',
    target: `http://127.0.0.1:${port}/hooks`,
    forward: { storeAndForward: true },
    approve: false,
  })
  const { id } = endpoint
  return {
    id,
    send: (n: number) => post(endpoint.url, { headers: {}, body: Buffer.from(`${n}`) }),
    waiting: (engine = host.engine) => waitingAt(engine, id),
    /** In the order of their arrival. */
    async deliveries() {
      const { engine } = host
      await engine.settled()
      const rows = await engine.deliveries.page({ query: `endpoint:${id}`, limit: 500, order: 'oldest' })
      return Promise.all(rows.map((row) => engine.deliveries.get(row.id)))
    },
  }
}

async function waitingAt(engine: TestEngine['engine'], endpointId: string) {
  await engine.settled()
  return (await engine.endpointStatuses()).find(({ id }) => id === endpointId)?.forwarding.waiting
}

test('while the target is down deliveries wait with 202; they go out in order when it is back', async () => {
  const port = await closedPort()
  const { send, waiting, deliveries } = await queueing(port)
  for (let n = 1; n <= 5; n++) expect((await send(n)).status).toBe(202)
  expect(await waiting()).toBe(5)
  const [first] = await deliveries()
  expect(first).toMatchObject({ forward: 'waiting', answer: { status: 202 }, answerGiven: { by: 'queued' } })

  const back = await app(port)
  for (let n = 6; n <= 8; n++) await send(n)
  await expect.poll(() => back.bodies).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  await expect.poll(() => waiting()).toBe(0)
  const rows = await deliveries()
  expect(rows.map(({ forward }) => forward)).toEqual(Array(8).fill('ok'))
  expect(rows[2]!.forwards.at(-1)).toMatchObject({ role: 'queued', status: 200, given: 'nothing', mayRepeat: false })
  // Nothing waits any more: the app itself answers again.
  await expect.poll(async () => (await send(9)).status).toBe(200)
})

test('a target that says that the app is not there yet is asked again; one that refuses is not', async () => {
  const port = await closedPort()
  const { send, waiting, deliveries } = await queueing(port)
  await send(1)
  await send(2)
  const statuses = [503, 200, 422]
  const back = await app(port, () => statuses.shift() ?? 200)
  await expect.poll(() => back.bodies).toEqual(['1', '1', '2'])
  await expect.poll(() => waiting()).toBe(0)
  const [one, two] = await deliveries()
  expect(one).toMatchObject({ forward: 'ok' })
  expect(two).toMatchObject({ forward: 'failed' })
  const failed = await shared.engine.deliveries.page({ query: `forward:failed id:${two!.id}`, limit: 10 })
  expect(failed.map((row) => row.id)).toEqual([two!.id])
})

test('a try that broke off without an answer is repeated, and that is said', async () => {
  const port = await closedPort()
  const { send, waiting, deliveries } = await queueing(port)
  await send(1)
  let times = 0
  const server = createServer((incoming, response) => {
    times += 1
    if (times === 1) incoming.socket.destroy()
    else response.end('ok')
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  endings.push(() => server.close())
  await expect.poll(() => waiting()).toBe(0)
  const [one] = await deliveries()
  const tries = one!.forwards.slice(-2)
  expect(tries.map(({ role, error, mayRepeat }) => [role, error?.code ?? 'ok', mayRepeat])).toEqual([
    ['queued', 'reset', false],
    ['queued', 'ok', true],
  ])
})

test('the queue outlives a restart of the host', async () => {
  const started = await startTestEngine()
  endings.push(() => started.remove())
  const port = await closedPort()
  const { id, send } = await queueing(port, started)
  for (let n = 1; n <= 3; n++) await send(n)
  await started.close()
  const again = await startTestEngine({ dataDir: started.dataDir })
  endings.push(() => again.close())
  const back = await app(port)
  await expect.poll(() => back.bodies).toEqual(['1', '2', '3'])
  await expect.poll(() => waitingAt(again.engine, id)).toBe(0)
})

test('what waits can be taken out, and is not sent', async () => {
  const port = await closedPort()
  const { id, send, deliveries } = await queueing(port)
  for (let n = 1; n <= 3; n++) await send(n)
  expect(await shared.api.calls['forwards.discard']({ endpointId: id })).toEqual({ discarded: 3 })
  const back = await app(port)
  await expect.poll(async () => (await send(4)).status).toBe(200)
  expect(back.bodies.at(-1)).toBe('4')
  expect(back.bodies).not.toContain('1')
  const [one] = await deliveries()
  expect(one!.forwards.at(-1)?.error?.code).toBe('discarded')
})

test('switched to answer, the queue waits; removed deliveries are gone from it', async () => {
  const port = await closedPort()
  const { id, send, waiting, deliveries } = await queueing(port)
  for (let n = 1; n <= 3; n++) await send(n)
  await shared.api.calls['forwards.set']({ endpointId: id, mode: 'answer', approve: false })
  const back = await app(port)
  expect((await send(4)).status).toBe(200)
  const [one] = await deliveries()
  await shared.engine.deliveries.remove([one!.id])
  expect(await waiting()).toBe(2)
  expect(back.bodies).toEqual([])
  await shared.api.calls['forwards.set']({ endpointId: id, mode: 'forward', approve: false })
  await expect.poll(() => back.bodies).toEqual(['2', '3'])
})

test('what is taken out of the queue is not sent, also where its page was read already', async () => {
  const port = await closedPort()
  const queue = await queueing(port)
  for (let n = 1; n <= 6; n += 1) expect((await queue.send(n)).status).toBe(202)
  await expect.poll(() => queue.waiting()).toBe(6)
  const there = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const bodies: string[] = []
  const server = createServer((incoming, response) => {
    incoming
      .on('data', (piece) => bodies.push(String(piece)))
      .on('end', () => {
        there.resolve()
        void goOn.promise.then(() => response.writeHead(503).end())
      })
  })
  await new Promise<void>((done) => void server.listen(port, '127.0.0.1', done))
  endings.push(() => server.close())
  await there.promise
  const discarded = await shared.api.calls['forwards.discard']({ endpointId: queue.id })
  goOn.resolve()

  expect(discarded).toEqual({ discarded: 6 })
  await expect.poll(() => queue.waiting()).toBe(0)
  expect(bodies).toEqual(['1'])
  const forwards = (await queue.deliveries()).map(({ forwards }) => forwards.at(-1)!.error?.code ?? null)
  expect(forwards).toEqual([null, 'discarded', 'discarded', 'discarded', 'discarded', 'discarded'])
})
