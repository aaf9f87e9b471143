import type { SchemeRef } from '#shared/model/verification.ts'

type Params = SchemeRef['params']
export interface VectorSettings {
  readonly applicationKey?: string | undefined
  readonly config?: Readonly<Record<string, unknown>> | undefined
}

const hmac = (params: Params): SchemeRef => ({ scheme: 'hmac', params })
const publicKey = (params: Params): SchemeRef => ({ scheme: 'public-key', params })
const standardWebhooks: SchemeRef = { scheme: 'standard-webhooks', params: { prefix: 'webhook, svix' } }
const zendesk = {
  header: 'X-Zendesk-Webhook-Signature',
  timestampHeader: 'X-Zendesk-Webhook-Signature-Timestamp',
  timestampUnit: 'iso',
  encoding: 'base64',
}
const hubspot = { header: 'X-HubSpot-Signature', versionHeader: 'X-HubSpot-Signature-Version', mac: 'hash' }

/** Scheme and parameters behind each scheme name of the vector files. */
export const vectorSchemes: Readonly<Record<string, (settings: VectorSettings) => SchemeRef>> = {
  'aircall-body-token': () => ({ scheme: 'body-token', params: { pointer: '/token' } }),
  'bland-hmac': () => hmac({ header: 'X-Webhook-Signature' }),
  'calendly-t-v1': () =>
    hmac({
      header: 'Calendly-Webhook-Signature',
      format: 't={timestamp},v1={signature}',
      signed: '{timestamp}.{body}',
      toleranceSeconds: 180,
      toleranceWindow: 'past',
    }),
  'callrail-hmac-sha1': () => hmac({ header: 'Signature', algorithm: 'sha1', encoding: 'base64' }),
  'dialpad-jwt-body': () => ({ scheme: 'jwt', params: { place: 'body' } }),
  'elevenlabs-t-v0': () =>
    hmac({
      header: 'ElevenLabs-Signature',
      format: 't={timestamp},v0={signature}',
      signed: '{timestamp}.{body}',
      toleranceSeconds: 1800,
      toleranceWindow: 'past',
    }),
  'github-sha256': () => hmac({ header: 'X-Hub-Signature-256', format: 'sha256={signature}' }),
  'highlevel-ed25519': () =>
    publicKey({
      header: 'X-GHL-Signature',
      timestampPointer: '/timestamp',
      timestampUnit: 'iso',
      toleranceSeconds: 300,
      toleranceWindow: 'past',
    }),
  'http-basic': () => ({ scheme: 'basic', params: {} }),
  'hub-sha1': () => hmac({ header: 'X-Hub-Signature', format: 'sha1={signature}', algorithm: 'sha1' }),
  'hubspot-v1': () => hmac({ ...hubspot, version: 'v1', signed: '{secret}{body}' }),
  'hubspot-v2': () => hmac({ ...hubspot, version: 'v2', signed: '{secret}{method}{url}{body}' }),
  'hubspot-v3': () =>
    hmac({
      header: 'X-HubSpot-Signature-v3',
      timestampHeader: 'X-HubSpot-Request-Timestamp',
      timestampUnit: 'ms',
      toleranceSeconds: 300,
      toleranceWindow: 'past',
      signed: '{method}{url|decode-reserved}{body}{timestamp}',
      encoding: 'base64',
    }),
  'justcall-v1': () =>
    hmac({
      header: 'X-JustCall-Signature',
      versionHeader: 'X-JustCall-Signature-Version',
      version: 'v1',
      timestampHeader: 'X-JustCall-Request-Timestamp',
      timestampUnit: 'datetime',
      signed: '{secret}|{json:/webhook_url|urlencode}|{json:/type}|{timestamp}',
    }),
  'openphone-hmac-1': () =>
    hmac({
      header: 'OpenPhone-Signature',
      format: 'hmac;1;{timestamp};{signature}',
      signed: '{timestamp}.{body}',
      timestampUnit: 'ms',
      encoding: 'base64',
      secretForm: 'base64',
    }),
  'plivo-v1-legacy': () =>
    hmac({ header: 'X-Plivo-Signature', algorithm: 'sha1', encoding: 'base64', signed: '{url}{form}' }),
  'plivo-v2': () =>
    hmac({
      header: 'X-Plivo-Signature-V2',
      nonceHeader: 'X-Plivo-Signature-V2-Nonce',
      encoding: 'base64',
      signed: '{url|no-query}{nonce}',
    }),
  'plivo-v3': () => ({ scheme: 'plivo-v3', params: {} }),
  'replicer-hmac': () => hmac({ header: 'X-Replicer-Signature' }),
  'retell-v-d': () =>
    hmac({
      header: 'X-Retell-Signature',
      format: 'v={timestamp},d={signature}',
      signed: '{body}{timestamp}',
      timestampUnit: 'ms',
      toleranceSeconds: 300,
    }),
  'shopify-hmac': () => hmac({ header: 'X-Shopify-Hmac-SHA256', encoding: 'base64' }),
  'sinch-application': ({ applicationKey }) =>
    hmac({
      header: 'Authorization',
      format: 'application {keyId}:{signature}',
      keyId: applicationKey ?? '',
      timestampHeader: 'x-timestamp',
      timestampUnit: 'iso',
      signed: '{method}\n{body?|md5|base64}\n{header:content-type?}\nx-timestamp:{timestamp}\n{path}',
      encoding: 'base64',
      secretForm: 'base64',
    }),
  'sinch-conversation': () =>
    hmac({
      header: 'X-Sinch-Webhook-Signature',
      nonceHeader: 'X-Sinch-Webhook-Signature-Nonce',
      timestampHeader: 'X-Sinch-Webhook-Signature-Timestamp',
      algorithmHeader: 'X-Sinch-Webhook-Signature-Algorithm',
      algorithmName: 'HmacSHA256',
      signed: '{body}.{nonce}.{timestamp}',
      encoding: 'base64',
    }),
  'sinch-numbers': () => hmac({ header: 'X-Sinch-Signature', algorithm: 'sha1' }),
  'slack-v0': () =>
    hmac({
      header: 'X-Slack-Signature',
      format: 'v0={signature}',
      timestampHeader: 'X-Slack-Request-Timestamp',
      signed: 'v0:{timestamp}:{body}',
      toleranceSeconds: 300,
    }),
  'standard-webhooks-v1': () => standardWebhooks,
  'standard-webhooks-v1a': () => standardWebhooks,
  'stripe-t-v1': () =>
    hmac({
      header: 'Stripe-Signature',
      format: 't={timestamp},v1={signature}',
      signed: '{timestamp}.{body}',
      toleranceSeconds: 300,
      toleranceWindow: 'past',
    }),
  'synthflow-call-id': () =>
    hmac({
      header: 'Synthflow-Signature, X-Synthflow-Signature, HTTP_SYNTHFLOW_SIGNATURE, HTTP-SYNTHFLOW-SIGNATURE',
      signed: '{json:/call_id,/call/call_id}',
      encoding: 'base64',
    }),
  'telnyx-ed25519': () =>
    publicKey({
      header: 'Telnyx-Signature-Ed25519',
      timestampHeader: 'Telnyx-Timestamp',
      signed: '{timestamp}|{body}',
      toleranceSeconds: 300,
    }),
  'twilio-form': () => ({ scheme: 'twilio', params: {} }),
  'twilio-json': () => ({ scheme: 'twilio', params: {} }),
  'vapi-hmac': ({ config = {} }) => vapi(config),
  'vonage-jwt-hs256': () => ({ scheme: 'jwt', params: { bodyHashClaim: 'payload_hash' } }),
  zendesk: () => hmac({ ...zendesk, signed: '{timestamp}{body}' }),
  'zendesk-older-body+timestamp': () => hmac({ ...zendesk, signed: '{body}{timestamp}' }),
}

/** Vapi's HMACAuthenticationPlan in our words; the unit of its timestamp is not documented. */
function vapi(config: Readonly<Record<string, unknown>>): SchemeRef {
  const text = (name: string, otherwise: string) => String(config[name] ?? otherwise)
  return hmac({
    header: text('signatureHeader', 'x-signature'),
    timestampHeader: text('timestampHeader', 'x-timestamp'),
    algorithm: text('algorithm', 'sha256'),
    encoding: text('signatureEncoding', 'hex'),
    format: `${text('signaturePrefix', '')}{signature}`,
    signed: text('payloadFormat', '{timestamp}.{body}').replaceAll('{svix-id}', '{header:svix-id}'),
    secretForm: config.secretIsBase64 === true ? 'base64' : 'text',
    timestampUnit: 'ms',
  })
}
