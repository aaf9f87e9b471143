import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { DeliveryToJudge } from '../../../../src/main/engine/judging/judge-delivery.ts'
import { judgeDelivery, judgeInSteps, unjudged } from '../../../../src/main/engine/judging/judge-delivery.ts'
import { builtInDir } from '../providers/pack-folders.ts'
import { delivery, requestWith, runaway, runawayText, secret, signedHeaders, withUserPacks } from './deliveries.ts'

const checking = { verification: { state: 'checking', reason: 'judged-later' }, conformance: { state: 'checking' } }
const json = [['Content-Type', 'application/json']] as const

/** All steps, and what was found in the end. */
function inSteps(order: DeliveryToJudge) {
  const steps = judgeInSteps(order)
  const parts = []
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done) return { parts, result: next.value }
    parts.push(next.value)
  }
}

describe('on arrival', () => {
  it('tells whose it is, what happened, whether signature and payload hold', () => {
    const { examination, handshake, later } = judgeDelivery(delivery())
    expect([handshake, later]).toEqual([null, null])
    expect(examination).toMatchObject({
      facts: {
        provider: 'replicer',
        providerBy: 'endpoint',
        eventType: 'call.ended',
        eventId: '5b0e9a3c-41f2-4c7e-9d0a-8f6b1c27e914',
        callId: 'clx-call-001',
        summary: { direction: 'outbound', who: 'John Doe', text: 'completed, 4 min' },
      },
      verification: { state: 'verified', secret: { id: 's1', label: 'Live' } },
      conformance: {
        state: 'conforms',
        reason: 'matches-schema',
        schema: { provider: 'replicer', event: 'call.ended' },
      },
      deadlineMs: 10_000,
      attemptsDocumented: 6,
    })
  })

  it('finds the same with the provider to be detected', () => {
    const chosen = judgeDelivery(delivery()).examination
    const found = judgeDelivery(delivery(undefined, { provider: null })).examination
    expect(found).toEqual({ ...chosen, facts: { ...chosen.facts, providerBy: 'detected' } })
  })

  it('tells where a payload differs', () => {
    const { examination } = judgeDelivery(delivery({ event: 'call.ended', id: 5 }))
    expect(examination.conformance).toMatchObject({ state: 'differs', reason: 'issues-found' })
    expect(examination.conformance.issues).toContainEqual(expect.objectContaining({ pointer: '/id', kind: 'type' }))
  })

  it.each([
    ['nobody', delivery('{}', { provider: null, headers: json }), 'provider-not-detected', 'provider-not-detected'],
    ['no event', delivery('{"id":"x"}'), 'event-not-detected', 'signature-matches'],
    ['an unknown event', delivery('{"event":"sms.sent"}'), 'event-not-documented', 'signature-matches'],
    [
      'another secret',
      delivery(undefined, { secrets: [{ ...secret, value: 'x' }] }),
      'matches-schema',
      'signature-mismatch',
    ],
    ['no secret', delivery(undefined, { secrets: [] }), 'matches-schema', 'no-secret'],
    [
      'a pack that is gone',
      delivery('{}', { provider: 'gone', headers: json }),
      'provider-not-detected',
      'provider-not-detected',
    ],
    [
      'a sender that went away',
      delivery('{"eve', { request: { aborted: true } }),
      'delivery-incomplete',
      'delivery-incomplete',
    ],
  ])('says why not: %s', (_, order, conformance, verification) => {
    const { examination, later } = judgeDelivery(order)
    expect(later).toBeNull()
    expect([examination.conformance.reason, examination.verification.reason]).toEqual([conformance, verification])
  })

  it("judges by the endpoint's own recipe, whoever sent it", () => {
    const recipe = {
      scheme: 'hmac',
      params: { header: 'X-Own', algorithm: 'sha256', encoding: 'hex', signed: '{body}' },
    }
    const headers = signedHeaders(Buffer.from('{}')).map(
      ([name, value]) => [name.replace(/^X-.*/, 'X-Own'), value] as const,
    )
    expect(judgeDelivery(delivery('{}', { recipe, headers })).examination.verification.state).toBe('verified')
  })

  it('verifies a sample of its own by the test key', () => {
    const testKey = { id: 'test', label: 'Test key', value: 'tk' }
    const order = { ...delivery(undefined, { headers: signedHeaders(delivery().body, 'tk') }), testKey }
    expect(judgeDelivery(order).examination.verification.secret).toEqual({ id: 'test', label: 'Test key' })
  })
})

describe('a set-up request', () => {
  const slack = (body: object, change = {}) =>
    judgeDelivery(delivery(body, { provider: 'slack', headers: json, ...change }))
  const check = { type: 'url_verification', challenge: 'abc', token: 't' }

  it('is named and answered; without a signature it is no forgery', () => {
    const { examination, handshake } = slack(check)
    expect(handshake?.reply).toMatchObject({ status: 200, body: 'abc' })
    expect(examination).toMatchObject({
      facts: { summary: { text: 'Slack URL verification' } },
      verification: { state: 'unsigned', reason: 'handshake' },
      conformance: { state: 'conforms' },
    })
  })

  it('need not be an event of the provider', () => {
    const target = '/in/x?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=shhh'
    const request = { method: 'GET', target }
    const { examination, handshake } = judgeDelivery(delivery('', { provider: null, headers: [], request }))
    expect(handshake?.reply).toMatchObject({ status: 200, body: '1158201444' })
    expect(examination).toMatchObject({
      facts: { provider: 'meta', summary: { text: 'Meta URL verification' } },
      verification: { state: 'unsigned', reason: 'handshake' },
      conformance: { state: 'no-schema', reason: 'handshake' },
    })
  })

  it('fails with a signature that does not hold, where the provider signs it', () => {
    const headers = [...json, ['X-Slack-Signature', 'v0=00'], ['X-Slack-Request-Timestamp', '1775347200']] as const
    expect(slack(check, { headers }).examination.verification).toMatchObject({ state: 'failed' })
  })

  it('is none where the sender went away', () => {
    expect(slack(check, { request: { aborted: true } }).handshake).toBeNull()
  })
})

describe('what is judged later', () => {
  it.each([
    ['decoded', gzipSync(`"${'x'.repeat(300_000)}"`), 'gzip', 'the decoded body is larger than 256 kB'],
    ['deep', Buffer.from('['.repeat(200)), 'identity', 'the body is nested more than 100 levels deep'],
    ['many', Buffer.from(`[${'0,'.repeat(30_000)}0]`), 'identity', 'the body has more than 20,000 values'],
  ])('is too big: %s', (_, body, coding, reason) => {
    const headers = [...signedHeaders(body), ['Content-Encoding', coding]] as const
    const { examination, later } = judgeDelivery(delivery(body, { headers }))
    expect(later).toBe(reason)
    expect(examination).toMatchObject({
      ...checking,
      facts: {
        provider: 'replicer',
        eventType: null,
        summary: { text: expect.stringMatching(/^application\/json, /) },
      },
      deadlineMs: 10_000,
      attemptsDocumented: 6,
    })
    expect(examination.verification.detail).toBe(reason)
  })

  it('differs in very many places', () => {
    const [event] = JSON.parse(readFileSync(join(builtInDir, 'hubspot/samples/contact.creation.json'), 'utf8'))
    const batch = (size: number) => Array.from({ length: size }, () => ({ ...event, portalId: 'x' }))
    const judged = (size: number) => judgeDelivery(delivery(batch(size), { provider: 'hubspot', headers: json }))
    expect(judged(100).examination.conformance.issueCount).toBe(100)
    expect(judged(101)).toMatchObject({
      later: 'it leaves the schema in very many places',
      examination: {
        facts: { eventType: 'contact.creation' },
        verification: { reason: 'header-missing' },
        conformance: { state: 'checking', reason: 'judged-later' },
      },
    })
  })

  it.each([
    ['the endpoint is of one', 'acme', []],
    ['it is detected', null, [['X-Acme-Event', 'x']]],
  ] as const)("is of a user's pack: %s", (_, provider, extra) => {
    const packs = withUserPacks({ acme: {} })
    const order = delivery('{"event":"call.ended"}', { provider, packs, headers: [...json, ...extra] })
    const { examination, later } = judgeDelivery(order)
    expect(later).toBe('a pack of yours is checked in a process of its own')
    expect(examination).toMatchObject({ ...checking, facts: { provider: 'acme', eventType: null } })
  })

  it("is not what is certainly a built-in provider's, with users' packs beside", () => {
    const packs = withUserPacks({
      acme: { manifest: { detect: [{ when: [{ body: '/x', matches: '^a$' }], weight: 1 }] } },
    })
    expect(judgeDelivery(delivery(undefined, { provider: null, packs })).later).toBeNull()
  })

  it("runs no pattern of a user's pack that could take its time", () => {
    const pattern = { body: '/event', matches: runaway }
    const handshake = {
      id: 'check',
      title: 'Check',
      when: [pattern],
      signed: false,
      answer: { kind: 'plain' as const },
    }
    const body = JSON.stringify({ event: runawayText })
    const detecting = withUserPacks({ acme: { manifest: { detect: [{ when: [pattern], weight: 100 }] } } })
    const others = withUserPacks({
      acme: { manifest: { summaries: [{ event: runaway }], handshakes: [handshake] }, schema: { pattern: runaway } },
    })
    const startedAt = performance.now()
    const found = [
      judgeDelivery(delivery(body, { provider: null, packs: detecting, headers: json })),
      judgeDelivery(delivery(body, { provider: 'acme', packs: others, headers: json })),
    ]
    expect(performance.now() - startedAt).toBeLessThan(500)
    expect(found.map(({ later, handshake }) => [later === null, handshake])).toEqual([
      [false, null],
      [false, null],
    ])
  })

  it("but a user's set-up request is answered at once, where its conditions take no time", () => {
    const handshake = {
      id: 'check',
      title: 'Acme check',
      when: [{ body: '/type', matches: '^check$' }],
      signed: false,
      answer: { kind: 'echo-body' as const, pointer: '/challenge' },
    }
    const packs = withUserPacks({ acme: { manifest: { handshakes: [handshake] } } })
    const order = delivery({ type: 'check', challenge: 'abc' }, { provider: 'acme', packs, headers: json })
    expect(judgeDelivery(order)).toMatchObject({
      later: expect.any(String),
      handshake: { handshake: { title: 'Acme check' }, reply: { status: 200, body: 'abc' } },
    })
  })

  it('without its body, tells the provider from the headers', () => {
    const request = requestWith([...json, ['X-Replicer-Event', 'call.ended']], 5_000_000)
    const endpoint = { id: 'ep_1', provider: null, recipe: null }
    expect(unjudged({ endpoint, request, packs: delivery().packs }, 'the body is larger than 1 MiB')).toMatchObject({
      ...checking,
      facts: { provider: 'replicer', providerBy: 'detected', summary: { text: 'application/json, 5 MB' } },
      deadlineMs: 10_000,
    })
  })
})

describe('in steps', () => {
  it('finds in the end what is found on arrival', () => {
    for (const order of [
      delivery(),
      delivery(undefined, { provider: null }),
      delivery('{"event":5}'),
      delivery('nonsense'),
    ]) {
      expect(inSteps(order).result).toEqual(judgeDelivery(order))
    }
  })

  it('tells the signature before it reads the body, then the facts', () => {
    const { parts } = inSteps(delivery())
    expect(parts).toMatchObject([
      { verification: { state: 'verified' } },
      { verification: { state: 'verified' }, facts: { eventType: 'call.ended' } },
    ])
    expect(parts[0]).not.toHaveProperty('facts')
  })

  it('needs the body where nothing else tells the provider', () => {
    const body = { topic: 'sms.sent', version: '2.0', timestamp: '', data: {} }
    const { parts, result } = inSteps(delivery(body, { provider: null, headers: json }))
    expect(parts).toMatchObject([{ facts: { provider: 'allo-v2' } }])
    expect(result.examination.facts.provider).toBe('allo-v2')
  })

  it('reads what is too big on arrival', () => {
    const body = JSON.stringify({ event: 'call.ended', list: Array.from({ length: 30_000 }, () => 0) })
    expect(inSteps(delivery(body)).result).toMatchObject({
      later: null,
      examination: { facts: { eventType: 'call.ended' }, conformance: { state: 'differs' } },
    })
  })
})
