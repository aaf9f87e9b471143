import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { AppHandlers } from '#shared/api/contract.ts'
import { createHandlers } from '../../src/main/api/handlers.ts'
import { createEngine, type Engine, type EngineOptions } from '../../src/main/engine/engine.ts'
import type { EnginePorts, Log } from '../../src/main/engine/ports.ts'
import { childProcesses } from '../../src/main/hosting/child-process.ts'
import { openFileVault } from '../../src/main/hosting/file-vault.ts'
import { idMaker, randomBytes, systemClock } from '../../src/main/hosting/node-ports.ts'
import { temporaryFolder } from './headless-host.ts'

const silent = () => undefined
export const silentLog: Log = { info: silent, warn: silent, error: silent }

export interface TestEngine {
  readonly engine: Engine
  readonly api: AppHandlers
  readonly dataDir: string
  /** Closes the engine; the data folder stays. */
  close(): Promise<void>
  /** Closes the engine and removes its data folder. */
  remove(): Promise<void>
}

export interface TestEngineOptions extends Partial<EngineOptions> {
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A real engine on a temporary folder: real sockets, workers and SQLite file; no tunnel unless asked for. */
export async function startTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const folder = options.dataDir === undefined ? temporaryFolder() : { path: options.dataDir, remove: silent }
  const ports: EnginePorts = {
    version: '0.0.0-test',
    host: 'headless',
    dataDir: folder.path,
    resourcesDir: resolve(import.meta.dirname, '../../resources'),
    clock: systemClock,
    newId: idMaker(systemClock.now),
    randomBytes,
    vault: await openFileVault(folder.path, {}),
    log: silentLog,
    fork: childProcesses(silentLog),
    env: options.env ?? {},
  }
  const engine = await createEngine(ports, {
    receiver: options.receiver ?? { host: '127.0.0.1', port: 0 },
    seed: options.seed ?? false,
    overrides: options.overrides ?? ((stored) => ({ tunnel: { ...stored.tunnel, driver: 'none' } })),
  })
  return {
    engine,
    api: createHandlers(engine),
    dataDir: folder.path,
    close: () => engine.close(),
    async remove() {
      await engine.close()
      folder.remove()
    },
  }
}

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
