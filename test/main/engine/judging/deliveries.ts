import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ProviderManifestInput } from '#shared/model/provider-pack.ts'
import type { DeliveryToJudge } from '../../../../src/main/engine/judging/judge-delivery.ts'
import { loadProviderPacks } from '../../../../src/main/engine/providers/load-provider-packs.ts'
import { builtInDir, manifest, packFiles, writePacks } from '../providers/pack-folders.ts'

export const builtIn = loadProviderPacks({ builtInDir, userDir: 'none' }).packs

export const callEnded = readFileSync(join(builtInDir, 'replicer/samples/call.ended.json'))
export const secret = { id: 's1', label: 'Live', value: 'shhh' }

export function signedHeaders(body: Uint8Array, value = secret.value): HeaderPair[] {
  return [
    ['Content-Type', 'application/json'],
    ['X-Replicer-Signature', createHmac('sha256', value).update(body).digest('hex')],
  ]
}

export function requestWith(headers: readonly HeaderPair[], bodySize: number, target = '/in/x'): CapturedRequest {
  return {
    method: 'POST',
    target,
    httpVersion: '1.1',
    headers: [...headers],
    trailers: [],
    remoteAddress: '127.0.0.1',
    publicUrl: `https://x.example${target}`,
    viaTunnel: false,
    firstByteAt: Date.UTC(2026, 3, 5),
    lastByteAt: Date.UTC(2026, 3, 5),
    bodySize,
    aborted: false,
  }
}

interface Change {
  readonly provider?: string | null
  readonly headers?: readonly HeaderPair[]
  readonly packs?: DeliveryToJudge['packs']
  readonly request?: Partial<CapturedRequest>
  readonly recipe?: DeliveryToJudge['endpoint']['recipe']
  readonly secrets?: DeliveryToJudge['secrets']
}

/** A delivery to an endpoint of Replicer, signed unless other headers are given. */
export function delivery(body: unknown = callEnded, change: Change = {}): DeliveryToJudge {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const { provider = 'replicer', headers = signedHeaders(bytes), packs = builtIn, recipe = null } = change
  return {
    endpoint: { id: 'ep_1', provider, recipe },
    request: { ...requestWith(headers, bytes.length), ...change.request },
    body: bytes,
    packs,
    secrets: change.secrets ?? [secret],
    testKey: null,
  }
}

/** Folders with the built-in packs and these of the user's. */
export function userFolders(
  packs: Readonly<Record<string, { manifest?: Partial<ProviderManifestInput>; schema?: unknown }>>,
) {
  const folders = Object.entries(packs).map(([id, { manifest: change, schema = { type: 'object' } }]) => [
    id,
    {
      ...packFiles,
      'provider.json': JSON.stringify({ ...manifest, id, eventType: { body: '/event' }, ...change }),
      'schemas/call.ended.schema.json': JSON.stringify(schema),
    },
  ])
  return { builtInDir, userDir: writePacks(Object.fromEntries(folders)) }
}

export const withUserPacks = (packs: Parameters<typeof userFolders>[0]) => loadProviderPacks(userFolders(packs)).packs

/** Takes longer than the age of the universe on `runawayText`. */
export const runaway = '^(a+)+$'
export const runawayText = `${'a'.repeat(60)}!`
