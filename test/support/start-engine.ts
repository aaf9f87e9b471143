import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { AppHandlers } from '#shared/api/contract.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Endpoint } from '#shared/model/endpoint.ts'
import { createHandlers } from '../../src/main/api/handlers.ts'
import { createEngine, type Engine, type EngineOptions } from '../../src/main/engine/engine.ts'
import type { EnginePorts, Log } from '../../src/main/engine/ports.ts'
import { childProcesses } from '../../src/main/hosting/child-process.ts'
import { openFileVault } from '../../src/main/hosting/file-vault.ts'
import { idMaker, randomBytes, systemClock } from '../../src/main/hosting/node-ports.ts'
import { temporaryFolder } from './headless-host.ts'
import { keptLog, type LogLine } from './kept-log.ts'
import type { ProviderRequest } from './provider-requests.ts'

const silent = () => undefined
export const silentLog: Log = { info: silent, warn: silent, error: silent }

export interface TestEngine {
  readonly engine: Engine
  readonly api: AppHandlers
  readonly dataDir: string
  /** What the engine logged. */
  readonly lines: readonly LogLine[]
  /** Makes an endpoint with secrets; `url` is the receiver's. */
  endpoint(
    provider: string | null,
    ...secrets: readonly (readonly [label: string, value: string])[]
  ): Promise<Endpoint & { readonly url: string }>
  /** Sends a delivery over a socket; resolves with its id once it is in every list, before its answer may be. */
  send(url: string, request: ProviderRequest): Promise<string>
  /** The newest delivery of all that was captured. */
  newest(): Promise<DeliveryDetail>
  /** The delivery once it `fits`: what happens behind the answer takes a moment. */
  eventually(id: string, fits: (delivery: DeliveryDetail) => boolean): Promise<DeliveryDetail>
  /** Closes the engine; the data folder stays. */
  close(): Promise<void>
  /** Closes the engine and removes its data folder. */
  remove(): Promise<void>
}

export interface TestEngineOptions extends Partial<EngineOptions> {
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string>>
  readonly ports?: Partial<EnginePorts>
}

/** A real engine on a temporary folder: real sockets, threads, processes and files; no tunnel unless asked for. */
export async function startTestEngine({
  dataDir,
  env = {},
  ports: otherPorts,
  ...options
}: TestEngineOptions = {}): Promise<TestEngine> {
  const folder = dataDir === undefined ? temporaryFolder() : { path: dataDir, remove: silent }
  const log = keptLog()
  const ports: EnginePorts = {
    version: '0.0.0-test',
    host: 'headless',
    dataDir: folder.path,
    resourcesDir: resolve(import.meta.dirname, '../../resources'),
    clock: systemClock,
    newId: idMaker(systemClock.now),
    randomBytes,
    vault: await openFileVault(folder.path, {}),
    log,
    fork: childProcesses(silentLog),
    env,
    ...otherPorts,
  }
  const engine = await createEngine(ports, {
    receiver: { host: '127.0.0.1', port: 0 },
    seed: false,
    overrides: (stored) => ({ tunnel: { ...stored.tunnel, driver: 'none' } }),
    ...options,
  })
  const api = createHandlers(engine)

  async function newest(): Promise<DeliveryDetail> {
    await engine.settled()
    const [row] = await engine.deliveries.page({ query: '', limit: 1 })
    if (!row) throw new Error('no delivery')
    return engine.deliveries.get(row.id)
  }

  return {
    engine,
    api,
    dataDir: folder.path,
    lines: log.lines,
    async endpoint(provider, ...secrets) {
      const { id, token } = await engine.endpoints.create({ name: `${provider}`, provider, target: null })
      for (const [label, value] of secrets) await engine.endpoints.secrets.add(id, label, value)
      return { ...engine.endpoints.get(id), url: `${engine.receiverStatus().url}/in/${token}` }
    },
    async send(url, request) {
      const { status } = await post(url, request)
      if (status !== 200) throw new Error(`answered ${status}`)
      return (await newest()).id
    },
    newest,
    async eventually(id, fits) {
      const end = Date.now() + eventuallyMs
      for (;;) {
        const delivery = await engine.deliveries.get(id)
        if (fits(delivery)) return delivery
        if (Date.now() > end) throw new Error(`not so within ${eventuallyMs} ms: ${JSON.stringify(delivery, null, 1)}`)
        await wait(20)
      }
    },
    close: () => engine.close(),
    async remove() {
      await engine.close()
      folder.remove()
    },
  }
}

const eventuallyMs = 50_000

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** A developer's app: keeps what it gets and answers as told. */
export async function startApp(answer: { status: number; body: string } = { status: 200, body: '{"ok":true}' }) {
  const received: Received[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = incoming
      received.push({ method, url, headers, rawHeaders, body: Buffer.concat(chunks) })
      outgoing.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** POSTs bytes and returns status and body. `host` replaces the Host header: a tunnel's public name. */
export function post(
  url: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: Buffer },
  host?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((done, fail) => {
    const all = { ...headers, 'Content-Length': body.byteLength, ...(host && { Host: host }) }
    const outgoing = request(url, { method: 'POST', headers: all, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      response.on('end', () => done({ status: response.statusCode ?? 0, text }))
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}
