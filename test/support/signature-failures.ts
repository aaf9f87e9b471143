import { createHmac } from 'node:crypto'
import { alloV2Request, type ProviderRequest, plainRequest, replicerRequest, sampleBody } from './provider-requests.ts'

/** Deliveries whose signature fails for one reason each, as they come about in practice. */

const secret = 'rpl-s3cret-2026'
const alloSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const twilioToken = '12345678901234567890123456789012'

export const failureEndpoints = [
  { name: 'Sales agent', provider: 'replicer', secrets: [{ label: 'live 2026', value: secret }] },
  // As pasted from an editor.
  { name: 'After hours', provider: 'replicer', secrets: [{ label: 'pasted', value: 'aft-s3cret-2026\n' }] },
  { name: 'Support line', provider: 'allo-v2', secrets: [{ label: 'live', value: alloSecret }] },
  { name: 'Berlin desk', provider: 'twilio', secrets: [{ label: 'auth token', value: twilioToken }] },
  { name: 'Dialler', provider: 'replicer', secrets: [{ label: 'app secret', value: 'shp-s3cret-2026' }] },
]

export interface SignatureFailure {
  readonly cause: string
  readonly endpoint: string
  /** `url` is the endpoint's. */
  readonly request: (url: string) => ProviderRequest
  /** What the headline says, and the rung that matched; null where nothing was recomputed. */
  readonly sentence: RegExp
  readonly matched: RegExp | null
}

const body = () => sampleBody('replicer', 'call.ended')
const signed = () => replicerRequest(body(), secret)
const withBody = (request: ProviderRequest, altered: Buffer | string) => ({ ...request, body: Buffer.from(altered) })
const renamed = ({ headers, body: bytes }: ProviderRequest, from: string, to: string): ProviderRequest => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name === from ? to : name, value])),
  body: bytes,
})
const withHeader = (request: ProviderRequest, name: string, value: string): ProviderRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value },
})
const hmac = (algorithm: string, key: string, bytes: Buffer | string) => createHmac(algorithm, key).update(bytes)

/** As Twilio documents it: the URL, then each form field with its value, sorted, HMAC-SHA1 in Base64. */
function twilioRequest(url: string): ProviderRequest {
  const form = sampleBody('twilio', 'call.completed', 'form').toString().trim()
  const fields = [...new URLSearchParams(form)].sort(([a], [b]) => (a < b ? -1 : 1))
  const text = url + fields.map(([name, value]) => name + value).join('')
  return {
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'X-Twilio-Signature': hmac('sha1', twilioToken, text).digest('base64'),
    },
    body: Buffer.from(form),
  }
}

const compact = '{"id":"evt-77","event":"call.ended","data":{"callId":"clx-77","customerName":"Maya Chen"}}'
const pretty = JSON.stringify(JSON.parse(compact), null, 2)

export const signatureFailures: readonly SignatureFailure[] = [
  {
    cause: 'body-trailing-newline',
    endpoint: 'Sales agent',
    request: () => withBody(signed(), `${body()}\n`),
    sentence: /newline/i,
    matched: /newline/i,
  },
  {
    cause: 'body-whitespace',
    endpoint: 'Sales agent',
    request: () => withBody(replicerRequest(Buffer.from(compact), secret), pretty),
    sentence: /pretty|whitespace|indent|minified/i,
    matched: /./,
  },
  {
    cause: 'header-missing',
    endpoint: 'Sales agent',
    request: () => plainRequest(body(), { 'X-Replicer-Event': 'call.ended' }),
    sentence: /header of the signature is missing/,
    matched: null,
  },
  {
    cause: 'header-renamed',
    endpoint: 'Sales agent',
    request: () => renamed(signed(), 'X-Replicer-Signature', 'X-Webhook-Signature'),
    sentence: /X-Webhook-Signature/,
    matched: /./,
  },
  {
    cause: 'encoding',
    endpoint: 'Sales agent',
    request: () => withHeader(signed(), 'X-Replicer-Signature', hmac('sha256', secret, body()).digest('base64')),
    sentence: /Base64/,
    matched: /Base64/,
  },
  {
    cause: 'timestamp-too-old',
    endpoint: 'Support line',
    request: () => {
      const anHourAgo = new Date(Date.now() - 3_600_000)
      return alloV2Request(sampleBody('allo-v2', 'call.received'), alloSecret, 'msg_old', anHourAgo)
    },
    sentence: /too (long|old)|old|late|before/i,
    matched: /any age/,
  },
  {
    cause: 'url-scheme',
    endpoint: 'Berlin desk',
    request: (url) => twilioRequest(url.replace(/^http:/, 'https:')),
    sentence: /another scheme/,
    matched: /https/,
  },
  {
    cause: 'wrong-provider',
    endpoint: 'Dialler',
    request: () =>
      plainRequest(body(), {
        'X-Shopify-Hmac-Sha256': hmac('sha256', 'shp-s3cret-2026', body()).digest('base64'),
        'X-Shopify-Topic': 'orders/create',
      }),
    sentence: /Shopify/,
    matched: /Shopify/,
  },
  {
    cause: 'secret-form',
    endpoint: 'After hours',
    request: () => replicerRequest(body(), 'aft-s3cret-2026'),
    sentence: /newline|whitespace/i,
    matched: /./,
  },
]
