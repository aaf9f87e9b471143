import { describe, expect, it } from 'vitest'
import { ProviderManifest, type ProviderManifestInput } from '#shared/model/provider-pack.ts'
import { readFacts } from '../../../../src/main/engine/providers/read-facts.ts'
import { manifest } from './pack-folders.ts'
import { payloadOf } from './payload-of.ts'

function factsOf(
  change: Partial<ProviderManifestInput>,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const parsed = ProviderManifest.parse({ ...manifest, eventType: { body: '/event' }, ...change })
  const pack = { manifest: parsed, origin: 'user', folder: '', schemas: new Map(), samples: new Map() } as const
  return readFacts({ pack, by: 'detected' }, payloadOf(body, headers))
}

const plain = { direction: null, who: null, headline: null, detail: null, quote: null }

describe('readFacts', () => {
  it('knows nothing but type and size of an undetected delivery', () => {
    const facts = { provider: null, providerBy: null, eventType: null, eventId: null, callId: null }
    const text = payloadOf('hi', { 'Content-Type': 'Text/Plain; charset=x' })
    expect(readFacts(null, text)).toEqual({ ...facts, summary: { ...plain, text: 'text/plain, 2 bytes' } })
  })

  it('reads event type, event id and call id', () => {
    const places = { eventId: { header: 'X-Id' }, callId: [{ body: '/call' }, { body: '/call_id' }] }
    const facts = factsOf(places, { event: 'call.ended', call_id: 12345678901234567890n.toString() }, { 'X-Id': 'm1' })
    expect(facts).toMatchObject({
      provider: 'acme',
      eventType: 'call.ended',
      eventId: 'm1',
      callId: '12345678901234567890',
    })
  })

  it('names events by the first rule that holds and can be filled', () => {
    const eventType = [
      { when: [{ body: '/MessageStatus', matches: '^[a-z]+$' }], name: 'message.{/MessageStatus}' },
      { when: [{ body: '/MessageSid' }, { body: '/Body' }], name: 'message.received' },
      { name: 'call.{/CallStatus|lower}' },
    ]
    expect(factsOf({ eventType }, { MessageSid: 'SM1', MessageStatus: 'sent', Body: 'x' }).eventType).toBe(
      'message.sent',
    )
    expect(factsOf({ eventType }, { MessageSid: 'SM1', Body: '' }).eventType).toBe('message.received')
    expect(factsOf({ eventType }, { CallStatus: 'Ringing' }).eventType).toBe('call.ringing')
    expect(factsOf({ eventType }, { CallSid: 'CA1' }).eventType).toBeNull()
  })

  it('joins a key of several values, and has none where one is missing', () => {
    const eventId = { all: [{ body: '/event' }, { body: '/data/id' }] }
    expect(factsOf({ eventId }, { event: 'a', data: { id: 7 } }).eventId).toBe('a|7')
    expect(factsOf({ eventId }, { event: 'a', data: {} }).eventId).toBeNull()
    expect(factsOf({ eventId }, { event: 'a', data: { id: '' } }).eventId).toBeNull()
  })

  it('takes a value for a call id only in the events that the pack names', () => {
    const callId = [{ at: { body: '/id' }, event: '^call\\.' }]
    expect(factsOf({ callId }, { event: 'call.ended', id: 'c1' }).callId).toBe('c1')
    expect(factsOf({ callId }, { event: 'sms.sent', id: 'm1' }).callId).toBeNull()
    expect(factsOf({ callId }, { id: 'm1' }).callId).toBeNull()
  })

  it('bounds what it keeps', () => {
    expect(factsOf({}, { event: 'x'.repeat(10_000) }).eventType).toHaveLength(500)
  })
})

describe('the summary', () => {
  const data = {
    event: 'call.ended',
    dir: 'OUT',
    agent: 'Ada',
    name: 'Maya',
    status: 'done',
    seconds: 61,
    note: 'All fine.',
  }
  const direction = { at: { body: '/dir' }, inbound: ['IN'], outbound: ['OUT'] }
  const rule = {
    event: '^call\\.',
    direction,
    who: ['{/name}', '{/phone}'],
    text: ['{/status}', '{/reason}', '{/seconds|minutes}'],
    headline: ['{/agent} called {/name}', '{/agent} called {/phone}'],
    detail: ['{/status} after {/seconds|duration}', '{/reason}'],
    quote: ['{/note}'],
  }

  it('is made of the first who, headline and quote, and of all text and detail that can be filled', () => {
    expect(factsOf({ summaries: [rule] }, data).summary).toEqual({
      direction: 'outbound',
      who: 'Maya',
      text: 'done, 1 min',
      headline: 'Ada called Maya',
      detail: 'done after 1 min 1 s',
      quote: 'All fine.',
    })
  })

  it('falls back to what comes next where a value is null', () => {
    const { who, headline } = factsOf({ summaries: [rule] }, { ...data, name: null, phone: '+49' }).summary
    expect([who, headline]).toEqual(['+49', 'Ada called +49'])
  })

  it('uses the first rule whose event and conditions fit', () => {
    const summaries = [
      { event: '^sms', text: ['sms'] },
      { event: '^call', when: [{ body: '/dir', matches: '^IN$' }], text: ['in'] },
      { event: '', text: ['any'], always: 'inbound' as const },
    ]
    expect(factsOf({ summaries }, data).summary).toMatchObject({ text: 'any', direction: 'inbound' })
    expect(factsOf({ summaries }, { ...data, dir: 'IN' }).summary).toMatchObject({ text: 'in', direction: null })
  })

  it('knows no direction of a value that is not listed', () => {
    expect(factsOf({ summaries: [rule] }, { ...data, dir: 'SIDEWAYS' }).summary.direction).toBeNull()
  })

  it.each([
    ['the call id', { callId: [{ body: '/c' }], eventId: { body: '/e' } }, 'c1, 37 bytes'],
    ['the event id', { eventId: { body: '/e' } }, 'e1, 37 bytes'],
    [
      'the content type, not a key of several values',
      { eventId: { all: [{ body: '/e' }, { body: '/c' }] } },
      'application/json, 37 bytes',
    ],
  ])('is %s and the size where no rule fits', (_, change, text) => {
    expect(factsOf(change, '{"event":"x.y","c":"c1","e":"e1"}    ').summary).toEqual({ ...plain, text })
  })
})
