import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReceivedBody } from '../../../../src/main/engine/capture/body-sink.ts'
import type { CaptureLimits } from '../../../../src/main/engine/capture/contract.ts'
import type { CaptureHandler, GivenAnswer, IncomingDelivery } from '../../../../src/main/engine/capture/exchange.ts'
import { type CaptureServer, defaultLimits, startServer } from '../../../../src/main/engine/capture/server.ts'
import type { Clock } from '../../../../src/main/engine/ports.ts'

export const token = 'f81d4fae7dec11d0a76500a0c91e6bf6'
export const path = `/in/${token}`

export const realClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }

export interface TestServer {
  readonly server: CaptureServer
  readonly port: number
  /** Folder of the body files. */
  readonly bodies: string
  /** In the order in which the server handed them on. */
  readonly deliveries: IncomingDelivery[]
  readonly refusals: { readonly status: number; readonly why: string }[]
  /** Requests whose head Node has parsed. */
  received(): number
  setBodyLimit(bytes: number): void
  /** Replaces what the handler does. */
  answerWith(receive: (incoming: IncomingDelivery) => Promise<GivenAnswer>): void
  /** Resolves when so many deliveries were handed on. */
  delivered(count: number): Promise<readonly IncomingDelivery[]>
  refused(count: number): Promise<void>
  bodyFiles(): Promise<readonly string[]>
  bytesOf(body: ReceivedBody): Promise<Buffer>
  stop(): Promise<void>
}

export interface TestServerOptions {
  readonly host?: string
  readonly port?: number
  readonly strictPort?: boolean
  readonly bodyLimit?: number
  readonly limits?: Partial<CaptureLimits>
  readonly clock?: Clock
  readonly tunnelUrl?: string
  readonly bodies?: string
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const bodies = options.bodies ?? (await mkdtemp(join(tmpdir(), 'switchhook-capture-')))
  const deliveries: IncomingDelivery[] = []
  const refusals: { status: number; why: string }[] = []
  let received = 0
  const count = () => {
    received += 1
  }
  subscribe('http.server.request.start', count)
  let bodyLimit = options.bodyLimit ?? 100 * 1024 * 1024
  let receive = async (_incoming: IncomingDelivery): Promise<GivenAnswer> => ok('stored')
  const handler: CaptureHandler = {
    knows: (candidate) => candidate === token,
    tunnelUrl: () => options.tunnelUrl ?? null,
    receive: (incoming) => {
      deliveries.push(incoming)
      return receive(incoming)
    },
    diskFailed: () => undefined,
    refused: (status, why) => {
      refusals.push({ status, why })
    },
  }
  const address = {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    strictPort: options.strictPort ?? false,
  }
  const server = await startServer(address, {
    handler,
    clock: options.clock ?? realClock,
    limits: { ...defaultLimits, ...options.limits },
    bodies,
    underWay: new Int32Array(1),
    bodyLimit: () => bodyLimit,
  }).catch(async (error: unknown) => {
    await rm(bodies, { recursive: true })
    throw error
  })
  return {
    server,
    port: server.port,
    bodies,
    deliveries,
    refusals,
    received: () => received,
    setBodyLimit: (bytes) => {
      bodyLimit = bytes
    },
    answerWith: (next) => {
      receive = next
    },
    delivered: async (count) => {
      await until(() => deliveries.length >= count)
      return deliveries
    },
    refused: (count) => until(() => refusals.length >= count),
    bodyFiles: () => readdir(bodies),
    bytesOf: async (body) => (body.kind === 'memory' ? Buffer.from(body.bytes) : readFile(join(bodies, body.name))),
    stop: async () => {
      unsubscribe('http.server.request.start', count)
      await server.close(100)
      await rm(bodies, { recursive: true, force: true })
    },
  }
}

export function ok(body: string): GivenAnswer {
  return { status: 200, headers: [['Content-Type', 'text/plain']], body }
}

/** Polls until a condition holds; the test's own time limit is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** The bytes of a POST with Content-Length. */
export function post(body: string | Uint8Array, extraHeaders = ''): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body
  const head = `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${bytes.length}\r\n${extraHeaders}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes])
}
