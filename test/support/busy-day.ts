import { randomUUID } from 'node:crypto'
import {
  alloV2Request,
  outcallerRequest,
  type ProviderRequest,
  plainRequest,
  replicerRequest,
  sampleBody,
} from './provider-requests.ts'

/** Deliveries as a working day brings them: every provider, most as they should be, some not. For screens and screenshots. */

export const replicerSecret = 'rpl-s3cret'
export const alloSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

export const busyConfig = (target: string) => [
  { name: 'Sales agent', provider: 'replicer', target, secrets: [{ label: 'live 2026', value: replicerSecret }] },
  { name: 'After hours', provider: 'oncallclerk', target },
  { name: 'Lead sync', provider: 'outcallerai', target },
  { name: 'Berlin line', provider: 'allo-v1', target },
  { name: 'Support line', provider: 'allo-v2', target, secrets: [{ label: 'live', value: alloSecret }] },
  { name: 'Dialler', provider: 'oneinbox', target },
  { name: 'Anything', provider: null },
]

type Values = Readonly<Record<string, unknown>>

/** A sample with some of its values replaced, wherever a key of that name stands. */
function sample(provider: string, event: string, values: Values = {}): Buffer {
  const text = sampleBody(provider, event).toString()
  const written = Object.entries(values).reduce(
    (body, [key, value]) =>
      body.replace(
        new RegExp(`("${key}": )("(?:[^"\\\\]|\\\\.)*"|[\\w.+-]+)`),
        (_, start) => start + JSON.stringify(value),
      ),
    text,
  )
  return Buffer.from(written)
}

function replicer(values: Values, secret = replicerSecret): ProviderRequest {
  return replicerRequest(sample('replicer', 'call.ended', { id: randomUUID(), ...values }), secret)
}

const alloV2 = (event: string, values: Values = {}) =>
  alloV2Request(sample('allo-v2', event, values), alloSecret, `msg_${randomUUID().slice(0, 8)}`)
const alloV1 = (event: string, values: Values = {}) => plainRequest(sample('allo-v1', event, values))
const oneinbox = (event: string, values: Values = {}) => plainRequest(sample('oneinbox', event, values))
const clerk = (event: string, values: Values = {}) =>
  plainRequest(sample('oncallclerk', event, values), { 'X-OnCallClerk-Signature': '4f1c9be2' })
const outcaller = (event: string, values: Values = {}) => outcallerRequest(sample('outcallerai', event, values))

/** A call as an older revision of the provider's page has it, and worse: seven places differ. */
function drifted(): ProviderRequest {
  const text = sample('allo-v1', 'CALL_RECEIVED', { from_name: 'Tom Becker', start_date: '11/06/2026 13:58' })
    .toString()
    .replace('"recording_url"', '"recordingUrl"')
    .replace('"length_in_minutes": 5.5', '"length_in_minutes": "5.5"')
    .replace('"source": "USER"', '"source": "SYSTEM"')
    .replace('"user_email": "agent@example.com"', '"user_email": null')
    .replace(/,\s*"transfer_original_call_id": null/, '')
  return plainRequest(Buffer.from(text))
}

/** Endpoint name and request, oldest first. */
export function busyDay(): readonly (readonly [endpoint: string, request: ProviderRequest])[] {
  const retried = replicer({ customerName: 'Maya Chen', callId: 'clx-call-8841', duration: 240 })
  return [
    [
      'Dialler',
      oneinbox('call.started', { call_id: 'call_7QxW2d', to_number: '+15125550133', from_number: '+17375550119' }),
    ],
    ['Sales agent', replicer({ customerName: 'Ines Duarte', status: 'cancelled', duration: 0, callSuccessful: false })],
    ['After hours', clerk('voicemail.left', { id: 'evt_01HZ8XW7' })],
    ['Berlin line', alloV1('SMS_SENT', { content: 'Thursday 4 pm works. See you then.', to_name: 'Lena Fischer' })],
    ['Anything', { headers: { 'Content-Type': 'text/plain' }, body: Buffer.from('ping from a health check') }],
    ['Support line', alloV2('call.received', { name: 'Priya', last_name: 'Nair' })],
    ['Lead sync', outcaller('lead.updated', { name: 'Ravi Menon' })],
    ['Berlin line', alloV1('CONTACT_CREATED', { name: 'Nadia', last_name: 'Karim', company: 'Karim & Sons' })],
    ['After hours', clerk('booking.created', { id: 'evt_01HZ8YC1' })],
    ['Dialler', oneinbox('call.ended', { call_id: 'call_7QxW2d', to_number: '+15125550133', duration_seconds: 154 })],
    ['Lead sync', outcaller('lead.created', { name: 'Priya Sharma' })],
    ['Berlin line', drifted()],
    ['Sales agent', replicer({ customerName: 'John Doe' }, 'of-another-endpoint')],
    ['After hours', clerk('call.completed', { id: 'evt_01HZ8YQ4' })],
    ['Sales agent', retried],
    ['Sales agent', retried],
    ['Support line', alloV2('sms.received')],
    ['Dialler', oneinbox('call.analyzed', { call_id: 'call_7QxW2d' })],
    ['Lead sync', outcaller('call.completed')],
    ['Berlin line', alloV1('SMS_RECEIVED', { from_name: 'Lena Fischer', content: 'Can we move Thursday to 4 pm?' })],
    ['Sales agent', replicer({ customerName: 'Omar Haddad', status: 'failed', duration: 12, callSuccessful: false })],
    ['After hours', clerk('lead.captured', { name: 'Jordan Reyes' })],
    ['Dialler', oneinbox('transcript.final', { call_id: 'call_9fK2Lm' })],
    ['Support line', alloV2('call.received')],
    ['Sales agent', replicer({ customerName: 'Maya Chen', agentName: 'Sales Agent', callId: 'clx-call-8842' })],
  ]
}
