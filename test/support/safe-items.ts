import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SchemeRef, Verification } from '#shared/model/verification.ts'
import type { MaskedItem } from '../../src/main/engine/export/export-format.ts'
import { maskItems } from '../../src/main/engine/export/mask-items.ts'
import { pseudonymise } from '../../src/main/engine/export/pseudonymise/pseudonymise.ts'
import { signingForExport } from '../../src/main/engine/export/pseudonymise/signing.ts'
import { targetFor } from '../../src/main/engine/lib/target-url.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { makeSample } from '../../src/main/engine/providers/make-sample.ts'
import { type ProviderPack, signatureRules } from '../../src/main/engine/providers/provider-pack.ts'
import { judge, schemeRefs } from '../../src/main/engine/signatures/judge.ts'
import { resolveScheme } from '../../src/main/engine/signatures/registry.ts'
import { deliveryDetail } from './delivery-detail.ts'
import { applySigned } from './scheme-cases.ts'

const builtInDir = join(import.meta.dirname, '../../resources/providers')
const { packs } = loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'no-such-folder') })
export const builtInPacks = packs

export const arrivedAt = Date.parse('2026-04-05T14:04:00Z')

interface ItemParts {
  readonly provider?: ProviderPack | null
  readonly event?: string | null
  readonly headers?: readonly HeaderPair[]
  readonly target?: string
  readonly endpointTarget?: string
  readonly verdict?: Partial<Verification>
}

/** A delivery as the export thread masks it, with what signs it again. */
export function maskedItem(body: string | Uint8Array, parts: ItemParts = {}): MaskedItem {
  const { provider = null, event = null, target = '/in/q83vEjRWeJCrze8SNFZ4kA', verdict = {} } = parts
  const headers = [...(parts.headers ?? [['Content-Type', 'application/json'] as const])]
  const bytes = Buffer.from(body)
  const rules = signatureRules(provider, event, { recipe: null, hasSecret: false })
  const { verdict: plain, ...detail } = deliveryDetail(
    { provider: provider?.manifest.id ?? null, eventType: event, receivedAt: arrivedAt },
    { target, headers, bodySize: bytes.length, publicUrl: `https://tunnel.example${target}`, firstByteAt: arrivedAt },
  )
  const [item] = maskItems([
    {
      delivery: { ...detail, verdict: { ...plain, ...verdict } },
      body: bytes,
      endpointName: 'Front desk',
      ...(parts.endpointTarget && {
        endpointTarget: parts.endpointTarget,
        targetUrl: targetFor(parts.endpointTarget, target),
      }),
      signing: signingForExport(provider?.manifest ?? null, rules),
    },
  ])
  return item!
}

const made = new Map<'ed25519' | 'rsa', string>()

/** Made when it is asked for: an RSA key takes a second. */
function privateKey(type: 'ed25519' | 'rsa'): string {
  const known = made.get(type)
  if (known !== undefined) return known
  const pair = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519')
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  made.set(type, pem)
  return pem
}

function secretOf({ scheme, params }: SchemeRef): string {
  if (scheme === 'public-key') return privateKey(params.algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519')
  const base64 = Buffer.from('the provider’s own secret').toString('base64')
  return scheme === 'basic' ? 'user:secret-of-the-user' : params.secretForm === 'base64' ? base64 : `whsec_${base64}`
}

/** A pack's sample event, its body changed by `change`, as the provider would have sent it: signed by its scheme. */
export function signedSample(provider: ProviderPack, event: string, change = (body: string) => body): MaskedItem {
  const sample = makeSample(provider, event, { nowMs: arrivedAt, randomBytes: (size) => new Uint8Array(size).fill(7) })!
  const body = Buffer.from(change(Buffer.from(sample.body).toString()))
  const target = '/in/q83vEjRWeJCrze8SNFZ4kA'
  const plain = { ...sample, body, target, publicUrl: `https://tunnel.example${target}`, arrivedAtMs: arrivedAt }
  const rules = signatureRules(provider, event, { recipe: null, hasSecret: false })
  const [ref] = schemeRefs(rules)
  const by = ref && resolveScheme(ref)
  if (!ref || !by || 'problem' in by) {
    const { state, reason } = judge({ request: plain, aborted: false, ...rules, secrets: [] })
    return maskedItem(body, { provider, event, headers: sample.headers, verdict: { state, reason, scheme: null } })
  }
  let ids = 0
  const parts = by.scheme.sign(plain, by.params, secretOf(ref), arrivedAt, () => `id-${++ids}`)
  const signed = applySigned(plain, parts!)
  return maskedItem(signed.body, {
    ...{ provider, event, headers: signed.headers, target: signed.target },
    verdict: { state: 'verified', reason: 'signature-matches', scheme: ref.scheme },
  })
}

/** The safe one of a single delivery. */
export function safeOf(item: MaskedItem, seed = 'seed', rules: Parameters<typeof pseudonymise>[1]['rules'] = []) {
  const { items, report, signing } = pseudonymise([item], { seed, rules })
  const [safe] = items
  return { item: safe!, report, text: Buffer.from(safe!.body).toString(), ...signing[0]! }
}

/** Everything that a format could write of an item, as one text. */
export const everything = ({ body, signing: _, ...rest }: MaskedItem): string =>
  `${JSON.stringify(rest)}\n${Buffer.from(body).toString()}`
