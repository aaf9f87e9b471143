import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { plainRequest } from '../../../support/provider-requests.ts'
import { RawConnection, rawRequest } from '../../../support/raw-http.ts'
import { startApp, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

let t: TestEngine
let app: Awaited<ReturnType<typeof startApp>>
let path: string
let endpointId: string
beforeAll(async () => {
  t = await startTestEngine()
  app = await startApp({ status: 418, body: 'a teapot' })
  const endpoint = await t.engine.endpoints.create({ name: 'A', provider: null, target: `${app.url}/hooks` })
  endpointId = endpoint.id
  path = `/in/${endpoint.token}`
})
afterAll(async () => {
  await t.remove()
  await app.close()
})

const newest = async () => (await t.newest()).id
const delivered = (body: Buffer, headers: Record<string, string> = {}): Promise<string> =>
  t.send(t.engine.receiverStatus().url + path, plainRequest(body, headers))

test('bytes and headers go as they came, to the target of the endpoint; the answer is stored', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  const id = await delivered(bytes, {
    'X-Signature': 'v1=abc',
    Connection: 'close',
    'Content-Type': 'application/x-own',
  })
  const result = await t.engine.replays.send({ id, approve: false })
  if (result.result !== 'sent') throw new Error(result.result)
  expect(result.replay).toMatchObject({ number: 1, status: 418, bodySize: 8, error: null, signed: 'as stored' })
  const got = app.received.at(-1)
  expect(got).toMatchObject({
    method: 'POST',
    url: '/hooks',
    headers: { 'x-signature': 'v1=abc', 'content-type': 'application/x-own' },
  })
  expect(got?.body.equals(bytes)).toBe(true)
  expect(got?.headers.host).toBe(new URL(app.url).host)
  expect(Buffer.from(await t.engine.replays.body(result.replay.id)).toString()).toBe('a teapot')
  expect((await t.engine.replays.list(id)).map(({ number }) => number)).toEqual([1])
})

test('a replay that waits for its answer can be cancelled, and leaves no record', async () => {
  let asked: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => {
    asked = resolve
  })
  const silent = createServer(() => asked())
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const id = await delivered(Buffer.from('{}'))
  const target = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
  const sending = t.engine.replays.send({ id, approve: false, target })
  const rejected = expect(sending).rejects.toMatchObject({ code: 'cancelled' })
  await arrived
  expect(await t.api.calls['replays.cancel']({ id })).toEqual({ cancelled: 1 })
  await rejected
  expect(await t.engine.replays.list(id)).toEqual([])
  expect(await t.api.calls['replays.cancel']({ id })).toEqual({ cancelled: 0 })
  silent.closeAllConnections()
  silent.close()
})

test('replays of one delivery are numbered, also when they run at once', async () => {
  const id = await delivered(Buffer.from('{}'))
  await Promise.all([1, 2, 3].map(() => t.engine.replays.send({ id, approve: false })))
  expect((await t.engine.replays.list(id)).map(({ number }) => number)).toEqual([3, 2, 1])
})

test('a body on disk is sent whole', async () => {
  const bytes = Buffer.alloc(3_000_000, 'phone')
  const id = await delivered(bytes)
  await t.engine.replays.send({ id, approve: false })
  expect(app.received.at(-1)?.body.equals(bytes)).toBe(true)
})

test('a target that does not answer is an outcome, and is stored', async () => {
  const id = await delivered(Buffer.from('{}'))
  const gone = await startApp()
  await gone.close()
  const result = await t.engine.replays.send({ id, target: `${gone.url}/x`, approve: false })
  expect(result).toMatchObject({
    result: 'sent',
    replay: { status: null, error: { message: expect.stringMatching(/./) } },
  })
  expect(await t.engine.replays.list(id)).toHaveLength(1)
})

test('of a delivery that broke off there is nothing to replay', async () => {
  const connection = await RawConnection.open(t.engine.receiverStatus().port)
  await connection.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly a part`)
  const before = await newest()
  connection.reset()
  await expect.poll(newest).not.toBe(before)
  await expect(t.engine.replays.send({ id: await newest(), approve: false })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('two targets that are approved at once are both remembered', async () => {
  const id = await delivered(Buffer.from('{}'))
  const targets = ['http://one.invalid', 'http://two.invalid']
  await Promise.all(targets.map((target) => t.engine.replays.send({ id, target, approve: true })))
  expect([...t.engine.settings.get().approvedTargets].sort()).toEqual(targets)
})

test('without any target there is a question, and a delivery that is gone is not found', async () => {
  const id = await delivered(Buffer.from('{}'))
  await t.engine.endpoints.update(endpointId, { target: null })
  expect(await t.engine.replays.send({ id, approve: false })).toEqual({ result: 'no-target' })
  await t.engine.deliveries.remove([id])
  await expect(t.engine.replays.send({ id, approve: false })).rejects.toMatchObject({ code: 'not-found' })
})

test('the secret itself is not sent to the own receiver, which would store it', async () => {
  const endpoint = await t.endpoint('replicer', ['live', 'never-shown-again'])
  await t.engine.endpoints.update(endpoint.id, { recipe: { scheme: 'static-header', params: {} } })
  const id = await t.send(endpoint.url, plainRequest(Buffer.from('{}')))

  for (const target of [endpoint.url, endpoint.url.replace('127.0.0.1', 'localhost')])
    await expect(t.engine.replays.send({ id, target, approve: true, sign: 'again' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('own receiver'),
    })

  await t.engine.replays.send({ id, target: app.url, approve: true, sign: 'again' })
  expect(app.received.at(-1)?.headers['x-webhook-secret']).toBe('never-shown-again')
  expect(JSON.stringify(await t.engine.replays.list(id))).not.toContain('never-shown-again')
})

test('a target that repeats the secret it was sent does not make it readable', async () => {
  const secret = 'never-shown/again'
  const echo = createServer((request, response) => {
    const sent = JSON.stringify(request.headers)
    response.writeHead(200, { 'x-echo': sent, 'content-encoding': 'gzip' }).end(gzipSync(sent))
  })
  const port = await new Promise<number>((done) => {
    echo.listen(0, '127.0.0.1', () => done((echo.address() as AddressInfo).port))
  })
  onTestFinished(() => void echo.close())
  const endpoint = await t.endpoint('replicer', ['echoed', secret])
  await t.engine.endpoints.update(endpoint.id, { recipe: { scheme: 'static-header', params: {} } })
  const id = await t.send(endpoint.url, plainRequest(Buffer.from('{}')))

  const result = await t.engine.replays.send({ id, target: `http://127.0.0.1:${port}/`, approve: false, sign: 'again' })
  if (result.result !== 'sent') throw new Error(result.result)

  expect(JSON.stringify(result.replay)).toContain('x-echo')
  expect(JSON.stringify(result.replay)).not.toContain(secret)
  const body = gunzipSync(await t.engine.replays.body(result.replay.id)).toString()
  expect(body).toContain('(masked)')
  expect(body).not.toContain(secret)
})

test('a stored path that leads upwards stays below the target, and the replay says so', async () => {
  const { id: _, token } = await t.engine.endpoints.create({ name: 'B', provider: null, target: `${app.url}/hooks` })
  const { port } = t.engine.receiverStatus()
  await rawRequest(port, `POST /in/${token}/../../admin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}`)

  const result = await t.engine.replays.send({ id: await newest(), approve: false })

  expect(app.received.at(-1)?.url).toBe('/hooks/admin')
  expect(result.result === 'sent' && result.replay.changes[0]).toMatchObject({
    name: ':path',
    from: '/../../admin',
    to: '/admin',
  })
})
