import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { StoredHead } from '../../../../src/main/engine/log/codec.ts'
import { type LogPaths, logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { type LogReader, openLogReader } from '../../../../src/main/engine/log/log-reader.ts'
import { type LogWriter, openLogWriter } from '../../../../src/main/engine/log/log-writer.ts'

/** A fresh folder that is removed after the file's tests. */
export function logDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'switchhook-log-'))
  dirs.push(dir)
  return dir
}
const dirs: string[] = []
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})

export const request: CapturedRequest = {
  method: 'POST',
  target: '/in/token',
  httpVersion: '1.1',
  headers: [['Host', '127.0.0.1']],
  trailers: [],
  remoteAddress: '127.0.0.1',
  publicUrl: 'http://127.0.0.1/in/token',
  viaTunnel: false,
  firstByteAt: 1_700_000_000_000,
  lastByteAt: 1_700_000_000_001,
  bodySize: 2,
  aborted: false,
}

export const head = (over: Partial<StoredHead> = {}): StoredHead => ({
  endpointId: 'end_1',
  receivedAt: request.firstByteAt,
  request,
  facts: {
    provider: 'replicer',
    providerBy: 'endpoint',
    eventType: 'call.ended',
    eventId: 'evt_1',
    callId: null,
    summary: { direction: null, who: 'Maya', text: 'called', headline: null, detail: null, quote: null },
  },
  verification: {
    state: 'verified',
    reason: 'signature-matches',
    scheme: 'hmac',
    secret: { id: 'sec_1', label: 'live' },
    covers: { extent: 'body', detail: 'the raw body' },
    replay: { protected: false, toleranceSeconds: null, detail: '' },
    detail: null,
  },
  conformance: {
    state: 'conforms',
    reason: 'matches-schema',
    schema: null,
    issues: [],
    issueCount: 0,
    documentedFields: 0,
    detail: null,
  },
  deadlineMs: 10_000,
  attemptsDocumented: 3,
  sample: false,
  handshake: null,
  reply: { status: 200, headers: [], body: '', by: 'rule' },
  ...over,
})

export interface TestLog {
  readonly paths: LogPaths
  readonly writer: LogWriter
  readonly reader: LogReader
  readonly commits: number[]
  readonly faults: unknown[]
  /** Stores a delivery; resolves with its number. */
  add(body: Uint8Array | string, over?: Partial<StoredHead>): Promise<number>
  close(): void
}

/** A log in a folder; `load` as in the writer's options, 1 unless told: nothing is packed then. */
export function openTestLog(dataDir: string, load: () => number = () => 1): TestLog {
  const paths = logPaths(dataDir)
  const commits: number[] = []
  const faults: unknown[] = []
  const writer = openLogWriter({
    paths,
    onCommit: (through) => commits.push(through),
    onError: (error) => faults.push(error),
    onDamage: (error) => faults.push(error),
    load,
  })
  const reader = openLogReader(paths)
  return {
    paths,
    writer,
    reader,
    commits,
    faults,
    add: (body, over) =>
      new Promise((resolve, reject) => {
        const file = over?.file
        writer.addDelivery({
          head: head(over),
          body: file === undefined ? Buffer.from(body) : null,
          done: (error, seq) => (error === null ? resolve(seq) : reject(error as Error)),
        })
      }),
    close() {
      reader.close()
      writer.close()
    },
  }
}
