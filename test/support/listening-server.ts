import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Listener = (incoming: IncomingMessage, response: ServerResponse) => unknown

export interface ListeningServer {
  readonly port: number
  close(): Promise<void>
}

/** An HTTP server on a free loopback port. */
export async function listeningServer(listener: Listener): Promise<ListeningServer> {
  const server = createServer((incoming, response) => void listener(incoming, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
