import type { SchemeRef } from '#shared/model/verification.ts'
import basic from './schemes/basic.ts'
import bearer from './schemes/bearer.ts'
import bodyToken from './schemes/body-token.ts'
import hmac from './schemes/hmac.ts'
import jwt from './schemes/jwt.ts'
import plivoV3 from './schemes/plivo-v3.ts'
import publicKey from './schemes/public-key.ts'
import standardWebhooks from './schemes/standard-webhooks.ts'
import staticHeader from './schemes/static-header.ts'
import twilio from './schemes/twilio.ts'
import type { SignatureScheme } from './signature-scheme.ts'

/** Schemes by id. */
export type SchemeRegistry = ReadonlyMap<string, SignatureScheme>

/** Throws where two schemes have the same id. */
export function registryOf(schemes: readonly SignatureScheme[]): SchemeRegistry {
  const registry = new Map<string, SignatureScheme>()
  for (const scheme of schemes) {
    if (registry.has(scheme.id)) throw new Error(`two signature schemes are called “${scheme.id}”`)
    registry.set(scheme.id, scheme)
  }
  return registry
}

/**
 * Every scheme in `schemes/`. Listed by hand, because it also runs in threads that no bundler has prepared; a conformance
 * test finds a file that is missing here.
 */
export const schemeRegistry: SchemeRegistry = registryOf([
  basic,
  bearer,
  bodyToken,
  hmac,
  jwt,
  plivoV3,
  publicKey,
  standardWebhooks,
  staticHeader,
  twilio,
] as readonly SignatureScheme[])

/** A scheme with its parameters, parsed. */
export interface ResolvedScheme {
  readonly scheme: SignatureScheme
  readonly params: unknown
}

const resolved = new WeakMap<SchemeRef, ResolvedScheme>()

/** Or what is wrong with the reference, as one clause. Parsed once per reference: packs and recipes are never changed in place. */
export function resolveScheme(ref: SchemeRef): ResolvedScheme | { readonly problem: string } {
  const known = resolved.get(ref)
  if (known) return known
  const scheme = schemeRegistry.get(ref.scheme)
  if (!scheme) return { problem: `there is no signature scheme “${ref.scheme}”` }
  const parsed = scheme.params.safeParse(ref.params)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { problem: `${issue?.path.join('.') || 'parameters'}: ${issue?.message ?? 'not as the scheme needs them'}` }
  }
  const found = { scheme, params: parsed.data }
  resolved.set(ref, found)
  return found
}
