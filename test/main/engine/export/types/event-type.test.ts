import { expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { EventSchema } from '../../../../../src/main/engine/export/export-format.ts'
import { maskItems } from '../../../../../src/main/engine/export/mask-items.ts'
import { eventTypes } from '../../../../../src/main/engine/export/types/event-type.ts'
import { deliveryDetail } from '../../../../support/delivery-detail.ts'

interface Parts {
  readonly provider?: string | null
  readonly event?: string | null
  readonly body?: string | Buffer
  readonly headers?: HeaderPair[]
  readonly schema?: EventSchema
}

const typesOf = (...all: Parts[]) =>
  eventTypes(
    maskItems(
      all.map(({ provider = 'acme', event = 'call.ended', body = '{"a":1}', headers = [], schema }) => ({
        delivery: deliveryDetail({ provider, eventType: event }, { headers }),
        body: Buffer.from(body),
        endpointName: 'x',
        eventSchema: schema ?? null,
      })),
    ),
  )

it('names types so that no two are the same, and no keyword is one', () => {
  const types = typesOf(
    { event: 'call.ended' },
    { event: 'call_ended' },
    { event: 'CALL.ended' },
    { provider: null, event: null },
    { provider: '3cx', event: 'x' },
    { provider: '', event: '…' },
  )
  expect(types.map(({ name }) => name)).toEqual([
    ...['AcmeCallEnded', 'AcmeCallEnded2', 'AcmeCallEnded3', 'UnknownEvent', 'Event3cxX', 'Event'],
  ])
  expect(types.map(({ fileName }) => fileName)).toEqual([
    ...['acme-call.ended', 'acme-call_ended', 'acme-call.ended-2', 'unknown-event', '3cx-x', 'x-x'],
  ])
})

it('takes the documented schema before the payloads', () => {
  const schema = { type: 'object', properties: { b: { type: 'string' } } }
  const [type] = typesOf({ schema })
  expect(type!.schema).toBe(schema)
  expect(type!.notes[1]).toContain('documentation')
})

it('reads forms, JWTs and what is compressed, and says from how many payloads', () => {
  const form: HeaderPair[] = [['Content-Type', 'application/x-www-form-urlencoded']]
  const claims = Buffer.from('{"sub":"x"}').toString('base64url')
  expect(typesOf({ body: 'From=1&To=2', headers: form })[0]).toMatchObject({
    schema: { required: ['From', 'To'] },
    notes: [
      'call.ended of acme.',
      'Inferred from 1 sample; the provider may send more.',
      expect.stringMatching(/forms/i),
    ],
  })
  expect(typesOf({ body: `eyJhbGciOiJub25lIn0.${claims}.` })[0]!.schema).toMatchObject({ required: ['sub'] })
  expect(typesOf({}, { body: '{"b":1}' }, { body: 'no' })[0]!.notes[1]).toContain('from 2 samples')
})

it('says where nothing could be read', () => {
  const [type] = typesOf({ body: Buffer.from([0xff, 0xfe]) })
  expect(type).toMatchObject({
    schema: {},
    notes: ['call.ended of acme.', expect.stringContaining('Nothing is known')],
  })
})

it('does not go deeper than a reader of it would', () => {
  const [type] = typesOf({ body: '['.repeat(5000) + ']'.repeat(5000) })
  expect(type!.schema).toEqual({})
})
