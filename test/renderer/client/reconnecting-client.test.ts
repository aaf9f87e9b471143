import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { serveChannel } from '../../../src/main/api/serve-channel.ts'
import { createService } from '../../../src/main/api/service.ts'
import { wsChannel } from '../../../src/main/headless/ws-channel.ts'
import { openSocket, socketChannel } from '../../../src/renderer/src/client/create-client.ts'
import {
  AccessRefused,
  type ConnectionState,
  reconnectingClient,
} from '../../../src/renderer/src/client/reconnecting-client.ts'
import { keptLog } from '../../support/kept-log.ts'

const None = z.strictObject({})
const contract = {
  calls: { ping: { input: None, output: z.object({ run: z.number() }) } },
  streams: { ticks: { input: None, item: z.object({ run: z.number() }) } },
} as const

/** A server that can be stopped and started again on its port. */
async function restartable() {
  let run = 0
  let port = 0
  let server: WebSocketServer
  const start = async () => {
    run++
    const current = run
    server = new WebSocketServer({ port, host: '127.0.0.1' })
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    const handlers = {
      calls: { ping: () => ({ run: current }) },
      streams: {
        async *ticks() {
          yield { run: current }
          await new Promise(() => undefined)
        },
      },
    }
    server.on('connection', (socket) =>
      serveChannel({ channel: wsChannel(socket), service: createService(contract, handlers), log: keptLog() }),
    )
  }
  const stop = async () => {
    for (const socket of server.clients) socket.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
  await start()
  return { start, stop, url: () => `ws://127.0.0.1:${port}` }
}

const opened: { close(): void }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
})

function connect(url: () => string) {
  const connection = reconnectingClient<typeof contract>(async () => socketChannel(await openSocket(url())))
  opened.push(connection)
  const states: ConnectionState[] = []
  connection.onState((state) => states.push(state))
  return { ...connection, states }
}

describe('reconnectingClient', () => {
  it('lets calls wait for the first connection', async () => {
    const server = await restartable()
    onTestFinished(server.stop)
    const { client, state, states } = connect(server.url)

    expect(state()).toBe('connecting')
    expect(await client.call('ping', {})).toEqual({ run: 1 })
    expect(states).toEqual(['open'])
  })

  it('ends streams on loss, fails at once while there is no server, and comes back by itself', async () => {
    const server = await restartable()
    const { client, state, states } = connect(server.url)
    const ticks = client.stream('ticks', {})[Symbol.asyncIterator]()
    expect(await ticks.next()).toEqual({ done: false, value: { run: 1 } })

    await server.stop()

    await expect(ticks.next()).rejects.toMatchObject({ code: 'closed' })
    await expect(client.call('ping', {})).rejects.toMatchObject({ code: 'closed' })
    await vi.waitFor(() => expect(state()).toBe('lost'))
    await server.start()
    onTestFinished(server.stop)
    await vi.waitFor(() => expect(state()).toBe('open'), { timeout: 3000 })
    expect(await client.call('ping', {})).toEqual({ run: 2 })
    expect(states).toEqual(['open', 'lost', 'open'])
  })

  it('stops trying when it is closed', async () => {
    const server = await restartable()
    const { client, close, states } = connect(server.url)
    await client.call('ping', {})

    close()

    await vi.waitFor(() => expect(client.call('ping', {})).rejects.toMatchObject({ code: 'closed' }))
    await server.stop()
    expect(states).toEqual(['open'])
  })

  it('does not ask again where it was refused', async () => {
    let asked = 0
    const connection = reconnectingClient<typeof contract>(async () => {
      asked += 1
      throw new AccessRefused()
    })
    opened.push(connection)

    await expect.poll(() => connection.state()).toBe('refused')
    await expect(connection.client.call('ping', {})).rejects.toMatchObject({ code: 'closed' })
    await new Promise((resolve) => setTimeout(resolve, 400))

    expect(asked).toBe(1)
  })
})
