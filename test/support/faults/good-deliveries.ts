import { generateKeyPairSync } from 'node:crypto'
import type { SchemeRef } from '#shared/model/verification.ts'
import { resolveScheme } from '../../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import { applySigned } from '../scheme-cases.ts'
import { packs } from './fault-case.ts'

/** A provider's scheme, with a request to sign and keys to sign and check it. */
export interface Row {
  /** "stripe", "twilio (form)". */
  readonly name: string
  readonly provider: string
  readonly ref: SchemeRef
  readonly secret: string
  readonly checkWith: string
  /** Of the same kind, but not the right one. */
  readonly other: { readonly secret: string; readonly checkWith: string }
  readonly request: SchemeRequest
}

export const now = Date.parse('2026-04-05T14:04:00Z')
const publicUrl = 'https://example.com/in/abc?b=2&a=%3A1&name=J%20D'

/** Everything that a parser writes otherwise: 12.50, an escape, a slash, a character beyond ASCII, markup, an empty list. */
export const jsonBody =
  '{"id":"evt_1","type":"call.completed","timestamp":"2026-04-05T14:04:00Z","call_id":"call_123","webhook_url":"https://example.com/in/abc","token":"from the provider","data":{"name":"José <b> & Söhne","note":"a/b","cost":12.50,"count":3,"tags":[],"ok":true}}'
export const formBody = 'To=%2B15550100&From=%2B15550101&Tag=b&Note=a+b%7E&Name=Jos%C3%A9&Status=done'

const json: SchemeRequest = {
  method: 'POST',
  target: '/in/abc?b=2&a=%3A1&name=J%20D',
  publicUrl,
  headers: [
    ['Host', 'example.com'],
    ['User-Agent', 'provider/1.0'],
    ['Content-Type', 'application/json'],
  ],
  body: Buffer.from(jsonBody),
  arrivedAtMs: now,
}
const form: SchemeRequest = {
  ...json,
  headers: [...json.headers.slice(0, 2), ['Content-Type', 'application/x-www-form-urlencoded']],
  body: Buffer.from(formBody),
}

const pem = (kind: 'ed25519' | 'rsa') => {
  const { publicKey, privateKey } =
    kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519')
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    checkWith: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}
const shared = (secret: string) => ({ secret, checkWith: secret })
const pairs = { ed25519: [pem('ed25519'), pem('ed25519')], rsa: [pem('rsa'), pem('rsa')] } as const

function keysOf({ scheme, params }: SchemeRef): Pick<Row, 'secret' | 'checkWith' | 'other'> {
  if (scheme === 'public-key') {
    const [own, other] = pairs[params.algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519']
    return { ...own, other }
  }
  const [own, other] =
    scheme === 'standard-webhooks'
      ? ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD']
      : params.secretForm === 'base64'
        ? ['dGhlIGtleSBpcyBkZWNvZGVkIQ==', 'YW5vdGhlciBrZXkgYWdhaW4hISE=']
        : scheme === 'basic'
          ? ['user:a long password', 'user:another password']
          : ['5f2b8c1de94a4f6780aa31c5d7e9b042', '0c9d7e6f5a4b43c2b1a0f9e8d7c6b5a4']
  return { ...shared(own ?? ''), other: shared(other ?? '') }
}

const forms = new Set(['twilio', 'plivo-v3'])
const usesForm = ({ scheme, params }: SchemeRef) => forms.has(scheme) || String(params.signed).includes('{form}')

function* rowsOf(provider: string, ref: SchemeRef, suffix: string): Iterable<Row> {
  const common = { provider, ref, ...keysOf(ref) }
  const name = `${provider}${suffix}`
  yield { ...common, name: usesForm(ref) ? `${name} (form)` : name, request: usesForm(ref) ? form : json }
  if (ref.scheme === 'twilio') yield { ...common, name: `${name} (JSON)`, request: json }
  if (provider === 'slack') yield { ...common, name: `${name} (form)`, request: form }
}

/** Every scheme of every pack. */
export const rows: readonly Row[] = [...packs.values()].flatMap(({ manifest: { id, signature } }) => {
  if (signature.kind !== 'scheme') return []
  const refs: readonly SchemeRef[] = [signature, ...(signature.alternatives ?? [])]
  return refs.flatMap((ref, index) => [...rowsOf(id, ref, index === 0 ? '' : ` ${index + 1}`)])
})

export function resolveRow(row: Row, changes: SchemeRef['params'] = {}) {
  const resolved = resolveScheme({ scheme: row.ref.scheme, params: { ...row.ref.params, ...changes } })
  if ('problem' in resolved) throw new Error(`${row.name}: ${resolved.problem}`)
  return resolved
}

export interface Signing {
  readonly request?: SchemeRequest
  readonly secret?: string
  readonly params?: SchemeRef['params']
}

/** The request as signed, by other means where told so; null where the scheme cannot sign it. */
export function signed(
  row: Row,
  { request = row.request, secret = row.secret, params = {} }: Signing = {},
): SchemeRequest | null {
  const { scheme, params: parsed } = resolveRow(row, params)
  let ids = 0
  const parts = scheme.sign(request, parsed, secret, now, () => `msg_${++ids}a7`)
  return parts && applySigned(request, parts)
}
