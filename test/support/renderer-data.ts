import type { SchemeInfo } from '#shared/api/providers.ts'
import type { EndpointStatus, SecretInfo } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { HostStatus } from '#shared/model/status.ts'

const day = Date.UTC(2026, 3, 2, 12, 0, 0)

/** Plain data in the shapes of the contract, all fields set; the argument replaces some. */
export const secret = (part: Partial<SecretInfo> = {}): SecretInfo => ({
  id: 'sec_1',
  label: 'main',
  addedAt: day,
  lastMatchAt: null,
  retiredAt: null,
  ...part,
})

export const endpoint = (part: Partial<EndpointStatus> = {}): EndpointStatus => {
  const token = part.token ?? 'q83vEjRWeJCrze8SNFZ4kA'
  return {
    id: 'end_1',
    name: 'Front desk',
    token,
    provider: 'allo-v2',
    target: null,
    mode: 'answer',
    forward: {
      others: [],
      timeoutMs: 30_000,
      fallback: { status: 502, text: 'The app behind this URL did not answer.\n' },
      forwardedHeaders: true,
      storeAndForward: false,
    },
    recipe: null,
    rules: [],
    secrets: [secret()],
    createdAt: day,
    fromConfig: false,
    url: `http://127.0.0.1:4180/in/${token}`,
    publicUrl: `https://quiet-otter.example.com/in/${token}`,
    deliveries: 0,
    lastAt: null,
    lastStatus: null,
    perMinute: 0,
    forwarding: { last: null, waiting: 0 },
    ruleCounts: {},
    ...part,
  }
}

export const provider = (part: Partial<ProviderInfo> = {}): ProviderInfo => ({
  id: 'allo-v2',
  name: 'Allo',
  mark: 'AL',
  colour: '--mark-allo',
  homepage: 'https://allo.example.com',
  sources: [{ title: 'Webhooks', url: 'https://allo.example.com/docs' }],
  detect: [],
  eventType: { body: '/type' },
  privacy: [],
  eventId: null,
  callId: [],
  events: [
    {
      type: 'call.completed',
      title: 'Call completed',
      documented: 'fields',
      schema: 'a.schema.json',
      undocumented: [],
    },
    { type: 'sms.received', title: 'SMS', documented: 'fields', schema: 'b.schema.json', undocumented: ['the sender'] },
  ],
  eventsOpen: false,
  summaries: [],
  signature: { kind: 'scheme', scheme: 'hmac', params: {} },
  delivery: {
    deadlineMs: 10_000,
    retryDelaysMs: [5000, 300_000],
    attempts: 3,
    retryWindowMs: null,
    retryOn: { statuses: ['!2xx'], late: true },
    note: 'Allo waits 10 s and tries 3 times.',
  },
  repeats: [],
  sampleHeaders: {},
  freshen: [],
  handshakes: [],
  presets: [],
  setup: [
    { kind: 'url', text: 'Paste the URL under **Developers**.' },
    { kind: 'secret', text: 'Copy the signing secret.' },
    { kind: 'target', text: 'Name your app.' },
  ],
  undocumented: [],
  origin: 'built-in',
  samples: [
    { event: 'call.completed', documented: 'fields', madeUp: false },
    { event: 'sms.received', documented: 'fields', madeUp: false },
  ],
  scheme: {
    name: 'Allo signature',
    algorithm: 'HMAC-SHA256',
    signedString: 'timestamp and body',
    covers: 'the raw body',
    replay: 'the timestamp is signed',
    header: 'X-Allo-Signature',
    secretHint: 'whsec_ followed by Base64',
    secretIssued: true,
  },
  ...part,
})

/** One that signs, one that does not, and one that does not document how it signs. */
export const providers = (): ProviderInfo[] => [
  provider(),
  provider({
    id: 'outcallerai',
    name: 'OutCallerAI',
    mark: 'OC',
    signature: { kind: 'none', why: 'OutCallerAI documents no signature.' },
    scheme: null,
    samples: [{ event: 'call_ended', documented: 'fields', madeUp: false }],
  }),
  provider({
    id: 'oneinbox',
    name: 'OneInbox',
    mark: 'OI',
    signature: {
      kind: 'not-documented',
      why: 'A secret is issued; what is done with it is not documented.',
      known: ['The header is `X-OneInbox-Signature`.'],
      recipe: { scheme: 'hmac', params: { header: 'X-OneInbox-Signature' } },
    },
    scheme: null,
    samples: [],
  }),
]

const text = (description: string) => ({ type: 'string', description })
export const schemes = (): SchemeInfo[] => [
  {
    id: 'hmac',
    name: 'HMAC',
    description: 'A keyed hash in a header.',
    params: {
      type: 'object',
      properties: {
        header: text('Where the signature stands.'),
        algorithm: { enum: ['sha256', 'sha512'], description: 'The hash.' },
        encoding: { enum: ['hex', 'base64'], description: 'How the digest is written.' },
        prefix: text('Text before the digest.'),
        toleranceSeconds: { type: ['integer', 'null'], description: 'Accepted age.' },
        timestampHeader: text('Where the time stands.'),
        trimBody: { type: 'boolean', description: 'Blanks around the body are not signed.' },
      },
    },
    defaults: {
      header: 'X-Signature',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: '',
      toleranceSeconds: null,
      timestampHeader: '',
      trimBody: false,
    },
  },
  { id: 'token', name: 'Shared token', description: 'The secret itself.', params: { properties: {} }, defaults: {} },
]

export const hostStatus = (part: Partial<HostStatus> = {}): HostStatus => ({
  receiver: { state: 'receiving', host: '127.0.0.1', port: 4180, url: 'http://127.0.0.1:4180', problem: null },
  tunnel: {
    driver: 'localtunnel',
    state: 'online',
    url: 'https://quiet-otter.example.com',
    since: day,
    attempt: 0,
    nextTryAt: null,
    problem: null,
  },
  deliveries: 0,
  storeBytes: 212_000_000,
  perMinute: 0,
  views: { state: 'current', behind: 0, progress: 1, problem: null },
  warnings: [],
  refused: {},
  ...part,
})

export const replayOf = (part: Partial<Replay> = {}): Replay => ({
  id: 'rep_1',
  deliveryId: 'd1',
  number: 1,
  sentAt: day,
  target: 'http://localhost:3000/hooks',
  signed: 'as stored',
  changes: [],
  status: 200,
  statusText: 'OK',
  headers: [['Content-Type', 'application/json']],
  bodySize: 0,
  bodyTruncated: false,
  timing: { connectMs: 2, firstByteMs: 30, totalMs: 41 },
  error: null,
  ...part,
})
