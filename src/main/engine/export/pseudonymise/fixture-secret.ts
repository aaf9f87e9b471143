import type { ResolvedScheme } from '../../signatures/registry.ts'
import { digestOf } from './chance.ts'
import { type FixtureKey, type FixtureKeyType, fixtureKey } from './fixture-keys.ts'

const pairFor: Readonly<Record<string, FixtureKeyType>> = {
  ed25519: 'ed25519',
  EdDSA: 'ed25519',
  'rsa-sha256': 'rsa',
  RS256: 'rsa',
  'ecdsa-sha256': 'ec',
  ES256: 'ec',
}

/**
 * The made-up secret of a scheme, in the form that its verifiers take. The same for the same seed, and worth nothing
 * elsewhere. Null where there is none of this form.
 */
export function fixtureSecret({ scheme, params }: ResolvedScheme, seed: string): FixtureKey | null {
  const {
    algorithm,
    algorithms,
    secretForm = scheme.id === 'standard-webhooks' ? 'base64' : 'text',
    secretPrefix = '',
  } = params as {
    algorithm?: string
    algorithms?: readonly string[]
    secretForm?: 'text' | 'base64' | 'base64url' | 'hex'
    secretPrefix?: string
  }
  if (scheme.describe(params).keyKind === 'public-key') {
    const type = pairFor[algorithms?.[0] ?? algorithm ?? '']
    return type === undefined ? null : fixtureKey(type)
  }
  const bytes = digestOf(seed, 'fixture secret')
  const text =
    secretForm === 'text' ? `switchhook-fixture-${bytes.toString('hex').slice(0, 13)}` : bytes.toString(secretForm)
  const secret = secretPrefix + text
  return { signWith: secret, checkWith: secret }
}
