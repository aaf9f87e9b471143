import { describe, expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { fixtureKey } from '../../../../../src/main/engine/export/pseudonymise/fixture-keys.ts'
import { builtInPacks, everything, maskedItem, safeOf, signedSample } from '../../../../support/safe-items.ts'

const pack = (id: string) => builtInPacks.get(id)!
const header = (headers: readonly HeaderPair[], name: string) =>
  headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1]

describe('a signature of a safe request', () => {
  it('is made with a secret in the form of its scheme', () => {
    const secretOf = (id: string, event: string) => safeOf(signedSample(pack(id), event)).item.fixtureSecret
    expect(secretOf('replicer', 'call.ended')).toMatch(/^switchhook-fixture-[0-9a-f]{13}$/)
    expect(secretOf('allo-v2', 'call.received')).toMatch(/^whsec_[\w+/]{43}=$/)
    expect(secretOf('telnyx', [...pack('telnyx').samples.keys()][0]!)).toBe(fixtureKey('ed25519').checkWith)
  })

  it('stands where the old one stood; the time is that of the arrival', () => {
    const original = signedSample(pack('allo-v2'), 'call.received')
    const { item } = safeOf(original)
    const names = ({ delivery }: typeof item) => delivery.request.headers.map(([name]) => name)

    expect(names(item)).toEqual(names(original))
    expect(header(item.delivery.request.headers, 'webhook-timestamp')).toBe('1775397840')
    expect(header(item.delivery.request.headers, 'webhook-signature')).not.toBe(
      header(original.delivery.request.headers, 'webhook-signature'),
    )
    expect(item.delivery.verdict).toMatchObject({ state: 'verified', secret: { label: 'fixture secret' } })
  })

  it('of another scheme, which nobody has made again, is left out', () => {
    const original = signedSample(pack('github'), [...pack('github').samples.keys()][0]!)
    const { request } = original.delivery
    const headers = [...request.headers, ['X-Hub-Signature', `sha1=${'ab'.repeat(20)}`] as HeaderPair]
    const { item } = safeOf({ ...original, delivery: { ...original.delivery, request: { ...request, headers } } })
    expect(header(item.delivery.request.headers, 'x-hub-signature')).toBeUndefined()
    expect(header(item.delivery.request.headers, 'x-hub-signature-256')).toMatch(/^sha256=[0-9a-f]{64}$/)
  })

  it('that failed on arrival fails on: it becomes another of the same form', () => {
    const signature = 'ab'.repeat(32)
    const { item, signed, reason } = safeOf(
      maskedItem('{"event":"call.ended"}', {
        provider: pack('replicer'),
        event: 'call.ended',
        headers: [
          ['Content-Type', 'application/json'],
          ['X-Replicer-Signature', signature],
        ],
        verdict: { state: 'failed', reason: 'signature-mismatch', scheme: 'hmac' },
      }),
    )
    expect([signed, reason, item.fixtureSecret]).toEqual(['not-possible', 'failed-on-arrival', null])
    expect(header(item.delivery.request.headers, 'x-replicer-signature')).toMatch(/^[0-9a-f]{64}$/)
    expect(everything(item)).not.toContain(signature)
  })

  it.each([
    ['oncallclerk', 'call.started', 'not-possible', 'scheme-not-documented'],
    ['outcallerai', 'call.created', 'unsigned', 'provider-does-not-sign'],
    ['aircall', null, 'not-possible', 'secret-is-sent'],
  ])('of %s cannot be made, and why', (id, event, signed, reason) => {
    const first = event ?? [...pack(id).samples.keys()][0]!
    expect(safeOf(signedSample(pack(id), first))).toMatchObject({ signed, reason, item: { fixtureSecret: null } })
  })

  it('of nobody known cannot be made', () => {
    expect(safeOf(maskedItem('{}'))).toMatchObject({ signed: 'not-possible', reason: 'provider-not-detected' })
  })
})
