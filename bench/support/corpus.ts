import { createHmac } from 'node:crypto'
import { sampleBody } from '../../test/support/provider-requests.ts'
import type { Seeded } from '../../test/support/seeded.ts'
import { phone, uuid, words } from './words.ts'

/** Raised when what is sent changes, so that filled folders of before are not used. */
export const corpusVersion = 1

export interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A provider with its secret: makes the next request, signed as it documents, or with a wrong signature. */
export interface Source {
  readonly provider: string
  readonly secret: string
  next(random: Seeded, url: URL, wrong: boolean): Sent
}

const json = { 'Content-Type': 'application/json' }
const plainSecret = '5f2b8c1de94a4f6780aa31c5d7e9b042'
const base64Secret = 'dGhlIGtleSBpcyBkZWNvZGVkIQ=='

/** A finished call as Replicer tells it, of about `size` bytes, no two alike. `mark` takes the place of the caller's name. */
export function replicerCall(random: Seeded, size: number, mark?: string): Buffer {
  const started = 1_760_000_000_000 + random.integer(30_000_000) * 1000
  const duration = random.integer(900)
  const at = (ms: number) => new Date(ms).toISOString()
  const data = {
    callId: `clx-${random.hex(12)}`,
    organizationId: 'clx-org-001',
    agentId: `clx-agent-${random.integer(20)}`,
    agentName: random.pick(['Sales Agent', 'Front Desk', 'Support', 'Booking Agent']),
    customerName: mark ?? `Person${random.integer(20_000)}`,
    customerPhone: phone(random),
    fromNumber: phone(random),
    direction: random.pick(['OUTBOUND', 'INBOUND']),
    status: random.pick(['completed', 'failed']),
    duration,
    disconnectionReason: random.pick(['agent_hangup', 'user_hangup', null]),
    sentiment: random.pick(['positive', 'neutral', 'negative']),
    summary: '',
    transcript: '',
    callSuccessful: true,
    tokenCost: random.integer(10_000) / 100,
    startedAt: at(started),
    endedAt: at(started + duration * 1000),
    metadata: { campaign_id: uuid(random) },
  }
  const call = { id: uuid(random), event: 'call.ended', timestamp: data.endedAt, data }
  const left = size - JSON.stringify(call).length
  const text = words(random, Math.ceil(left / 4)).slice(0, Math.max(0, left))
  data.summary = text.slice(0, Math.min(60, left / 2))
  data.transcript = text.slice(data.summary.length)
  return Buffer.from(JSON.stringify(call))
}

const hmac = (algorithm: string, secret: string | Buffer, signed: string | Buffer, encoding: 'hex' | 'base64') =>
  createHmac(algorithm, secret).update(signed).digest(encoding)

export function signReplicer(body: Buffer, wrong = false): Sent {
  const signature = hmac('sha256', wrong ? 'not the secret' : plainSecret, body, 'hex')
  return { headers: { ...json, 'X-Replicer-Event': 'call.ended', 'X-Replicer-Signature': signature }, body }
}

export const replicerSource = (size: (random: Seeded) => number): Source => ({
  provider: 'replicer',
  secret: plainSecret,
  next: (random, _, wrong) => signReplicer(replicerCall(random, size(random)), wrong),
})

/** A sample with its names, numbers, ids and texts replaced, so that no two are alike. */
function varied(value: unknown, random: Seeded, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => varied(item, random, key))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, varied(item, random, name)]))
  if (typeof value === 'number' && /id$/i.test(key)) return random.integer(1_000_000_000)
  if (typeof value !== 'string') return value
  if (/^\+?\d{8,}$/.test(value)) return phone(random)
  if (/name$/i.test(key)) return `Person${random.integer(20_000)}`
  if (/id$/i.test(key) && value.length > 8) return `${value.slice(0, 2)}${random.hex(16)}`
  return value.split(' ').length > 3 ? words(random, 40) : value
}

/** The samples of a provider, read once; one of them, varied. */
function variedSample(provider: string, events: readonly string[]): (random: Seeded) => Buffer {
  const samples = events.map((event) => JSON.parse(sampleBody(provider, event).toString()) as unknown)
  return (random) => Buffer.from(JSON.stringify(varied(random.pick(samples), random)))
}

function jsonSource(
  provider: string,
  secret: string,
  events: readonly string[],
  sign: (body: Buffer, secret: string, random: Seeded) => Readonly<Record<string, string>>,
): Source {
  const body = variedSample(provider, events)
  return {
    provider,
    secret,
    next(random, _, wrong) {
      const sent = body(random)
      return { headers: { ...json, ...sign(sent, wrong ? flipped(secret) : secret, random) }, body: sent }
    },
  }
}

/** Another secret of the same form. */
const flipped = (secret: string): string =>
  secret.replace(/[a-z](?=[^a-z]*$)/, (letter) => (letter === 'b' ? 'c' : 'b'))

const twilio: Source = {
  provider: 'twilio',
  secret: plainSecret,
  next(random, url, wrong) {
    const form = new URLSearchParams({
      CallSid: `CA${random.hex(32)}`,
      AccountSid: `AC${'0'.repeat(32)}`,
      From: phone(random),
      To: phone(random),
      CallStatus: random.pick(['completed', 'ringing', 'in-progress', 'busy']),
      Direction: 'inbound',
      CallerName: `Person${random.integer(20_000)}`,
      CallDuration: String(random.integer(900)),
      SequenceNumber: '0',
    })
    const signed = `${url.href}${[...form]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flat()
      .join('')}`
    const signature = hmac('sha1', wrong ? 'not the secret' : plainSecret, signed, 'base64')
    return {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature },
      body: Buffer.from(form.toString()),
    }
  },
}

const key = (secret: string) => Buffer.from(secret.replace('whsec_', ''), 'base64')

/** The seven of the reading bench. */
export const sources: readonly Source[] = [
  replicerSource((random) => 600 + random.integer(600)),
  twilio,
  jsonSource(
    'allo-v2',
    `whsec_${base64Secret}`,
    ['call.received', 'sms.received', 'contact.created'],
    (body, secret, random) => {
      const id = `msg_${random.hex(20)}`
      const at = Math.floor(Date.now() / 1000)
      const signature = hmac('sha256', key(secret), `${id}.${at}.${body}`, 'base64')
      return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` }
    },
  ),
  jsonSource('retell', plainSecret, ['call_ended', 'call_started'], (body, secret) => {
    const at = Date.now()
    return { 'X-Retell-Signature': `v=${at},d=${hmac('sha256', secret, `${body}${at}`, 'hex')}` }
  }),
  jsonSource('vapi', plainSecret, ['end-of-call-report', 'status-update'], (body, secret) => {
    const at = Math.floor(Date.now() / 1000)
    return { 'X-Timestamp': String(at), 'X-Signature': hmac('sha256', secret, `${at}.${body}`, 'hex') }
  }),
  jsonSource('openphone', base64Secret, ['call.completed', 'message.received'], (body, secret) => {
    const at = Date.now()
    const signature = hmac('sha256', key(secret), `${at}.${body}`, 'base64')
    return { 'OpenPhone-Signature': `hmac;1;${at};${signature}` }
  }),
  {
    provider: 'aircall',
    secret: plainSecret,
    next(random, _, wrong) {
      const sample = varied(aircallSample, random) as Record<string, unknown>
      return { headers: json, body: Buffer.from(JSON.stringify({ ...sample, token: wrong ? 'another' : plainSecret })) }
    },
  },
]
const aircallSample = JSON.parse(sampleBody('aircall', 'call.ended').toString()) as unknown

/** The configuration with an endpoint for each source, named as its provider. */
export const configOf = (of: readonly Source[]) => ({
  tunnel: 'none',
  endpoints: of.map(({ provider, secret }) => ({
    name: provider,
    provider,
    secrets: [{ label: 'bench', value: secret }],
  })),
})
