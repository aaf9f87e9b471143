import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Capture, openCapture } from '../../../../src/main/engine/capture/capture.ts'
import type {
  CaptureData,
  CaptureEndpoint,
  CaptureHost,
  CaptureNotice,
  CaptureSnapshot,
} from '../../../../src/main/engine/capture/contract.ts'
import type { LogEntry } from '../../../../src/main/engine/log/entries.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { type LogReader, openLogReader } from '../../../../src/main/engine/log/log-reader.ts'
import type { Clock } from '../../../../src/main/engine/ports.ts'
import type { ProviderRequest } from '../../../support/provider-requests.ts'
import { type RawAnswer, rawRequest } from '../../../support/raw-http.ts'
import { realClock } from './start-test-server.ts'

export const resourcesDir = resolve(import.meta.dirname, '../../../../resources')

export const secret = { id: 'sec_1', label: 'live', value: 'a-secret-of-thirty-two-characters' }
export const endpoint: CaptureEndpoint = {
  id: 'end_1',
  token: 'f81d4fae7dec11d0a76500a0c91e6bf6',
  provider: 'replicer',
  recipe: null,
  secrets: [secret],
  rules: [],
}

export const snapshotOf = (endpoints: readonly CaptureEndpoint[], over: Partial<CaptureSnapshot> = {}) => ({
  endpoints,
  tunnelUrl: null,
  approvedTargets: [],
  bodyLimit: 50 * 1024 * 1024,
  ...over,
})

export const captureData = (dataDir: string, over: Partial<CaptureData> = {}): CaptureData => ({
  dataDir,
  resourcesDir,
  packsDir: join(dataDir, 'packs'),
  listen: { host: '127.0.0.1', port: 0, strictPort: false },
  snapshot: snapshotOf([endpoint]),
  underWay: new Int32Array(1),
  ...over,
})

/** A folder that is removed after the test. */
export function dataFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'switchhook-capture-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export interface TestCapture {
  readonly capture: Capture
  readonly functions: Capture['functions']
  readonly dataDir: string
  readonly notices: CaptureNotice[]
  readonly faults: string[]
  /** On a connection of its own. */
  readonly reader: LogReader
  port(): number
  entries<K extends LogEntry['kind']>(kind: K): Extract<LogEntry, { kind: K }>[]
  send(request: Partial<ProviderRequest>, token?: string): Promise<RawAnswer>
}

interface TestCaptureOptions {
  readonly dataDir?: string
  readonly data?: Partial<CaptureData>
  readonly clock?: Clock
  readonly noticed?: CaptureHost['noticed']
}

/** The capture thread's inside on this thread, with real sockets and files and a host that notes what it is told. */
export async function openTestCapture(options: TestCaptureOptions = {}): Promise<TestCapture> {
  const dataDir = options.dataDir ?? dataFolder()
  mkdirSync(dataDir, { recursive: true })
  const notices: CaptureNotice[] = []
  const faults: string[] = []
  const host = {
    noticed: options.noticed ?? ((notice: CaptureNotice) => void notices.push(notice)),
    fault: (message: string) => void faults.push(message),
  }
  const capture = await openCapture(captureData(dataDir, options.data), host, options.clock ?? realClock)
  const reader = openLogReader(logPaths(dataDir))
  onTestFinished(async () => {
    reader.close()
    await capture.close()
  })
  const { functions } = capture
  return {
    capture,
    functions,
    dataDir,
    notices,
    faults,
    reader,
    port: () => functions.started().port,
    entries: <K extends LogEntry['kind']>(kind: K) =>
      reader.after(0, 100_000).filter((entry): entry is Extract<LogEntry, { kind: K }> => entry.kind === kind),
    send: (request, token) => rawRequest(functions.started().port, requestBytes(request, token)),
  }
}

export function requestBytes(
  { headers = {}, body = Buffer.from('{}') }: Partial<ProviderRequest>,
  token = endpoint.token,
) {
  const lines = Object.entries({ Host: 'a.test', 'Content-Length': body.length, ...headers })
  const head = [`POST /in/${token} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
