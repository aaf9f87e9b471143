import { sign as signBytes, verify as verifyBytes } from 'node:crypto'
import { z } from 'zod'
import { firstHeader, headerValues } from '#shared/model/headers.ts'
import {
  digestEncodings,
  digestOf,
  equalText,
  hmacKey,
  keyBytes,
  secretForms,
  secretKey,
  signatureBytes,
  signingKey,
  verifyingKey,
} from '../lib/digest.ts'
import { nameList, repeated } from '../lib/headers.ts'
import { bytesOf } from '../lib/message.ts'
import { coverageOf, replayOf, SignedTemplate, signedStringWords } from '../lib/message-params.ts'
import { type MessageValues, renderTemplate } from '../lib/template.ts'
import { checkAge, formatTime, timestampUnits } from '../lib/timestamp.ts'
import {
  defineScheme,
  excerpt,
  type Failure,
  fail,
  matched,
  oncePerParams,
  type SchemeRequest,
  type SchemeSecret,
} from '../signature-scheme.ts'

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

/** Names of the three headers, in each spelling of their start. */
const headerNames = oncePerParams(({ prefix }: Params) =>
  nameList(prefix).map((start) => ({
    signature: `${start}-signature`,
    id: `${start}-id`,
    timestamp: `${start}-timestamp`,
  })),
)
const defaultNames = { signature: 'webhook-signature', id: 'webhook-id', timestamp: 'webhook-timestamp' }

const namesFor = ({ headers }: SchemeRequest, params: Params) => {
  const all = headerNames(params)
  return all.find(({ signature }) => firstHeader(headers, signature) !== undefined) ?? all[0] ?? defaultNames
}

/** All "version,signature" entries, over all signature headers. */
function entriesOf({ headers }: SchemeRequest, header: string): Entry[] {
  const entries: Entry[] = []
  for (const value of headerValues(headers, header)) {
    for (const entry of value.split(' ')) {
      const comma = entry.indexOf(',')
      if (comma > 0) entries.push([entry.slice(0, comma), entry.slice(comma + 1)])
    }
  }
  return entries
}

function read(request: SchemeRequest, params: Params): { values: MessageValues; entries: Entry[] } | Failure {
  const names = namesFor(request, params)
  const [signature, id, timestamp] = [names.signature, names.id, names.timestamp].map((name) =>
    firstHeader(request.headers, name),
  )
  if (!signature || !id)
    return fail('header-missing', `${signature ? names.id : names.signature} is not among the headers`)
  if (!timestamp) return fail('timestamp-missing', `${names.timestamp} is not among the headers`)
  const twice = repeated(request.headers, [names.signature, names.id, names.timestamp])
  if (twice) return twice
  const entries = entriesOf(request, names.signature)
  if (!entries.some(([version]) => /^v\d+[a-z]?$/.test(version)))
    return fail('header-malformed', `“${excerpt(signature)}” is not v1,{signature}`)
  return { values: { id, timestamp }, entries }
}

const noKey = new Uint8Array()

const partsOf = (request: SchemeRequest, params: Params, values: MessageValues) => {
  const rendered = renderTemplate(params.signed, request, values, noKey)
  return 'missing' in rendered ? [] : rendered.parts
}

/** Null where the secret holds no key. */
const hmac = (params: Params, secret: SchemeSecret, parts: readonly Uint8Array[]): string | null => {
  const key = hmacKey(secret, params.secretForm, params.secretPrefix, secret.value.trim())
  return key && digestOf(parts, key, 'sha256', params.encoding)
}

function ed25519Matches(secret: string, parts: readonly Uint8Array[], signatures: readonly string[]): boolean {
  const key = verifyingKey(secret)
  if (key?.asymmetricKeyType !== 'ed25519') return false
  const bytes = Buffer.concat(parts)
  return [...new Set(signatures)].slice(0, asymmetricLimit).some((text) => {
    const signature = signatureBytes(text, 'base64')
    return signature !== null && verifyBytes(null, bytes, key, signature)
  })
}

export default defineScheme<Params>({
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  description: 'Message id, timestamp and body, signed with HMAC-SHA256 (v1) or Ed25519 (v1a).',
  params: Params,

  keySize: (params, secret) =>
    versionOf(secret) === 'v1a'
      ? secret.trim().length
      : keyBytes(secret.trim(), params.secretForm, params.secretPrefix).length,

  describe: oncePerParams((params) => ({
    algorithm: 'v1: HMAC-SHA256, Base64; v1a: Ed25519, Base64',
    signedString: signedStringWords(params.signed),
    header: headerNames(params)
      .map(({ signature }) => signature)
      .join(' or '),
    covers: coverageOf(params.signed),
    replay: replayOf({ ...params, timestampPointer: '' }),
    secretHint: params.secretHint || 'whsec_ followed by Base64, or the public key whpk_…',
    keyKind: 'secret',
    issued: params.secretForm !== 'text',
  })),

  verify(request, params, secrets) {
    const message = read(request, params)
    if ('ok' in message) return message
    const late = checkAge(message.values.timestamp ?? '', params, request.arrivedAtMs)
    if (late?.reason === 'timestamp-malformed') return late
    const signaturesOf = (version: Version) =>
      message.entries.filter(([name]) => name === version).map(([, text]) => text)
    const usable = secrets.filter(({ value }) => {
      const version = versionOf(value)
      return message.entries.some(([name]) => name === version)
    })
    if (usable.length === 0) {
      const wanted = [...new Set(secrets.map(({ value }) => versionOf(value)))].join(' or ')
      const held = [...new Set(message.entries.map(([name]) => name))].join(', ')
      return fail('no-supported-version', `it holds ${excerpt(held)}; the secrets of the endpoint check ${wanted}`)
    }
    const parts = bytesOf(partsOf(request, params, message.values))
    const match = usable.find((secret) => {
      if (versionOf(secret.value) === 'v1a') return ed25519Matches(secret.value, parts, signaturesOf('v1a'))
      const expected = hmac(params, secret, parts)
      if (expected === null) return false
      return message.entries.some(([name, text]) => name === 'v1' && equalText(text, expected))
    })
    if (late) return match ? fail(late.reason, `${late.detail}; the signature itself matches`) : late
    return match ? matched(match) : fail('signature-mismatch')
  },

  explain(request, params, secrets) {
    const message = read(request, params)
    const received = entriesOf(request, namesFor(request, params).signature).map((entry) => entry.join(','))
    if ('ok' in message) return { signedParts: [], received, expected: [] }
    const signedParts = partsOf(request, params, message.values)
    const parts = bytesOf(signedParts)
    const expected = secrets
      .filter(({ value }) => versionOf(value) === 'v1')
      .flatMap((secret) => {
        const value = hmac(params, secret, parts)
        return value === null ? [] : [{ secret, value: `v1,${value}` }]
      })
    return { signedParts, received, expected }
  },

  sign(request, params, secret, nowMs, newId) {
    const names = namesFor(request, params)
    const id = firstHeader(request.headers, names.id) || newId()
    const values = { id, timestamp: formatTime(nowMs, params.timestampUnit) }
    const parts = bytesOf(partsOf(request, params, values))
    const signature = signedBy(secret, params, parts)
    if (signature === null) return null
    return {
      headers: [
        [names.id, id],
        [names.timestamp, values.timestamp],
        [names.signature, signature],
      ],
    }
  },
})

function signedBy(secret: string, params: Params, parts: readonly Uint8Array[]): string | null {
  if (versionOf(secret) === 'v1') {
    const key = secretKey(secret.trim(), params.secretForm, params.secretPrefix)
    return key && `v1,${digestOf(parts, key, 'sha256', params.encoding)}`
  }
  const key = signingKey(secret)
  if (key?.asymmetricKeyType !== 'ed25519') return null
  return `v1a,${signBytes(null, Buffer.concat(parts), key).toString('base64')}`
}
