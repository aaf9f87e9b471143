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

/** Every scheme in `schemes/`. */
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
])
