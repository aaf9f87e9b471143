import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { MessageChannel } from 'node:worker_threads'
import { WebSocketServer } from 'ws'
import type { Channel } from '#shared/api/channel.ts'
import { wsChannel } from '../../src/main/headless/ws-channel.ts'
import { openSocket, socketChannel } from '../../src/renderer/src/client/create-client.ts'
import { portChannel } from './port-channel.ts'

export interface Pair {
  readonly server: Channel
  readonly client: Channel
  /** Ends the connection from below, as a crash or a cut cable does. */
  kill(): void
  close(): Promise<void>
}

async function ports(): Promise<Pair> {
  const { port1, port2 } = new MessageChannel()
  return {
    server: portChannel(port1),
    client: portChannel(port2),
    kill: () => port1.close(),
    close: async () => port1.close(),
  }
}

async function sockets(): Promise<Pair> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    perMessageDeflate: false,
    maxPayload: 16 * 1024 * 1024,
  })
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const socket = await openSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [serverSocket] = await accepted
  return {
    server: wsChannel(serverSocket),
    client: socketChannel(socket),
    kill: () => serverSocket.terminate(),
    async close() {
      serverSocket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Both transports that the contract runs on. */
export const transports = [
  ['MessagePort', ports],
  ['WebSocket', sockets],
] as const
