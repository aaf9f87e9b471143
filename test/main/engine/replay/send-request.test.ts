import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { prepareHeaders } from '../../../../src/main/engine/replay/prepare-headers.ts'
import { type SendOrder, sendRequest } from '../../../../src/main/engine/replay/send-request.ts'

const clock = { now: () => Date.now(), elapsed: () => performance.now() }
let folder: string
let servers: Server[]
let sockets: Set<Socket>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchhook-replay-'))
  servers = []
  sockets = new Set()
})

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
  await rm(folder, { recursive: true })
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

type Listener = (incoming: IncomingMessage, response: ServerResponse) => unknown
const http = async (listener: Listener) =>
  `http://127.0.0.1:${await listen(createHttp((incoming, response) => void listener(incoming, response)))}`
/** A server that says exactly these bytes once it heard anything. */
const saying = async (text: string, end = true) =>
  `http://127.0.0.1:${await listen(
    createTcp((socket) => {
      socket.once('data', () => (end ? socket.end(text, 'latin1') : socket.write(text, 'latin1')))
    }),
  )}`

function send(target: string, part: Partial<SendOrder> & { stored?: HeaderPair[]; bytes?: Uint8Array } = {}) {
  const { stored = [], bytes = new Uint8Array(), ...rest } = part
  const method = rest.method ?? 'POST'
  return sendRequest({
    method,
    target,
    headers: prepareHeaders(stored, target, bytes.byteLength, method).headers,
    body: { kind: 'memory', bytes },
    signal: new AbortController().signal,
    clock,
    ...rest,
  })
}

describe('what is sent', () => {
  it('is method, path, headers in order, case and number, and the exact bytes', async () => {
    const heard: { line: string; headers: string[]; sha: string }[] = []
    const target = await http(async (incoming, response) => {
      const hash = createHash('sha256')
      for await (const chunk of incoming) hash.update(chunk)
      heard.push({ line: `${incoming.method} ${incoming.url}`, headers: incoming.rawHeaders, sha: hash.digest('hex') })
      response.end()
    })
    const bytes = randomBytes(200_000)
    const stored: HeaderPair[] = [
      ['x-B', '2'],
      ['X-a', '1'],
      ['x-b', 'caf\u00e9'],
      ['Transfer-Encoding', 'chunked'],
    ]
    const outcome = await send(`${target}/a/../b//c?x=%20&x=[1]`, { method: 'PUT', stored, bytes })
    expect(outcome).toMatchObject({ status: 200, error: null })
    expect(heard).toEqual([
      {
        line: 'PUT /a/../b//c?x=%20&x=[1]',
        headers: [
          ...['Host', target.slice(7), 'x-B', '2', 'X-a', '1', 'x-b', 'caf\u00e9'],
          ...['Content-Length', '200000', 'Connection', 'close'],
        ],
        sha: createHash('sha256').update(bytes).digest('hex'),
      },
    ])
  })

  it('streams a spooled body from its file', async () => {
    const bytes = randomBytes(3_000_000)
    const path = join(folder, 'body')
    await writeFile(path, bytes)
    const target = await http(async (incoming, response) => {
      const hash = createHash('sha256')
      for await (const chunk of incoming) hash.update(chunk)
      response.end(hash.digest('hex'))
    })
    const headers = prepareHeaders([], target, bytes.length).headers
    const outcome = await send(target, { headers, body: { kind: 'file', path, size: bytes.length } })
    expect(Buffer.from(outcome.body).toString()).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('is nothing at all where the spooled body is gone', async () => {
    let requests = 0
    const target = await http((_, response) => {
      requests += 1
      response.end()
    })
    const body = { kind: 'file', path: join(folder, 'gone'), size: 3 } as const
    await expect(send(target, { body })).rejects.toMatchObject({ code: 'unavailable' })
    expect(requests).toBe(0)
  })

  it('is nothing at all where the spooled body was cut', async () => {
    let requests = 0
    const target = await http((_, response) => {
      requests += 1
      response.end()
    })
    const path = join(folder, 'cut')
    await writeFile(path, 'ab')
    await expect(send(target, { body: { kind: 'file', path, size: 3 } })).rejects.toMatchObject({ code: 'unavailable' })
    expect(requests).toBe(0)
  })

  it('is never held whole: 100 MB take less than 8', async () => {
    const size = 100_000_000
    const path = join(folder, 'large')
    await writeFile(path, '')
    await truncate(path, size)
    // In a thread of its own, whose memory is not counted here.
    const receiver = new Worker(
      `const { parentPort } = require('node:worker_threads')
      const server = require('node:http').createServer(async (incoming, response) => {
        let size = 0
        for await (const chunk of incoming) size += chunk.length
        response.end(String(size))
      }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`,
      { eval: true },
    )
    onTestFinished(async () => void (await receiver.terminate()))
    const [port] = await once(receiver, 'message')
    const target = `http://127.0.0.1:${port}`
    const held = () => process.memoryUsage().arrayBuffers
    const before = held()
    let peak = before
    const watching = setInterval(() => {
      peak = Math.max(peak, held())
    }, 1)

    const outcome = await send(target, {
      headers: prepareHeaders([], target, size).headers,
      body: { kind: 'file', path, size },
    })
    clearInterval(watching)

    expect(outcome).toMatchObject({ status: 200, error: null })
    expect(Buffer.from(outcome.body).toString()).toBe(String(size))
    expect(peak - before).toBeLessThan(8_000_000)
  })

  it.each(['GET', 'HEAD', 'DELETE', 'POST'])('has no chunks for %s without a body', async (method) => {
    let raw: string[] = []
    const target = await http((incoming, response) => {
      raw = incoming.rawHeaders
      response.end('hello')
    })
    const outcome = await send(target, { method })
    expect(raw).toEqual(
      method === 'POST'
        ? ['Host', target.slice(7), 'Content-Length', '0', 'Connection', 'close']
        : ['Host', target.slice(7), 'Connection', 'close'],
    )
    expect(outcome).toMatchObject({ status: 200, bodySize: method === 'HEAD' ? 0 : 5, error: null })
  })

  it('is refused in words where it cannot be HTTP', async () => {
    const outcome = await send('http://127.0.0.1:9', { stored: [['X-Bad', 'a\u0000b']] })
    expect(outcome.error?.code).toBe('other')
    expect(outcome.error?.message).toMatch(/^This request cannot be sent as HTTP\/1\.1: /)
  })
})

describe('what comes back', () => {
  it('is status, text, raw headers and times', async () => {
    const target = await saying('HTTP/1.1 299 Fine By Me\r\nX-B: 1\r\nx-b: 2\r\nContent-Length: 2\r\n\r\nok')
    const outcome = await send(target)
    expect(outcome).toMatchObject({ status: 299, statusText: 'Fine By Me', bodySize: 2, bodyTruncated: false })
    expect(outcome.headers).toEqual([
      ['X-B', '1'],
      ['x-b', '2'],
      ['Content-Length', '2'],
    ])
    const { connectMs, firstByteMs, totalMs } = outcome.timing
    expect(connectMs).not.toBeNull()
    expect(firstByteMs).toBeGreaterThanOrEqual(connectMs ?? 0)
    expect(totalMs).toBeGreaterThanOrEqual(firstByteMs ?? 0)
  })

  it('is the redirect itself, and compressed bytes as sent', async () => {
    const zipped = gzipSync('hello')
    const target = await http((_, response) =>
      response.writeHead(302, { location: '/elsewhere', 'content-encoding': 'gzip' }).end(zipped),
    )
    const outcome = await send(target)
    expect(outcome.status).toBe(302)
    expect(Buffer.from(outcome.body)).toEqual(zipped)
  })

  it.each([204, 304])('may be %d without a body', async (status) => {
    const target = await http((_, response) => response.writeHead(status).end())
    expect(await send(target)).toMatchObject({ status, bodySize: 0, error: null })
  })

  it('may be announced by 100 and 103', async () => {
    const target = await saying(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n',
    )
    expect(await send(target)).toMatchObject({ status: 201, error: null })
  })

  it('may be an unasked 101', async () => {
    const target = await saying('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')
    expect(await send(target)).toMatchObject({ status: 101, error: null })
  })

  it('is kept up to 1 MiB and counted beyond', async () => {
    const big = Buffer.alloc(3 * 1024 * 1024, 7)
    const target = await http((_, response) => response.end(big))
    const outcome = await send(target)
    expect(outcome).toMatchObject({ status: 200, bodySize: big.length, bodyTruncated: true, error: null })
    expect(outcome.body.byteLength).toBe(1024 * 1024)
  })

  it('may come before the body was read', async () => {
    const port = await listen(
      createTcp((socket) => {
        socket.once('data', () => {
          socket.pause()
          socket.end('HTTP/1.1 413 Too Much\r\nContent-Length: 4\r\nConnection: close\r\n\r\nstop')
        })
      }),
    )
    const outcome = await send(`http://127.0.0.1:${port}`, { bytes: randomBytes(8_000_000) })
    expect(outcome).toMatchObject({ status: 413, error: null })
    expect(Buffer.from(outcome.body).toString()).toBe('stop')
  })
})

describe('what goes wrong, in words', () => {
  it('refused', async () => {
    const port = await listen(createTcp())
    servers[0]?.close()
    for (const host of ['127.0.0.1', 'localhost', 'app.localhost']) {
      expect((await send(`http://${host}:${port}/x`)).error).toEqual({
        code: 'refused',
        message: `Nothing listens on ${host}:${port}. Start your app, or correct the port of the target.`,
      })
    }
  })

  it('dns', async () => {
    const { error } = await send('http://no-such-host.invalid/')
    expect(error?.code).toBe('dns')
    expect(error?.message).toContain('no-such-host.invalid:80')
  })

  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['nothing but a body', 'hello\n'],
    ['a TLS alert', '\x15\x03\x01\x00\x02\x02\x28'],
    ['broken framing', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n'],
  ])('protocol: %s', async (_, answer) => {
    const { error } = await send(await saying(answer))
    expect(error?.code).toBe('protocol')
    expect(error?.message).toMatch(/^127\.0\.0\.1:\d+ did not answer with valid HTTP/)
  })

  it('reset before the answer, and within it with what had come', async () => {
    expect((await send(await saying(''))).error?.code).toBe('reset')
    const outcome = await send(await saying('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'))
    expect(outcome).toMatchObject({ status: 200, bodySize: 4, error: { code: 'reset' } })
    expect(Buffer.from(outcome.body).toString()).toBe('half')
  })

  it('timeout while waiting and while reading', async () => {
    const silent = await saying('', false)
    expect((await send(silent, { timeoutMs: 60 })).error).toEqual({
      code: 'timeout',
      message: `${silent.slice(7)} gave no answer within 0.06 s. Look at what the target does with this request.`,
    })
    const endless = await http((_, response) => {
      response.write('x')
      const timer = setInterval(() => response.write('x'), 5)
      response.once('close', () => clearInterval(timer))
    })
    const outcome = await send(endless, { timeoutMs: 80 })
    expect(outcome.status).toBe(200)
    expect(outcome.bodySize).toBeGreaterThan(0)
    expect(outcome.error).toMatchObject({ code: 'timeout' })
    expect(outcome.error?.message).toContain('did not finish its answer')
  })

  it('is a cancel only when cancelled', async () => {
    const stop = new AbortController()
    const silent = await saying('', false)
    const sending = send(silent, { signal: stop.signal })
    void delay(30).then(() => stop.abort())
    await expect(sending).rejects.toMatchObject({ code: 'cancelled' })
    await expect(send(silent, { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('over TLS', () => {
  async function https(): Promise<string> {
    const pem = (name: string) => readFile(resolve(import.meta.dirname, `../../../fixtures/tls/localhost-${name}.pem`))
    const server = createHttps({ key: await pem('key'), cert: await pem('cert') }, (_, response) => response.end())
    server.on('tlsClientError', () => undefined)
    return `https://localhost:${await listen(server)}`
  }

  it('says that a certificate is self-signed', async () => {
    const target = await https()
    expect((await send(target)).error).toEqual({
      code: 'tls',
      message: `The certificate of ${target.slice(8)} is self-signed. Use http:// where the target allows it, or give it a certificate that this machine trusts.`,
    })
  })

  it('says that a target does not speak TLS', async () => {
    const target = (await http((_, response) => response.end())).replace('http:', 'https:')
    const { error } = await send(target)
    expect(error?.code).toBe('tls')
    expect(error?.message).toMatch(/It may expect http:\/\/ instead of https:\/\/\.$/)
  })
})
