import { describe, expect, it } from 'vitest'
import { type DetectionRule, ProviderManifest } from '#shared/model/provider-pack.ts'
import {
  detectByHead,
  detectProvider,
  packsToRunAnywhere,
} from '../../../../src/main/engine/providers/detect-provider.ts'
import { loadProviderPacks } from '../../../../src/main/engine/providers/load-provider-packs.ts'
import { readHead } from '../../../../src/main/engine/providers/payload.ts'
import type { ProviderPack } from '../../../../src/main/engine/providers/provider-pack.ts'
import { builtInDir, manifest } from './pack-folders.ts'
import { payloadOf } from './payload-of.ts'

function packsWith(rules: Readonly<Record<string, readonly DetectionRule[]>>): ReadonlyMap<string, ProviderPack> {
  const entries = Object.entries(rules).map(([id, detect]): [string, ProviderPack] => {
    const parsed = ProviderManifest.parse({ ...manifest, id, detect })
    return [id, { manifest: parsed, origin: 'user', folder: '', schemas: new Map(), samples: new Map() }]
  })
  return new Map(entries)
}

const detected = (
  rules: Readonly<Record<string, readonly DetectionRule[]>>,
  payload = payloadOf({ event: 'x', n: 5 }),
) => detectProvider(packsWith(rules), payload, null)?.pack.manifest.id ?? null

describe('detectProvider', () => {
  const event = { body: '/event' }

  it('takes the pack with the strongest rule that holds', () => {
    const rules = {
      weak: [{ when: [event], weight: 10 }],
      strong: [
        { when: [event], weight: 5 },
        { when: [{ body: '/n', matches: '^5$' }], weight: 50 },
      ],
      other: [{ when: [{ header: 'X-Other' }], weight: 100 }],
    }
    expect(detected(rules)).toBe('strong')
  })

  it('takes the rule with more conditions among equals, and none in a tie', () => {
    const one = [{ when: [event], weight: 10 }]
    const two = [{ when: [event, { method: 'POST' }], weight: 10 }]
    expect(detected({ one, two })).toBe('two')
    expect(detected({ one, same: one })).toBeNull()
  })

  it('knows a tie from a win in whatever order the rules are met', () => {
    const rule = (header: string, weight: number) => ({ when: [{ header }], weight })
    const met = (rules: Readonly<Record<string, readonly DetectionRule[]>>) =>
      detected(rules, payloadOf({}, { 'X-1': 'a', 'X-2': 'b', 'X-3': 'c' }))
    expect(met({ a: [rule('X-1', 10)], b: [rule('X-2', 10)], c: [rule('X-3', 20)] })).toBe('c')
    expect(met({ c: [rule('X-1', 20)], a: [rule('X-2', 10)], b: [rule('X-3', 10)] })).toBe('c')
    expect(met({ a: [rule('X-1', 10), rule('X-2', 20)], b: [rule('X-3', 20)] })).toBeNull()
    expect(met({ a: [rule('X-1', 20), rule('X-2', 20)], b: [rule('X-3', 10)] })).toBe('a')
  })

  it('needs every condition of a rule', () => {
    expect(detected({ a: [{ when: [event, { method: 'GET' }], weight: 10 }] })).toBeNull()
    expect(detected({ a: [{ when: [{ body: '/event', matches: '^y$' }], weight: 10 }] })).toBeNull()
    expect(detected({ a: [{ when: [{ query: 'event' }], weight: 10 }] })).toBeNull()
  })

  it('takes null for a value that is there, but not for one that matches', () => {
    const payload = payloadOf({ data: null })
    expect(detected({ a: [{ when: [{ body: '/data' }], weight: 10 }] }, payload)).toBe('a')
    expect(detected({ a: [{ when: [{ body: '/data', matches: '' }], weight: 10 }] }, payload)).toBeNull()
  })

  it("lets the endpoint's provider win, unless its pack is gone", () => {
    const packs = packsWith({ a: [{ when: [event], weight: 10 }], b: [] })
    const payload = payloadOf({ event: 'x' })
    expect(detectProvider(packs, payload, 'b')).toMatchObject({ pack: { manifest: { id: 'b' } }, by: 'endpoint' })
    expect(detectProvider(packs, payload, 'gone')).toMatchObject({ pack: { manifest: { id: 'a' } }, by: 'detected' })
  })
})

describe('before the body is read', () => {
  const head = readHead(
    {
      method: 'POST',
      target: '/',
      headers: [
        ['X-A', '1'],
        ['X-B', '1'],
      ],
    },
    100_000,
  )
  const byHead = (rules: Readonly<Record<string, readonly DetectionRule[]>>, chosen: string | null = null) =>
    detectByHead(packsWith(rules), head, chosen)?.pack.manifest.id ?? null
  const a = [{ when: [{ header: 'X-A' }], weight: 50 }]

  it('tells a provider that no rule about the body could beat', () => {
    expect(byHead({ a })).toBe('a')
    expect(byHead({ a, weak: [{ when: [{ body: '/x' }], weight: 10 }] })).toBe('a')
    expect(byHead({ a, other: [{ when: [{ header: 'X-Other' }, { body: '/x' }], weight: 100 }] })).toBe('a')
  })

  it('tells none where one could', () => {
    expect(byHead({ a, as: [{ when: [{ body: '/x' }], weight: 50 }] })).toBeNull()
    expect(byHead({ a, b: [{ when: [{ header: 'X-B' }, { body: '/x' }], weight: 60 }] })).toBeNull()
    expect(byHead({ b: [{ when: [{ body: '/x' }], weight: 60 }] })).toBeNull()
  })

  it("tells the endpoint's", () => {
    expect(byHead({ a, b: [] }, 'b')).toBe('b')
  })
})

describe('packs that run anywhere', () => {
  it("are the built-in ones, and the user's that run no pattern that could take its time", () => {
    const packs = packsWith({
      plain: [{ when: [{ body: '/x' }], weight: 1 }],
      bounded: [{ when: [{ body: '/x', matches: '^(a|b)$' }], weight: 1 }],
      runaway: [{ when: [{ body: '/x', matches: '^(a+)+$' }], weight: 1 }],
      endless: [{ when: Array.from({ length: 101 }, () => ({ body: '/x' })), weight: 1 }],
    })
    const builtIn = { ...packs.get('runaway')!, origin: 'built-in' as const }
    expect([...packsToRunAnywhere(new Map([...packs, ['ours', builtIn]])).keys()]).toEqual(['plain', 'bounded', 'ours'])
  })

  it('are all of them where there is no such pack, as the same map', () => {
    const packs = packsWith({ plain: [{ when: [{ body: '/x' }], weight: 1 }] })
    expect(packsToRunAnywhere(packs)).toBe(packs)
  })
})

describe('built-in packs', () => {
  const { packs } = loadProviderPacks({ builtInDir, userDir: 'none' })
  const idOf = (body: unknown, headers = {}) =>
    detectProvider(packs, payloadOf(body, headers), null)?.pack.manifest.id ?? null

  it.each([
    ['replicer', 'not JSON', { 'x-replicer-event': 'call.ended' }],
    ['oncallclerk', '', { 'X-ONCALLCLERK-SIGNATURE': 'abc' }],
    ['outcallerai', {}, { 'X-Outcaller-Event': 'lead.created' }],
    ['allo-v1', { topic: 'SMS_SENT', data: {} }, {}],
    ['allo-v2', { topic: 'sms.sent', version: '2.0', timestamp: '', data: {} }, {}],
    ['outcallerai', { event: 'call.failed', resource: 'call', action: 'updated', workspaceId: 'w', timestamp: '' }, {}],
    ['oneinbox', { event: 'call.ended', call_id: 'call_1' }, {}],
    [null, { event: 'call.ended' }, {}],
    [null, { type: 'call.completed', data: {} }, {}],
    [null, { id: 'evt_1', type: 'customer.created', created: 1, data: {} }, {}],
    [null, { topic: 'sms.sent', data: {} }, {}],
    [null, 'hello', {}],
    [null, '', {}],
  ])('%s', (expected, body, headers) => {
    expect(idOf(body, headers)).toBe(expected)
  })
})
