import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectProvider } from '../../src/main/engine/providers/detect-provider.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { readPayload } from '../../src/main/engine/providers/read-payload.ts'
import { judge } from '../../src/main/engine/signatures/judge.ts'
import { schemeRegistry } from '../../src/main/engine/signatures/registry.ts'

interface VectorCase {
  readonly id: string
  readonly provider: string
  readonly secret?: string
  readonly publicKey?: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodyUtf8?: string
  readonly clockMs?: number
  readonly valid: boolean
}

/** The pack that a delivery of each sender must be taken for, by nothing but its headers and body. */
const packOf: Readonly<Record<string, string>> = {
  'Standard Webhooks': 'standard-webhooks',
  Twilio: 'twilio',
  'Sinch Voice': 'sinch-voice',
  Plivo: 'plivo',
  Replicer: 'replicer',
  'Allo (v2)': 'allo-v2',
  'Quo (beta webhooks)': 'quo',
  'Quo/OpenPhone (legacy)': 'openphone',
  'Retell AI': 'retell',
  ElevenLabs: 'elevenlabs',
  Telnyx: 'telnyx',
  'Bland AI': 'bland',
  Vonage: 'vonage',
  Dialpad: 'dialpad',
  Vapi: 'vapi',
}

const root = join(import.meta.dirname, '../..')
const file: unknown = JSON.parse(readFileSync(join(root, 'test/fixtures/vectors/signatures.json'), 'utf8'))
const vectors = (Array.isArray(file) ? file : (file as { cases: unknown }).cases) as readonly VectorCase[]
const builtInDir = join(root, 'resources/providers')
const { packs } = await loadProviderPacks({ builtInDir, userDir: join(root, 'no-such-folder') })

describe.each(vectors.filter(({ provider }) => packOf[provider] !== undefined))('$id', (vector) => {
  const { method, url, headers, bodyUtf8 = '', clockMs = 0 } = vector
  const { pathname, search } = new URL(url)
  const request = {
    method,
    target: pathname + search,
    publicUrl: url,
    headers: Object.entries(headers),
    body: Buffer.from(bodyUtf8),
    arrivedAtMs: clockMs,
  }
  const detected = detectProvider(packs, readPayload(request, request.body), null)

  it('is known by its pack', () => {
    expect(detected?.pack.manifest.id).toBe(packOf[vector.provider])
  })

  it('is judged rightly with nothing but the pack and the secret', () => {
    const secrets = [{ id: 's', label: 's', value: vector.secret ?? vector.publicKey ?? '' }]
    const signature = detected?.pack.manifest.signature ?? null
    const { state } = judge({ request, aborted: false, signature, recipe: null, registry: schemeRegistry, secrets })
    expect(state).toBe(vector.valid ? 'verified' : 'failed')
  })
})
