import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { defaultForward } from '#shared/model/forward.ts'
import type { CaptureForward } from '../../src/main/engine/capture/forward/targets.ts'
import { listeningServer } from './listening-server.ts'

/** Forwards to a port of this machine, with the given differences. */
export const forwardTo = (port: number, over: Partial<CaptureForward> = {}): CaptureForward => ({
  ...defaultForward,
  target: `http://127.0.0.1:${port}/hooks`,
  ...over,
})

export interface TargetRequest {
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** An app that keeps what it gets; `answer` has the whole request. Closed after the test. */
export async function targetApp(
  answer: (response: ServerResponse, request: TargetRequest) => unknown = (response) => response.end('{"ok":true}'),
) {
  const received: TargetRequest[] = []
  const server = await listeningServer(async (incoming, response) => {
    const request = { ...heads(incoming), body: await bodyOf(incoming) }
    received.push(request)
    await answer(response, request)
  })
  onTestFinished(() => server.close().catch(() => undefined))
  return { port: server.port, received, close: () => server.close() }
}

const heads = ({ method = '', url = '', rawHeaders }: IncomingMessage) => ({ method, url, rawHeaders })

export async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** A server that does with each connection what it is told, once the head of a request is there. Closed after the test. */
export async function rawTarget(onRequest: (socket: Socket) => unknown): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => onRequest(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A port of this machine where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export interface SentAs {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
}

/** Sends a request as a provider would; resolves with the head of the answer, whose body is still to come. */
export async function provider(port: number, { method = 'POST', path, headers = {}, body = '' }: SentAs) {
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers: headers as never, agent: false })
  outgoing.on('error', () => undefined)
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  return response
}
