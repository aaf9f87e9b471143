import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { serveChannel } from '../../../src/main/api/serve-channel.ts'
import { createService } from '../../../src/main/api/service.ts'
import { wsChannel } from '../../../src/main/headless/ws-channel.ts'
import { keptLog } from '../../support/kept-log.ts'

/** A client that has the token and means no good: what it leaves behind in memory is bounded. */

const None = z.strictObject({})
const contract = {
  calls: { large: { input: None, output: z.object({ text: z.string() }) }, never: { input: None, output: None } },
  streams: { rows: { input: None, item: z.object({ rows: z.array(z.number()) }) } },
} as const

async function serve() {
  const read = { rows: 0 }
  const handlers = {
    calls: {
      large: () => ({ text: 'x'.repeat(1024 * 1024) }),
      never: () => new Promise<Record<string, never>>(() => undefined),
    },
    streams: {
      /** An item of the size that a busy minute gives, without end. */
      async *rows() {
        for (;;) {
          read.rows += 2000
          yield { rows: Array<number>(2000).fill(1) }
          await new Promise((resolve) => setImmediate(resolve))
        }
      },
    },
  }
  const log = keptLog()
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  const buffered = { most: 0 }
  server.on('connection', (socket) => {
    const channel = wsChannel(socket)
    const measured = {
      ...channel,
      send(text: string) {
        channel.send(text)
        buffered.most = Math.max(buffered.most, socket.bufferedAmount)
      },
    }
    serveChannel({ channel: measured, service: createService(contract, handlers), log })
  })
  await once(server, 'listening')
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => socket.terminate())
  socket.on('error', () => undefined)
  await once(socket, 'open')
  const [accepted] = server.clients
  return { socket, accepted: accepted!, read, buffered, log }
}

const closing = (socket: WebSocket) => once(socket, 'close').then(([code, reason]) => [code, String(reason)])

test('a stream that is not acknowledged is not read on', async () => {
  const { socket, accepted, read } = await serve()

  socket.send(JSON.stringify({ t: 'q', m: 'open', a: [1, 'rows', {}] }))
  await once(socket, 'message')
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))

  // One batch under way, and one that waits.
  expect(read.rows).toBeLessThanOrEqual(6000)
  expect(accepted.readyState).toBe(accepted.OPEN)
})

test('many such streams end the connection, with the reason', async () => {
  const { socket, read, log } = await serve()

  for (let id = 1; id <= 64; id += 1) socket.send(JSON.stringify({ t: 'q', m: 'open', a: [id, 'rows', {}] }))

  expect(await closing(socket)).toEqual([1008, 'streams that are not acknowledged'])
  expect(read.rows).toBeLessThan(64 * 4000)
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'streams that are not acknowledged' } }])
})

test('streams that are acknowledged, or stopped with items on their way, count no more', async () => {
  const { socket, accepted, read } = await serve()
  let pushed = 0
  socket.on('message', (data) => {
    const { m, i, a } = JSON.parse(String(data)) as { m?: string; i?: string; a: [number] }
    if (m !== 'push') return
    pushed += 1
    // Half of them are stopped without an acknowledgement.
    if (pushed % 2 === 0) socket.send(JSON.stringify({ t: 's', i }))
    else {
      socket.send(JSON.stringify({ t: 'q', m: 'stop', a: [a[0]] }))
      socket.send(JSON.stringify({ t: 'q', m: 'open', a: [a[0] + 1, 'rows', {}] }))
    }
  })

  socket.send(JSON.stringify({ t: 'q', m: 'open', a: [1, 'rows', {}] }))

  await expect.poll(() => pushed).toBeGreaterThan(60)
  expect(read.rows).toBeGreaterThan(60_000)
  expect(accepted.readyState).toBe(accepted.OPEN)
})

test('answers that are not read end the connection before they fill the memory', async () => {
  const { socket, accepted, buffered } = await serve()
  const { _socket: raw } = socket as unknown as { readonly _socket: { pause(): void } }
  raw.pause()

  for (let n = 0; n < 200; n += 1) socket.send(JSON.stringify({ t: 'q', m: 'call', i: `${n}`, a: ['large', {}] }))

  await once(accepted, 'close')
  expect(buffered.most).toBeLessThan(40 * 1024 * 1024)
})

test('more calls at once than any page makes end the connection', async () => {
  const { socket } = await serve()

  for (let n = 0; n < 300; n += 1) socket.send(JSON.stringify({ t: 'q', m: 'call', i: `${n}`, a: ['never', {}] }))

  expect(await closing(socket)).toEqual([1008, 'more calls at once than are answered'])
})
