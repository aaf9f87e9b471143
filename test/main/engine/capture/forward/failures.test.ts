import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CaptureForward } from '../../../../../src/main/engine/capture/forward/targets.ts'
import { bodyOf, closedPort, forwardTo, provider, rawTarget, targetApp } from '../../../../support/forward-targets.ts'
import { RawConnection } from '../../../../support/raw-http.ts'
import { endpoint, openTestCapture, snapshotOf, type TestCapture } from '../open-test-capture.ts'
import { until } from '../start-test-server.ts'

const path = `/in/${endpoint.token}`
const tls = resolve(import.meta.dirname, '../../../../fixtures/tls')

const opened = (forward: CaptureForward): Promise<TestCapture> =>
  openTestCapture({ data: { snapshot: snapshotOf([{ ...endpoint, provider: null, forward }]) } })

async function outcome({ entries }: TestCapture) {
  await until(() => entries('forwarded').length > 0)
  return entries('forwarded')[0]!.forward
}

async function selfSigned(): Promise<number> {
  const [key, cert] = ['localhost-key.pem', 'localhost-cert.pem'].map((name) => readFileSync(join(tls, name)))
  const server = createTlsServer({ key, cert }, (_, response) => response.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const answers = (bytes: string) => () => rawTarget((socket) => socket.end(bytes))

test.each<[string, string, () => Promise<number>, ('https' | undefined)?]>([
  ['is not there', 'refused', closedPort],
  ['resets', 'reset', () => rawTarget((socket) => socket.resetAndDestroy())],
  ['closes without an answer', 'reset', () => rawTarget((socket) => socket.end())],
  ['never answers', 'timeout', () => rawTarget(() => undefined)],
  ['is self-signed', 'tls', selfSigned, 'https'],
  ['speaks no TLS', 'tls', answers('HTTP/1.1 400 Bad Request\r\n\r\n'), 'https'],
  ['speaks nonsense', 'protocol', answers('220 mail.example.com ESMTP\r\n')],
  ['answers with a broken head', 'protocol', answers('HTTP/1.1 200 OK\r\nA B: 1\r\n\r\n')],
  ['ends within the head', 'reset', answers('HTTP/1.1 200 OK\r\nContent-Le')],
  ['answers with a status that is none', 'protocol', answers('HTTP/1.1 700 What\r\nContent-Length: 0\r\n\r\n')],
  ['switches protocols', 'protocol', answers('HTTP/1.1 101 Up\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')],
])('a target that %s: %s, and the provider gets the fallback', async (_, code, listen, scheme = undefined) => {
  const port = await listen()
  const forward = forwardTo(port, { timeoutMs: 200 })
  const target = scheme === undefined ? forward.target : forward.target.replace('http:', 'https:')
  const capture = await opened({ ...forward, target })

  const response = await provider(capture.port(), { path, body: '{}' })

  expect(response.statusCode).toBe(502)
  expect(String(await bodyOf(response))).toBe(forward.fallback.text)
  const noted = await outcome(capture)
  expect(noted).toMatchObject({ given: 'fallback', error: { code }, reply: { body: forward.fallback.text } })
  expect(noted.error?.message).toMatch(/\.$/)
  await until(() => capture.entries('answered').length > 0)
  expect(capture.entries('answered')[0]?.answers[0]?.reply).toEqual({ status: 502, by: 'fallback' })
})

test('a target that never reads a large body is given up; one that answers before has answered', async () => {
  const stuck = await rawTarget((socket) => socket.pause())
  const large = Buffer.alloc(12 * 1024 * 1024)
  const capture = await opened(forwardTo(stuck, { timeoutMs: 300 }))
  expect((await provider(capture.port(), { path, body: large })).statusCode).toBe(502)
  expect((await outcome(capture)).error?.code).toBe('timeout')

  const early = await rawTarget((socket) => {
    socket.pause()
    socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno')
  })
  const second = await opened(forwardTo(early))
  const response = await provider(second.port(), { path, body: large })
  expect(response.statusCode).toBe(413)
  expect(String(await bodyOf(response))).toBe('no')
})

test('a fallback of one’s own', async () => {
  const forward = forwardTo(await closedPort(), { fallback: { status: 503, text: 'später' } })
  const capture = await opened(forward)
  const response = await provider(capture.port(), { path })
  expect(response.statusCode).toBe(503)
  expect(String(await bodyOf(response))).toBe('später')
})

test.each([
  ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'],
  ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
])('a target that dies within an answer %s: the provider sees that something is missing', async (_, bytes) => {
  const port = await rawTarget((socket) => socket.write(bytes, () => setImmediate(() => socket.destroy())))
  const capture = await opened(forwardTo(port))
  const response = await provider(capture.port(), { path })
  expect(response.statusCode).toBe(200)
  await expect(bodyOf(response)).rejects.toThrow(/aborted/)
  expect(await outcome(capture)).toMatchObject({ given: 'part', status: 200, bodySize: 3, error: { code: 'reset' } })
})

test('a target that falls silent within its answer is given up', async () => {
  const port = await rawTarget((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'))
  const capture = await opened(forwardTo(port, { timeoutMs: 200 }))
  const response = await provider(capture.port(), { path })
  await expect(bodyOf(response)).rejects.toThrow(/aborted/)
  expect(await outcome(capture)).toMatchObject({ given: 'part', error: { code: 'timeout' } })
})

test('a provider that hangs up in the middle ends the request to the target', async () => {
  const closed = Promise.withResolvers<void>()
  const target = await targetApp((response) => {
    response.on('close', closed.resolve)
    response.writeHead(200).write('first')
  })
  const capture = await opened(forwardTo(target.port))
  const response = await provider(capture.port(), { path })
  await once(response, 'data')
  response.socket.resetAndDestroy()
  await closed.promise
  expect(await outcome(capture)).toMatchObject({ given: 'part', error: { code: 'sender-left' } })
})

test('a provider that hangs up before the answer gets none', async () => {
  const closed = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const target = await targetApp((response) => {
    response.on('close', closed.resolve)
    asked.resolve()
  })
  const capture = await opened(forwardTo(target.port))
  const connection = await RawConnection.open(capture.port())
  await connection.write(`POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\n{}`)
  await asked.promise
  connection.reset()
  await closed.promise
  expect(await outcome(capture)).toMatchObject({ given: 'nothing', error: { code: 'sender-left' } })
  expect(capture.entries('answered')).toEqual([])
})

test('a request of which only a part arrived is stored and not forwarded', async () => {
  const target = await targetApp()
  const capture = await opened(forwardTo(target.port))
  const connection = await RawConnection.open(capture.port())
  await connection.write(`POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 20\r\n\r\n{"half`)
  connection.halfClose()
  await until(() => capture.entries('delivery').length === 1)
  const [partial] = capture.entries('delivery')
  expect(partial?.head).toMatchObject({ reply: null, request: { aborted: true } })
  expect(partial?.head.forwarding).toBeUndefined()
  expect((await provider(capture.port(), { path })).statusCode).toBe(200)
  expect(target.received).toHaveLength(1)
})

test('a target that leads back here, or was not agreed to, is never asked', async () => {
  const capture = await opened(forwardTo(1))
  const forwards = { circle: `http://localhost:${capture.port()}${path}`, far: 'http://192.0.2.1/hooks' }
  for (const [at, [code, target]] of Object.entries(forwards).entries()) {
    capture.functions.configure(snapshotOf([{ ...endpoint, provider: null, forward: forwardTo(1, { target }) }]))
    expect((await provider(capture.port(), { path })).statusCode).toBe(502)
    await until(() => capture.entries('forwarded').length === at + 1)
    const { error, timing } = capture.entries('forwarded')[at]!.forward
    expect(error?.code).toBe(code === 'circle' ? 'own-receiver' : 'not-approved')
    expect(timing.connectMs).toBeNull()
  }
  expect(capture.entries('delivery')).toHaveLength(2)
})

test('what is on its way when the receiver stops gets its moment, then is cut and noted', async () => {
  const asked = Promise.withResolvers<void>()
  const port = await rawTarget(() => asked.resolve())
  const capture = await opened(forwardTo(port))
  const connection = await RawConnection.open(capture.port())
  await connection.write(`POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\n{}`)
  await asked.promise
  await capture.functions.drain()
  expect(String(await connection.rest())).toBe('')
  expect(await outcome(capture)).toMatchObject({ given: 'nothing', error: { code: 'stopped' } })
})
