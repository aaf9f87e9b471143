import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Answer } from '#shared/model/delivery.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { Log } from '../../../../src/main/engine/ports.ts'
import { openStore } from '../../../../src/main/engine/store/open-store.ts'
import type { NewDelivery, Store, StoredEndpoint } from '../../../../src/main/engine/store/store.ts'

/** 20 November 2026, 12:00 UTC. */
export const noon = Date.UTC(2026, 10, 20, 12)

export const quietLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A folder that goes with the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchhook-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function open(dataDir: string, log: Log = quietLog): Promise<Store> {
  return openStore({ dataDir, log, clock: { now: () => noon, elapsed: () => 0 } })
}

/** A store in a folder of its own; both go with the test. */
export async function tempStore(): Promise<{ store: Store; dataDir: string }> {
  const dataDir = tempFolder()
  const store = await open(dataDir)
  onTestFinished(() => store.close())
  return { store, dataDir }
}

export interface DeliveryOptions {
  readonly body?: string | Uint8Array
  readonly facts?: Partial<NewDelivery['facts']>
  readonly request?: Partial<NewDelivery['request']>
  readonly verification?: Partial<NewDelivery['verification']>
  readonly conformance?: Partial<NewDelivery['conformance']>
  readonly top?: Partial<NewDelivery>
}

/** A plain delivery with the given differences. */
export function delivery(id: string, options: DeliveryOptions = {}): NewDelivery {
  const text = options.body ?? '{"event":"call.ended"}'
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return {
    id,
    endpointId: 'end_1',
    receivedAt: noon,
    body: { kind: 'memory', bytes },
    facts: {
      provider: 'allo-v2',
      providerBy: 'detected',
      eventType: 'call.ended',
      eventId: null,
      callId: null,
      summary: { direction: null, who: null, text: 'a call', headline: null, detail: null, quote: null },
      ...options.facts,
    },
    request: {
      method: 'POST',
      target: '/in/token',
      httpVersion: '1.1',
      headers: [['Content-Type', 'application/json']],
      trailers: [],
      remoteAddress: '127.0.0.1',
      publicUrl: 'http://127.0.0.1/in/token',
      viaTunnel: false,
      firstByteAt: noon,
      lastByteAt: noon,
      bodySize: bytes.length,
      aborted: false,
      ...options.request,
    },
    verification: {
      state: 'verified',
      reason: 'signature-matches',
      scheme: 'hmac',
      secret: null,
      covers: { extent: 'body', detail: 'the raw body' },
      replay: { protected: false, toleranceSeconds: null, detail: 'no timestamp is signed' },
      detail: null,
      ...options.verification,
    },
    conformance: {
      state: 'conforms',
      reason: 'matches-schema',
      schema: null,
      issues: [],
      issueCount: 0,
      documentedFields: 1,
      detail: null,
      ...options.conformance,
    },
    deadlineMs: 5000,
    attemptsDocumented: 3,
    sample: false,
    handshake: null,
    ...options.top,
  }
}

export const endpoint: StoredEndpoint = {
  id: 'end_1',
  name: 'Front desk',
  token: 'token-1',
  provider: 'allo-v2',
  target: 'http://localhost:3000/hooks',
  recipe: { scheme: 'hmac', params: { header: 'X-Signature' } },
  createdAt: noon,
  configKey: null,
}

export function answer(status: number, afterMs = 12): Answer {
  return { status, headers: [['Content-Length', '0']], body: '', afterMs, storedAfterMs: 8, by: 'rule' }
}

export function replay(id: string, deliveryId: string): Omit<Replay, 'number'> {
  return {
    id,
    deliveryId,
    sentAt: noon,
    target: 'http://localhost:3000/hooks',
    changes: [],
    status: 200,
    statusText: 'OK',
    headers: [],
    bodySize: 2,
    bodyTruncated: false,
    timing: { connectMs: 1, firstByteMs: 2, totalMs: 3 },
    error: null,
  }
}

/** Waits until the search index holds everything up to `seq`. */
export async function indexed(store: Store, seq: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if ((await store.indexedThrough()) >= seq) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`not indexed up to ${seq} in 5 s`)
}

/** Ids of the deliveries that fit a query, newest first. */
export async function find(store: Store, query: string): Promise<string[]> {
  const rows = await store.page({ query, limit: 500 })
  return rows.map(({ id }) => id)
}
