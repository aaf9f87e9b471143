import { generateKeyPairSync } from 'node:crypto'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { schemeRegistry } from '../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest, SignedParts } from '../../src/main/engine/signatures/signature-scheme.ts'
import { vectorSchemes } from './vector-schemes.ts'

/** A scheme as some provider uses it, with what is needed to sign and to check. */
export interface SchemeCase {
  readonly name: string
  readonly ref: SchemeRef
  /** Signs. */
  readonly secret: string
  /** Checks; the same text for shared secrets. */
  readonly checkWith: string
  /** Of the same kind, but not the right one. */
  readonly other: string
  readonly request: SchemeRequest
}

export const now = Date.parse('2026-04-05T14:04:00Z')

const json = {
  call_id: 'call_1',
  webhook_url: 'https://example.com/in/abc',
  type: 'call.completed',
  token: 'from the provider',
  timestamp: '2026-04-05T14:04:00Z',
  data: { cost: 12.5 },
}
const url = 'https://example.com/in/abc?b=2&a=%3A1'
const request: SchemeRequest = {
  method: 'POST',
  target: '/in/abc?b=2&a=%3A1',
  publicUrl: url,
  headers: [['Content-Type', 'application/json']],
  body: Buffer.from(JSON.stringify(json)),
  arrivedAtMs: now,
}
export const formRequest: SchemeRequest = {
  ...request,
  headers: [['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']],
  body: Buffer.from('To=%2B15550100&From=%2B15550101&Tag=b&Tag=a&Note=a+b'),
}

const pem = (
  key: { export(options: { type: 'spki' | 'pkcs8'; format: 'pem' }): string | Buffer },
  type: 'spki' | 'pkcs8',
) => key.export({ type, format: 'pem' }).toString()
const keyPair = (kind: 'ed25519' | 'rsa' | 'ec') => {
  const make = () =>
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  const { publicKey, privateKey } = make()
  return { secret: pem(privateKey, 'pkcs8'), checkWith: pem(publicKey, 'spki'), other: pem(make().publicKey, 'spki') }
}
const shared = (secret: string, other: string) => ({ secret, checkWith: secret, other })
const ed25519 = keyPair('ed25519')

const text = shared('a secret, kept as text', 'another secret')
const base64 = shared('dGhlIGtleSBpcyBkZWNvZGVk', 'YW5vdGhlciBrZXkgYWdhaW4h')
const keysOf: Readonly<Record<string, typeof text>> = {
  'standard-webhooks-v1': shared('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'),
  'standard-webhooks-v1a': ed25519,
  'telnyx-ed25519': ed25519,
  'highlevel-ed25519': ed25519,
  'openphone-hmac-1': base64,
  'sinch-application': base64,
  'http-basic': shared('user:päss:word', 'user:other'),
}
const forms = new Set(['twilio-form', 'plivo-v1-legacy', 'plivo-v3'])

const fromVectors: SchemeCase[] = Object.entries(vectorSchemes).map(([name, toRef]) => ({
  name,
  ref: toRef({}),
  ...(keysOf[name] ?? text),
  request: forms.has(name) ? formRequest : request,
}))

/** Every scheme in the ways in which providers use it. */
export const schemeCases: readonly SchemeCase[] = [
  ...fromVectors,
  {
    name: 'sha512, upper-case hex',
    ref: { scheme: 'hmac', params: { algorithm: 'sha512', encoding: 'hex-upper' } },
    ...text,
    request,
  },
  { name: 'RSA', ref: { scheme: 'public-key', params: { algorithm: 'rsa-sha256' } }, ...keyPair('rsa'), request },
  {
    name: 'ECDSA',
    ref: { scheme: 'public-key', params: { algorithm: 'ecdsa-sha256', encoding: 'hex' } },
    ...keyPair('ec'),
    request,
  },
  {
    name: 'JWT in a header, ES256',
    ref: { scheme: 'jwt', params: { algorithms: ['ES256'], toleranceSeconds: 60 } },
    ...keyPair('ec'),
    request,
  },
  {
    name: 'JWT in a header, EdDSA',
    ref: { scheme: 'jwt', params: { algorithms: ['EdDSA'], header: 'X-Token', prefix: '' } },
    ...ed25519,
    request,
  },
  { name: 'header', ref: { scheme: 'static-header', params: { header: 'X-Vapi-Secret' } }, ...text, request },
  { name: 'bearer', ref: { scheme: 'bearer', params: {} }, ...shared('token-1', 'token-2'), request },
]

export function resolveCase({ ref }: SchemeCase) {
  const scheme = schemeRegistry.get(ref.scheme)
  if (!scheme) throw new Error(`no scheme “${ref.scheme}”`)
  return { scheme, params: scheme.params.parse(ref.params) }
}

/** The request as it would arrive after `sign`. */
export function applySigned(plain: SchemeRequest, signed: SignedParts): SchemeRequest {
  const target = signed.target ?? plain.target
  return {
    ...plain,
    target,
    publicUrl: signed.target === undefined ? plain.publicUrl : new URL(plain.publicUrl).origin + target,
    headers: setHeaders(plain.headers, signed.headers),
    body: signed.body ?? plain.body,
  }
}

function setHeaders(headers: readonly HeaderPair[], added: readonly HeaderPair[]): HeaderPair[] {
  const names = new Set(added.map(([name]) => name.toLowerCase()))
  return [...headers.filter(([name]) => !names.has(name.toLowerCase())), ...added]
}

/** A request signed by the scheme's own `sign`, with the names of the headers that it added. */
export function signedCase(one: SchemeCase): { readonly request: SchemeRequest; readonly added: readonly string[] } {
  const { scheme, params } = resolveCase(one)
  let ids = 0
  const signed = scheme.sign(one.request, params, one.secret, now, () => `id-${++ids}`)
  if (!signed) throw new Error(`${one.name} did not sign`)
  return { request: applySigned(one.request, signed), added: signed.headers.map(([name]) => name) }
}
