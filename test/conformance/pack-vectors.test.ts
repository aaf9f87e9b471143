import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { judge } from '../../src/main/engine/signatures/judge.ts'

interface Vector {
  readonly id: string
  readonly provider: string
  readonly scheme: string
  readonly secret?: string
  readonly publicKey?: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodyUtf8: string
  readonly clockMs?: number
  readonly valid: boolean
}

const packIds: Readonly<Record<string, string>> = {
  'Allo (v2)': 'allo-v2',
  'Bland AI': 'bland',
  'Meta (WhatsApp)': 'meta',
  'Quo (beta webhooks)': 'quo',
  'Quo/OpenPhone (legacy)': 'openphone',
  'Retell AI': 'retell',
  'Sinch Voice': 'sinch-voice',
  'Standard Webhooks': 'standard-webhooks',
}
const packIdOf = ({ provider }: Vector) => packIds[provider] ?? provider.toLowerCase()

const builtInDir = join(import.meta.dirname, '../../resources/providers')
const { packs } = loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'no-such-folder') })

/** A case without a clock says nothing about age; Zendesk's older order and Vapi's own settings are not those of the packs. */
const file = join(import.meta.dirname, '../fixtures/vectors/signatures.json')
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as Vector[]).filter(
  ({ scheme }) => scheme !== 'vapi-hmac' && !scheme.startsWith('zendesk-older'),
)

test.each(vectors.map((vector) => [packIdOf(vector), vector.id, vector] as const))('%s judges %s', (id, _, vector) => {
  const { pathname, search } = new URL(vector.url)
  const { state } = judge({
    request: {
      method: vector.method,
      target: pathname + search,
      publicUrl: vector.url,
      headers: Object.entries(vector.headers),
      body: Buffer.from(vector.bodyUtf8),
      arrivedAtMs: vector.clockMs ?? 0,
    },
    aborted: false,
    signature: packs.get(id)?.manifest.signature ?? null,
    recipe: null,
    secrets: [{ id: 's1', label: 'vector', value: vector.secret ?? vector.publicKey ?? '' }],
  })
  expect(state).toBe(vector.valid ? 'verified' : 'failed')
})

test('most cases are judged by a pack', () => expect(vectors.length).toBeGreaterThan(45))
