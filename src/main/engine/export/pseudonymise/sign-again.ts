import type { HeaderPair } from '#shared/model/headers.ts'
import type { UnsignedReason } from '#shared/model/safe-export.ts'
import type { Verification } from '#shared/model/verification.ts'
import { judge, schemeRefs } from '../../signatures/judge.ts'
import { type ResolvedScheme, resolveScheme } from '../../signatures/registry.ts'
import type { SchemeRequest, SignedParts } from '../../signatures/signature-scheme.ts'
import { headersFor } from './body-headers.ts'
import { digestOf } from './chance.ts'
import type { FixtureKey } from './fixture-keys.ts'
import { fixtureSecret } from './fixture-secret.ts'
import type { ExportSigning } from './signing.ts'

export interface RequestToSign extends SchemeRequest {
  /** Of the delivery: what makes one fixture's message ids another's. */
  readonly id: string
  readonly aborted: boolean
  /** As judged on arrival. */
  readonly verdict: Verification
}

export type SignedAgain =
  | { readonly ok: true; readonly request: SchemeRequest; readonly secret: string; readonly verdict: Verification }
  | { readonly ok: false; readonly reason: UnsignedReason }

/**
 * Signs a request that was changed with the made-up secret of a seed, as of the moment of its arrival, and looks whether the
 * product's own verifier takes it.
 */
export function signAgain(request: RequestToSign, signing: ExportSigning, seed: string): SignedAgain {
  const reason = reasonAgainst(request, signing)
  if (reason !== null) return { ok: false, reason }
  for (const by of candidates(request, signing)) {
    if (by.scheme.describe(by.params).covers.extent === 'nothing') return { ok: false, reason: 'secret-is-sent' }
    const key = fixtureSecret(by, seed)
    const signed = key && signedBy(by, request, key, seed)
    if (!key || !signed) continue
    const secrets = [{ id: 'fixture', label: 'fixture secret', value: key.checkWith }]
    const verdict = judge({ ...signing, request: signed, aborted: false, secrets })
    if (verdict.state === 'verified') return { ok: true, request: signed, secret: key.checkWith, verdict }
  }
  return { ok: false, reason: 'cannot-sign' }
}

function reasonAgainst(
  { aborted, verdict }: RequestToSign,
  { signature, recipe }: ExportSigning,
): UnsignedReason | null {
  if (recipe === null && signature === null) return 'provider-not-detected'
  if (recipe === null && signature?.kind === 'none') return 'provider-does-not-sign'
  if (recipe === null && signature?.kind === 'not-documented') return 'scheme-not-documented'
  if (aborted) return 'incomplete'
  return verdict.state === 'failed' ? 'failed-on-arrival' : null
}

/** The schemes that it may be signed by, the one that it was signed by first. */
function candidates(request: RequestToSign, signing: ExportSigning): ResolvedScheme[] {
  const all = schemeRefs(signing).flatMap((ref) => {
    const found = resolveScheme(ref)
    return 'problem' in found ? [] : [found]
  })
  const likeness = ({ scheme, params }: ResolvedScheme) =>
    (scheme.id === request.verdict.scheme ? 2 : 0) + (holdsHeader(request, params) ? 1 : 0)
  return all.toSorted((one, other) => likeness(other) - likeness(one))
}

const holdsHeader = ({ headers }: SchemeRequest, params: unknown): boolean => {
  const { header = '' } = params as { header?: string }
  const names = header.split(',').map((name) => name.trim().toLowerCase())
  return headers.some(([name]) => names.includes(name.toLowerCase()))
}

function signedBy(by: ResolvedScheme, request: RequestToSign, key: FixtureKey, seed: string): SchemeRequest | null {
  let ids = 0
  const newId = () => {
    ids += 1
    return digestOf(seed, `id\0${request.id}\0${ids}`).toString('hex', 0, 12)
  }
  const parts = by.scheme.sign(request, by.params, key.signWith, request.arrivedAtMs, newId)
  return parts && withParts(request, parts)
}

export const isSignature = (name: string): boolean => /signature|(?:^|[-_])hmac(?:[-_]|$)/i.test(name)

/** New values in the places of the old ones; signatures that no scheme has made are left out: they are of other bytes. */
function withParts(request: SchemeRequest, { headers: set, body = request.body, target }: SignedParts): SchemeRequest {
  const fresh = new Map(set.map(([name, value]) => [name.toLowerCase(), value]))
  const placed = new Set<string>()
  const replaced = request.headers.flatMap(([name, value]): HeaderPair[] => {
    const key = name.toLowerCase()
    const made = fresh.get(key)
    if (made === undefined) return isSignature(name) ? [] : [[name, value]]
    if (placed.has(key)) return []
    placed.add(key)
    return [[name, made]]
  })
  const added = set.filter(([name]) => !placed.has(name.toLowerCase()))
  const origin = /^[a-z]+:\/\/[^/?#]*/i.exec(request.publicUrl)?.[0] ?? ''
  return {
    method: request.method,
    target: target ?? request.target,
    publicUrl: target === undefined ? request.publicUrl : origin + target,
    headers: headersFor(body, [...replaced, ...added]),
    body,
    arrivedAtMs: request.arrivedAtMs,
  }
}
