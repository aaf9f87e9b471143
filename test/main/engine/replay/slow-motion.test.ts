import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { prepareHeaders } from '../../../../src/main/engine/replay/prepare-headers.ts'
import { type SendOrder, sendRequest } from '../../../../src/main/engine/replay/send-request.ts'

const clock = { now: () => Date.now(), elapsed: () => performance.now() }
const overMs = 240

async function app(listener: (incoming: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function send(target: string, body: SendOrder['body'], part: Partial<SendOrder> = {}) {
  const size = body.kind === 'memory' ? body.bytes.length : body.size
  const method = part.method ?? 'POST'
  const { headers } = prepareHeaders([], target, size, method)
  const { signal } = new AbortController()
  return sendRequest({ method, target, headers, body, signal, clock, slowMs: overMs, ...part })
}

/** Answers once it has all, and tells what came and how far apart. */
function recording() {
  const seen = { headAt: 0, lastAt: 0, pieces: 0, body: Buffer.alloc(0) }
  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    seen.headAt = performance.now()
    incoming.on('data', (chunk: Buffer) => {
      seen.pieces += 1
      seen.body = Buffer.concat([seen.body, chunk])
    })
    incoming.on('end', () => {
      seen.lastAt = performance.now()
      response.end('done')
    })
  }
  return { seen, listener }
}

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251))

test('the head goes out at once, the body in many pieces, its last byte at the end; nothing is changed', async () => {
  const { seen, listener } = recording()
  const outcome = await send(await app(listener), { kind: 'memory', bytes })
  expect(seen.body.equals(bytes)).toBe(true)
  expect(seen.pieces).toBeGreaterThan(5)
  expect(seen.lastAt - seen.headAt).toBeGreaterThan(overMs / 2)
  expect(outcome).toMatchObject({ status: 200, error: null, slow: { overMs } })
  expect(outcome.slow!.sentMs).toBeGreaterThanOrEqual(overMs - 2)
  expect(outcome.timing.firstByteMs).toBeGreaterThanOrEqual(outcome.slow!.sentMs! - 2)
})

test('a body in a file, byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchhook-slow-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'body')
  await writeFile(path, bytes)
  const { seen, listener } = recording()
  await send(await app(listener), { kind: 'file', path, size: bytes.length })
  expect(seen.body.equals(bytes)).toBe(true)
  expect(seen.pieces).toBeGreaterThan(5)
})

test('without a body the whole request waits', async () => {
  const { seen, listener } = recording()
  const begun = performance.now()
  const outcome = await send(await app(listener), { kind: 'memory', bytes: new Uint8Array() }, { method: 'GET' })
  expect(seen.headAt - begun).toBeGreaterThanOrEqual(overMs - 2)
  expect(outcome).toMatchObject({ status: 200, slow: { overMs } })
})

test('a body of one byte comes at the end', async () => {
  const { seen, listener } = recording()
  await send(await app(listener), { kind: 'memory', bytes: Buffer.from('x') })
  expect(seen.pieces).toBe(1)
  expect(seen.lastAt - seen.headAt).toBeGreaterThan(overMs / 2)
})

test('an app that answers early ends it: the rest is not sent, and that is told', async () => {
  const target = await app((_, response) => response.writeHead(413).end('too large'))
  const outcome = await send(target, { kind: 'memory', bytes }, { slowMs: 60_000 })
  expect(outcome).toMatchObject({ status: 413, slow: { overMs: 60_000, sentMs: null } })
})

test('an app that hangs up is an outcome', async () => {
  const target = await app((incoming) => incoming.socket.destroy())
  const outcome = await send(target, { kind: 'memory', bytes }, { slowMs: 60_000 })
  expect(outcome).toMatchObject({ status: null, error: { code: 'reset' }, slow: { sentMs: null } })
})

test('it can be cancelled while it drips', async () => {
  const stop = new AbortController()
  const target = await app(() => stop.abort())
  await expect(send(target, { kind: 'memory', bytes }, { slowMs: 60_000, signal: stop.signal })).rejects.toMatchObject({
    code: 'cancelled',
  })
})
