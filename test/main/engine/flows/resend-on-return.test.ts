import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { plainRequest } from '../../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

/** A developer's app on a port that stays the same over restarts. */
class App {
  readonly got: string[] = []
  #server: Server | null = null
  port = 0

  async start(status = 200): Promise<void> {
    const server = createServer((incoming, outgoing) => {
      let text = ''
      incoming.on('data', (chunk) => {
        text += chunk
      })
      incoming.on('end', () => {
        this.got.push(text)
        outgoing.writeHead(status).end()
      })
    })
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', done))
    this.port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (!server) return
    await new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  }
}

let t: TestEngine
const app = new App()
let endpoint: { readonly id: string; readonly url: string }
beforeAll(async () => {
  t = await startTestEngine()
  await app.start()
  endpoint = await t.endpoint(null)
  await t.engine.endpoints.update(endpoint.id, { target: `http://127.0.0.1:${app.port}/` })
})
afterEach(async () => {
  t.engine.resends.stop(endpoint.id)
  app.got.length = 0
  if (app.port !== 0) await app.stop()
  await app.start()
})
afterAll(async () => {
  await t.remove()
  await app.stop()
})

const arrive = (text: string) => t.send(endpoint.url, plainRequest(Buffer.from(text)))
const watch = () => t.engine.resends.list().find(({ endpointId }) => endpointId === endpoint.id)
const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 })
const isUp = (reachable: boolean) => until(() => expect(watch()?.reachable).toBe(reachable))
const start = (more: object = {}) => t.api.calls['resends.start']({ endpointId: endpoint.id, sign: 'keep', ...more })

async function restart(status?: number): Promise<void> {
  await isUp(true)
  await app.stop()
  await isUp(false)
  await app.start(status)
}

test('when the server is back, the newest delivery goes out once', async () => {
  await arrive('{"n":1}')
  const id = await arrive('{"n":2}')
  expect(await start()).toEqual({ result: 'on' })
  await isUp(true)
  expect(app.got).toEqual([])
  await restart()
  await until(() => expect(watch()).toMatchObject({ returns: 1, sending: false, reachable: true }))

  expect(app.got).toEqual(['{"n":2}'])
  expect(watch()?.last?.outcomes).toEqual([
    { deliveryId: id, replayId: expect.any(String), status: 200, problem: null, before: null },
  ])
  expect((await t.engine.replays.list(id))[0]).toMatchObject({ onReturn: true, status: 200 })
})

test('chosen ones go out in their order, each with the outcome before it', async () => {
  const first = await arrive('{"n":1}')
  const second = await arrive('{"n":2}')
  await t.engine.replays.send({ id: second, approve: false })
  app.got.length = 0
  await start({ deliveries: [second, first, second, 'dlv_gone_1'] })
  await restart(500)
  await until(() => expect(watch()).toMatchObject({ sending: false, returns: 1 }))

  expect(app.got).toEqual(['{"n":2}', '{"n":1}'])
  expect(watch()?.last?.outcomes).toMatchObject([
    { deliveryId: second, status: 500, before: { status: 200 } },
    { deliveryId: first, status: 500, before: null },
    { deliveryId: 'dlv_gone_1', status: null, problem: expect.stringMatching(/not in the log/) },
  ])
})

test('a server that was down when it was switched on counts as back', async () => {
  await arrive('{"n":3}')
  await app.stop()
  await start()
  await isUp(false)
  await app.start()
  await until(() => expect(app.got).toEqual(['{"n":3}']))
})

test('switched off, nothing is tried and nothing goes out', async () => {
  await arrive('{"n":4}')
  await start()
  await isUp(true)
  await t.api.calls['resends.stop']({ endpointId: endpoint.id })
  expect(watch()).toBeUndefined()
  await app.stop()
  let tried = 0
  await app.start()
  const counting = createServer()
  counting.on('connection', () => {
    tried += 1
  })
  await new Promise<void>((done) => counting.listen(0, '127.0.0.1', done))
  await t.engine.endpoints.update(endpoint.id, {
    target: `http://127.0.0.1:${(counting.address() as AddressInfo).port}/`,
  })
  await arrive('{"n":5}')
  expect(tried).toBe(0)
  expect(app.got).toEqual([])
  await t.engine.endpoints.update(endpoint.id, { target: `http://127.0.0.1:${app.port}/` })
  counting.close()
})

test('only targets on this machine, or those that were agreed to', async () => {
  const other = await t.endpoint(null)
  expect(t.engine.resends.start({ endpointId: other.id, sign: 'keep' })).toEqual({ result: 'no-target' })
  await t.engine.endpoints.update(other.id, { target: 'https://example.invalid/' })
  expect(t.engine.resends.start({ endpointId: other.id, sign: 'keep' })).toEqual({ result: 'not-approved' })
  expect(t.engine.resends.list()).toEqual([])
})

test('it ends with its endpoint', async () => {
  const other = await t.endpoint(null)
  await t.engine.endpoints.update(other.id, { target: `http://127.0.0.1:${app.port}/` })
  t.engine.resends.start({ endpointId: other.id, sign: 'keep' })
  await t.engine.removeEndpoint(other.id)
  expect(t.engine.resends.list()).toEqual([])
})

test('changed while it is on, it goes on with what it knows', async () => {
  const id = await arrive('{"n":6}')
  await start()
  await restart()
  await until(() => expect(watch()).toMatchObject({ returns: 1, sending: false }))
  await start({ deliveries: [id], sign: 'keep' })
  expect(watch()).toMatchObject({
    returns: 1,
    deliveries: [id],
    reachable: true,
    last: { outcomes: [{ status: 200 }] },
  })
})

test('windows are told of each change', async () => {
  const stop = new AbortController()
  const seen: (boolean | null | undefined)[] = []
  const following = (async () => {
    for await (const { watches } of t.api.streams['resends.watch']({}, stop.signal)) seen.push(watches[0]?.reachable)
  })()
  await start()
  await until(() => expect(seen).toContain(true))
  t.engine.resends.stop(endpoint.id)
  await until(() => expect(seen.at(-1)).toBeUndefined())
  stop.abort()
  await following
})
