import { describe, expect, it } from 'vitest'
import { judgeDelivery, judgeInSteps } from '../../../../src/main/engine/judging/judge-delivery.ts'
import type { ProviderPack } from '../../../../src/main/engine/providers/provider-pack.ts'
import { builtIn, delivery } from './deliveries.ts'

const json = [['Content-Type', 'application/json']] as const
const examine = (provider: string | null, body: unknown, change: Parameters<typeof delivery>[1] = {}) =>
  judgeDelivery(delivery(body, { provider, headers: json, secrets: [], ...change })).examination

describe('the deadline and the attempts are those of the event', () => {
  const telnyx = (type: string) => ({ data: { record_type: 'event', event_type: type, id: 'e1', payload: {} } })
  const vapi = (type: string) => ({ message: { type } })
  it.each([
    ['telnyx', telnyx('message.received'), 2000, 3],
    ['telnyx', telnyx('call.initiated'), null, null],
    ['vonage', { conversation_uuid: 'CON-1', uuid: 'u1', from: '1', to: '2' }, 5000, 3],
    ['vonage', { conversation_uuid: 'CON-1', uuid: 'u1', status: 'ringing' }, 15_000, null],
    ['bandwidth', [{ type: 'message-received', message: { id: 'm1' } }], 10_000, null],
    ['bandwidth', { eventType: 'initiate', callId: 'c1' }, 15_000, null],
    ['dialpad', { call_id: 1, state: 'hangup', event_timestamp: 1 }, 5000, 4],
    ['dialpad', { id: 1, created_date: 1, direction: 'inbound' }, 5000, 11],
    ['vapi', vapi('assistant-request'), 7500, 1],
    ['vapi', vapi('status-update'), 20_000, 1],
    ['sinch-voice', { event: 'call.incoming', call: {} }, 5000, null],
    ['sinch-voice', { event: 'ice', version: 1 }, null, null],
  ] as const)('%s %#', (provider, body, deadlineMs, attemptsDocumented) => {
    expect(examine(provider, body)).toMatchObject({ deadlineMs, attemptsDocumented })
  })
})

describe('the signature is that of the event', () => {
  const replicer = builtIn.get('replicer')!
  const [ended] = replicer.manifest.events
  const quiet = { ...ended!, type: 'call.ping', signature: { kind: 'none', why: 'A ping is not signed.' } as const }
  const pack: ProviderPack = { ...replicer, manifest: { ...replicer.manifest, events: [ended!, quiet] } }
  const packs = new Map([['replicer', pack]])

  it.each([
    ['call.ended', 'failed'],
    ['call.ping', 'unsigned'],
  ] as const)('%s', (event, state) => {
    const order = delivery({ event }, { headers: json, packs })
    expect(judgeDelivery(order).examination.verification.state).toBe(state)
    const steps = judgeInSteps(order)
    // Not told before the event is known.
    expect(steps.next().value).toMatchObject({ verification: { state }, facts: { eventType: event } })
  })
})

describe('a provider that signs in a way nobody knows', () => {
  const lead = { id: 'evt_1', type: 'call.started', created: 1, data: {} }
  it('leaves a signed delivery open, and says where the header is missing', () => {
    const signed = examine('oncallclerk', lead, { headers: [...json, ['x-oncallclerk-signature', 'abc']] })
    expect(signed.verification).toMatchObject({ state: 'unverifiable', reason: 'scheme-not-documented' })
    const { verification } = examine('oncallclerk', lead)
    expect(verification).toMatchObject({
      ...{ state: 'failed', reason: 'header-missing', scheme: null, detail: 'X-OnCallClerk-Signature' },
    })
  })
  it('says nothing where no header is documented', () => {
    const { verification } = examine('oneinbox', { event: 'call.started' })
    expect(verification).toMatchObject({ state: 'unverifiable', reason: 'scheme-not-documented' })
  })
})

describe('a provider that sends the headers that its user sets', () => {
  const lead = { event: 'lead.created', resource: 'lead', action: 'created' }
  const secrets = [{ id: 's1', label: 'Live', value: 'shhh' }]
  const check = (headers: readonly (readonly [string, string])[], keys: typeof secrets = secrets) =>
    examine('outcallerai', lead, {
      headers: [...json, ...headers.map(([a, b]): [string, string] => [a, b])],
      secrets: keys,
    }).verification
  it.each([
    ['the right one', [['Authorization', 'Bearer shhh']], secrets, 'verified'],
    ['a wrong one', [['Authorization', 'Bearer other']], secrets, 'failed'],
    ['none', [], secrets, 'failed'],
    ['none, and no secret to look for', [], [], 'unsigned'],
  ] as const)('%s', (_, headers, keys, state) => {
    expect(check(headers, [...keys]).state).toBe(state)
  })
})

describe('what was detected by a hint only', () => {
  const body = { event: 'call.started', call_id: 'c-1' }
  it('is named, and not held against a schema', () => {
    expect(examine(null, body)).toMatchObject({
      facts: { provider: 'oneinbox', eventType: 'call.started' },
      conformance: { state: 'no-schema', reason: 'only-a-hint' },
    })
  })
  it.each([
    ['replicer', { event: 'sms.received', id: 'e', timestamp: 't', data: {} }],
    ['cartesia', { type: 'call_turn', call_id: 'c' }],
    ['allo-v1', { topic: 'PING' }],
  ])('%s by little more than the name of an event', (provider, body) => {
    const { facts, conformance } = examine(null, body)
    expect([facts.provider, conformance.state]).toEqual([provider, 'no-schema'])
  })
  it('is judged where the endpoint names the provider, or the evidence is better', () => {
    expect(examine('oneinbox', body).conformance.state).toBe('conforms')
    const known = { ...body, call_id: 'call_1', agent_id: 'agt_1' }
    expect(examine(null, known).conformance.state).toBe('conforms')
  })
  it.each([
    ['an event name alone', { event: 'call.analyzed' }],
    ['call and flag of anybody', { call_id: '1', completed: true }],
    ['a form with one field', { event: 'transcript.final', text: 'x' }],
  ])('%s is nobody’s', (_, stranger) => {
    expect(examine(null, stranger).facts.provider).toBeNull()
  })
  it('a generic signature header is nobody’s either', () => {
    const headers = [...json, ['X-Webhook-Signature', 'abc'] as [string, string]]
    expect(examine(null, { call_id: '1' }, { headers }).facts.provider).toBeNull()
  })
})

describe('a request without a body', () => {
  const target = '/in/x?to=442079460000&from=447700900000&conversation_uuid=CON-1&uuid=u-1'
  const request = { method: 'GET', target, publicUrl: `https://x.example${target}` }
  it('is an answer webhook of Vonage by its query', () => {
    const found = examine(null, '', { request, headers: [] })
    expect(found).toMatchObject({
      facts: { provider: 'vonage', eventType: 'answer', callId: 'CON-1', summary: { who: '447700900000' } },
      conformance: { state: 'no-body', reason: 'body-empty' },
      deadlineMs: 5000,
    })
  })
  it('tells the status where it is an event', () => {
    const event = { ...request, target: `${target}&status=ringing` }
    expect(examine(null, '', { request: event, headers: [] }).facts.eventType).toBe('ringing')
  })
})

describe('ids', () => {
  it('Twilio’s idempotency token is the event’s', () => {
    const headers = [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['I-Twilio-Idempotency-Token', 't-1'],
    ] as const
    const found = examine('twilio', 'CallSid=CA1&AccountSid=AC1&CallStatus=ringing', {
      headers: headers.map(([a, b]) => [a, b]),
    })
    expect(found.facts.eventId).toBe('t-1')
  })
  it.each([
    ['openphone', { type: 'call.summary.completed', data: { object: { callId: 'AC1' } } }, 'AC1'],
    ['openphone', { type: 'callTranscript.completed', data: { object: { callId: 'AC2' } } }, 'AC2'],
    ['openphone', { type: 'call.completed', data: { object: { id: 'AC3' } } }, 'AC3'],
    ['aircall', { event: 'transcription.created', data: { id: 1, call_id: 812 } }, '812'],
    ['aircall', { event: 'ai_voice_agent.ended', data: { call_id: 813 } }, '813'],
  ] as const)('%s %#: the call', (provider, body, callId) => {
    expect(examine(provider, body).facts.callId).toBe(callId)
  })
  it('Sinch Voice 2.0 has one in a header', () => {
    const headers = [...json, ['ce-id', 'ce-1'], ['ce-source', '//voice/x']].map(([a, b]): [string, string] => [a!, b!])
    const found = examine(null, { event: 'call.answered', call: {} }, { headers })
    expect(found.facts).toMatchObject({ provider: 'sinch-voice', eventType: 'call.answered', eventId: 'ce-1' })
  })
})
