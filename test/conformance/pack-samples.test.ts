import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { PackSignature } from '#shared/model/provider-pack.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { judgeDelivery } from '../../src/main/engine/judging/judge-delivery.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { makeSample } from '../../src/main/engine/providers/make-sample.ts'
import { judge } from '../../src/main/engine/signatures/judge.ts'
import { schemeRegistry } from '../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../../src/main/engine/signatures/signature-scheme.ts'
import { applySigned } from '../support/scheme-cases.ts'

const builtInDir = join(import.meta.dirname, '../../resources/providers')
const { packs } = loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'no-such-folder') })

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

const captured = ({ method, target, headers, body }: SchemeRequest): CapturedRequest => ({
  method,
  target,
  httpVersion: '1.1',
  headers: [...headers],
  trailers: [],
  remoteAddress: '127.0.0.1',
  publicUrl,
  viaTunnel: false,
  firstByteAt: nowMs,
  lastByteAt: nowMs,
  bodySize: body.length,
  aborted: false,
})

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
    return judge({ request, aborted: false, signature, recipe: null, secrets })
  }

  it.each([...pack.samples.keys()])('verifies, knows and accepts %s', (event) => {
    const request = signedSample(event)
    expect(verdict(request)).toMatchObject({ state: 'verified', scheme: ref.scheme, secret: { id: 's1' } })

    const { later, examination } = judgeDelivery({
      endpoint: { id: 'e1', provider: null, recipe: null },
      request: captured(request),
      body: request.body,
      packs,
      secrets: [{ id: 's1', label: 'first', value: checking }],
      testKey: null,
    })
    expect(later).toBeNull()
    expect(examination).toMatchObject({
      facts: { provider: manifest.id, eventType: event },
      verification: { state: 'verified', scheme: ref.scheme },
      conformance: { state: 'conforms', issues: [] },
    })
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
