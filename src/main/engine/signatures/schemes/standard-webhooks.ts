import { sign as signBytes, verify as verifyBytes } from 'node:crypto'
import { z } from 'zod'
import { headerValues } from '#shared/model/headers.ts'
import { coverageOf, replayOf, signedStringWords } from '../lib/describe-message.ts'
import { digestEncodings, digestOf, equalText } from '../lib/digest.ts'
import { nameList } from '../lib/header-names.ts'
import { SignedTemplate } from '../lib/message-params.ts'
import { type Failure, fail, matched } from '../lib/outcome.ts'
import { signingKey, verifyingKey } from '../lib/public-key.ts'
import { secretForms, secretKey } from '../lib/secret-key.ts'
import { type MessageValues, renderTemplate } from '../lib/template.ts'
import { checkAge, excerpt, formatTime, timestampUnits } from '../lib/timestamp.ts'
import { defineScheme, type SchemeRequest } from '../signature-scheme.ts'

const Params = z.strictObject({
  prefix: z
    .string()
    .min(1)
    .default('webhook')
    .describe('Start of the header names, such as webhook or svix; several separated by commas'),
  signed: SignedTemplate.default('{id}.{timestamp}.{body}').describe('The signed string'),
  encoding: z.enum(digestEncodings).default('base64').describe('How the HMAC is written'),
  secretForm: z.enum(secretForms).default('base64').describe('How the rest of the secret becomes the key'),
  secretPrefix: z.string().default('whsec_').describe('Prefix that is dropped from the secret first'),
  timestampUnit: z.enum(timestampUnits).default('s').describe('How the timestamp is written'),
  toleranceSeconds: z.int().min(0).nullable().default(300).describe('Accepted age in seconds; empty: any'),
  toleranceWindow: z.enum(['both', 'past']).default('both').describe('Whether times in the future are refused too'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
})
type Params = z.infer<typeof Params>

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
type Version = 'v1' | 'v1a'
type Entry = readonly [version: string, signature: string]

/** Public-key checks cost 50 µs each; no sender has more keys in rotation. */
const asymmetricLimit = 16

const versionOf = (secret: string): Version => (/^(whpk_|whsk_|-----BEGIN)/.test(secret.trim()) ? 'v1a' : 'v1')

const prefixOf = (request: SchemeRequest, { prefix }: Params): string => {
  const names = nameList(prefix)
  return names.find((name) => headerValues(request.headers, `${name}-signature`).length > 0) ?? names[0] ?? 'webhook'
}

/** All "version,signature" entries, over all signature headers. */
const entriesOf = (request: SchemeRequest, prefix: string): Entry[] =>
  headerValues(request.headers, `${prefix}-signature`)
    .flatMap((value) => value.split(' '))
    .map((entry) => [entry, entry.indexOf(',')] as const)
    .filter(([, comma]) => comma > 0)
    .map(([entry, comma]) => [entry.slice(0, comma), entry.slice(comma + 1)])

function read(request: SchemeRequest, params: Params): { values: MessageValues; entries: Entry[] } | Failure {
  const prefix = prefixOf(request, params)
  const headerAt = (name: string) => headerValues(request.headers, `${prefix}-${name}`)[0]
  const missing = ['signature', 'id'].find((name) => !headerAt(name))
  if (missing) return fail('header-missing', `${prefix}-${missing} is not among the headers`)
  const timestamp = headerAt('timestamp')
  if (!timestamp) return fail('timestamp-missing', `${prefix}-timestamp is not among the headers`)
  const entries = entriesOf(request, prefix)
  if (entries.length === 0)
    return fail('header-malformed', `“${excerpt(headerAt('signature') ?? '')}” is not v1,{signature}`)
  return { values: { id: headerAt('id'), timestamp }, entries }
}

const bytesOf = (request: SchemeRequest, params: Params, values: MessageValues, key: Uint8Array) => {
  const rendered = renderTemplate(params.signed, request, values, key)
  return 'missing' in rendered ? [] : rendered.parts
}

const hmac = (params: Params, secret: string, parts: readonly Uint8Array[]) =>
  digestOf(parts, secretKey(secret.trim(), params.secretForm, params.secretPrefix), 'sha256', params.encoding)

function ed25519Matches(secret: string, parts: readonly Uint8Array[], signatures: readonly string[]): boolean {
  const key = verifyingKey(secret)
  if (key?.asymmetricKeyType !== 'ed25519') return false
  const bytes = Buffer.concat(parts)
  return [...new Set(signatures)]
    .slice(0, asymmetricLimit)
    .some((signature) => verifyBytes(null, bytes, key, Buffer.from(signature, 'base64')))
}

export default defineScheme<Params>({
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  description: 'Message id, timestamp and body, signed with HMAC-SHA256 (v1) or Ed25519 (v1a).',
  params: Params,

  describe: (params) => ({
    algorithm: 'v1: HMAC-SHA256, Base64; v1a: Ed25519, Base64',
    signedString: signedStringWords(params.signed),
    header: nameList(params.prefix)
      .map((name) => `${name}-signature`)
      .join(' or '),
    covers: coverageOf(params.signed),
    replay: replayOf({ ...params, timestampPointer: '' }),
    secretHint: params.secretHint || 'whsec_ followed by Base64, or the public key whpk_…',
    keyKind: 'secret',
  }),

  verify(request, params, secrets) {
    const message = read(request, params)
    if ('ok' in message) return message
    const late = checkAge(message.values.timestamp ?? '', params, request.arrivedAtMs)
    if (late?.reason === 'timestamp-malformed') return late
    const signaturesOf = (version: Version) =>
      message.entries.filter(([name]) => name === version).map(([, text]) => text)
    const usable = secrets.filter(({ value }) => signaturesOf(versionOf(value)).length > 0)
    if (usable.length === 0) {
      const wanted = [...new Set(secrets.map(({ value }) => versionOf(value)))].join(' or ')
      const held = [...new Set(message.entries.map(([name]) => name))].join(', ')
      return fail('no-supported-version', `it holds ${excerpt(held)}; the secrets of the endpoint check ${wanted}`)
    }
    const parts = bytesOf(request, params, message.values, new Uint8Array()).map(({ bytes }) => bytes)
    const match = usable.find(({ value }) => {
      if (versionOf(value) === 'v1a') return ed25519Matches(value, parts, signaturesOf('v1a'))
      const expected = hmac(params, value, parts)
      return signaturesOf('v1').some((signature) => equalText(signature, expected))
    })
    if (late) return match ? fail(late.reason, `${late.detail}; the signature itself matches`) : late
    return match ? matched(match) : fail('signature-mismatch')
  },

  explain(request, params, secrets) {
    const message = read(request, params)
    const received = entriesOf(request, prefixOf(request, params)).map((entry) => entry.join(','))
    if ('ok' in message) return { signedParts: [], received, expected: [] }
    const signedParts = bytesOf(request, params, message.values, new Uint8Array())
    const bytes = signedParts.map((part) => part.bytes)
    const expected = secrets
      .filter(({ value }) => versionOf(value) === 'v1')
      .map((secret) => ({ secret, value: `v1,${hmac(params, secret.value, bytes)}` }))
    return { signedParts, received, expected }
  },

  sign(request, params, secret, nowMs, newId) {
    const prefix = prefixOf(request, params)
    const id = headerValues(request.headers, `${prefix}-id`)[0] || newId()
    const values = { id, timestamp: formatTime(nowMs, params.timestampUnit) }
    const parts = bytesOf(request, params, values, new Uint8Array()).map(({ bytes }) => bytes)
    const version = versionOf(secret)
    const key = version === 'v1a' ? signingKey(secret) : null
    if (version === 'v1a' && key?.asymmetricKeyType !== 'ed25519') return null
    const signature = key ? signBytes(null, Buffer.concat(parts), key).toString('base64') : hmac(params, secret, parts)
    return {
      headers: [
        [`${prefix}-id`, id],
        [`${prefix}-timestamp`, values.timestamp],
        [`${prefix}-signature`, `${version},${signature}`],
      ],
    }
  },
})
