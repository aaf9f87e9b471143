import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { firstHeader } from '#shared/model/headers.ts'
import type { PackSignature } from '#shared/model/provider-pack.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { createChecker } from '../../src/main/engine/checker/create-checker.ts'
import { detectProvider } from '../../src/main/engine/providers/detect-provider.ts'
import { findSchema } from '../../src/main/engine/providers/event-entry.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { makeSample } from '../../src/main/engine/providers/make-sample.ts'
import { readFacts } from '../../src/main/engine/providers/read-facts.ts'
import { readPayload } from '../../src/main/engine/providers/read-payload.ts'
import { judge } from '../../src/main/engine/signatures/judge.ts'
import { schemeRegistry } from '../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../../src/main/engine/signatures/signature-scheme.ts'
import { applySigned } from '../support/scheme-cases.ts'

const builtInDir = join(import.meta.dirname, '../../resources/providers')
const { packs } = await loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'no-such-folder') })
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const checker = createChecker({ log: silent, timeLimitMs: 20_000 })
afterAll(() => checker.close())

const nowMs = Date.UTC(2026, 0, 2, 8)
const publicUrl = 'https://x.example/in/abc?b=2&a=1'

function keyPair(type: 'ed25519' | 'rsa') {
  const pair = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519')
  return {
    signing: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    checking: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}
const pairs = { ed25519: keyPair('ed25519'), rsa: keyPair('rsa') }
const otherPairs = { ed25519: keyPair('ed25519'), rsa: keyPair('rsa') }

/** What signs by a scheme, and what checks it: a made key pair for public-key schemes, else one text for both. */
function keysFor({ scheme, params }: SchemeRef, from = pairs) {
  if (scheme === 'public-key') return params.algorithm === 'rsa-sha256' ? from.rsa : from.ed25519
  const word = from === pairs ? 'right' : 'wrong'
  const base64 = Buffer.from(word.repeat(5)).toString('base64')
  const text = scheme === 'basic' ? `user:${word}` : params.secretForm === 'base64' ? base64 : `whsec_${base64}`
  return { signing: text, checking: text }
}

const cases = [...packs.values()].flatMap((pack) => {
  const { signature } = pack.manifest
  if (signature.kind !== 'scheme') return []
  return [signature, ...(signature.alternatives ?? [])].map((ref, index) => ({ pack, ref, index }))
})

describe.each(cases)('$pack.manifest.id by $ref.scheme ($index)', ({ pack, ref }) => {
  const { manifest } = pack
  const scheme = schemeRegistry.get(ref.scheme)!
  const params = scheme.params.parse(ref.params)
  const { signing, checking } = keysFor(ref)

  const signedSample = (event: string): SchemeRequest => {
    const sample = makeSample(pack, event, { nowMs, randomBytes: (size) => new Uint8Array(size).fill(7) })!
    const plain = { ...sample, target: '/in/abc?b=2&a=1', publicUrl, arrivedAtMs: nowMs }
    let ids = 0
    return applySigned(plain, scheme.sign(plain, params, signing, nowMs, () => `id-${++ids}`)!)
  }
  const verdict = (request: SchemeRequest, value = checking, signature: PackSignature = manifest.signature) => {
    const secrets = [{ id: 's1', label: 'first', value }]
    return judge({ request, aborted: false, signature, recipe: null, registry: schemeRegistry, secrets })
  }

  it.each([...pack.samples.keys()])('verifies, knows and accepts %s', async (event) => {
    const request = signedSample(event)
    expect(verdict(request)).toMatchObject({ state: 'verified', scheme: ref.scheme, secret: { id: 's1' } })

    const payload = readPayload(request, request.body)
    const detected = detectProvider(packs, payload, null)
    expect(detected?.pack.manifest.id).toBe(manifest.id)
    expect(readFacts(detected, payload).eventType).toBe(event)

    const { entry, schema } = findSchema(pack, event)!
    const of = { provider: manifest.id, event: entry.type, documented: entry.documented }
    const conformance = await checker.check({
      body: { kind: 'memory', bytes: request.body },
      contentType: firstHeader(request.headers, 'content-type') ?? null,
      contentEncoding: null,
      schema: { ...schema, of },
    })
    expect(conformance).toMatchObject({ state: 'conforms', issues: [] })
  })

  it('fails with another secret, and where what it covers was changed', () => {
    const request = signedSample([...pack.samples.keys()][0]!)
    const alone = { kind: 'scheme', ...ref } as const
    expect(verdict(request, keysFor(ref, otherPairs).checking, alone).state).toBe('failed')
    const isJson = /^[{[]/.test(Buffer.from(request.body).toString('latin1'))
    const altered = { ...request, body: Buffer.concat([request.body, Buffer.from(isJson ? ' ' : '0')]) }
    const { extent } = scheme.describe(params, request).covers
    expect(verdict(altered, checking, alone).state).toBe(extent === 'body' ? 'failed' : 'verified')
  })
})
