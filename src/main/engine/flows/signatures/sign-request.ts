import type { HeaderPair } from '#shared/model/headers.ts'
import type { PackSignature } from '#shared/model/provider-pack.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import type { EnginePorts } from '../../ports.ts'
import { splitTarget } from '../../replay/target.ts'
import { type OpenScheme, openScheme } from '../../signatures/open-scheme.ts'
import { schemeRegistry } from '../../signatures/registry.ts'
import type { SchemeRequest, SchemeSecret, SignedParts } from '../../signatures/signature-scheme.ts'
import { type TestKeys, testKeyTypes } from './test-keys.ts'

export interface UnsignedRequest {
  readonly method: string
  /** Where it goes; what URL-signing schemes sign. */
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
}

export interface SignedRequest extends UnsignedRequest {
  /** What the signature was made with. */
  readonly key: SchemeSecret
  /** With a key pair of Switchhook's own, which only samples are checked with. */
  readonly byTestKey: boolean
  /** Headers that signing has set. */
  readonly set: readonly HeaderPair[]
}

/** Schemes by which deliveries of an endpoint are signed, in order of preference. */
export function signingSchemes(recipe: SchemeRef | null, signature: PackSignature | null): readonly SchemeRef[] {
  if (recipe) return [recipe]
  return signature?.kind === 'scheme' ? [signature, ...(signature.alternatives ?? [])] : []
}

export type SignRequest = (
  request: UnsignedRequest,
  schemes: readonly SchemeRef[],
  secret: SchemeSecret | null,
) => Promise<SignedRequest | null>

/** Signs as the provider would, now. Null where no scheme can sign with what there is. */
export function createSigner(ports: EnginePorts, testKeys: TestKeys): SignRequest {
  return async (request, schemes, secret) => {
    for (const ref of schemes) {
      const open = openScheme(ref, schemeRegistry)
      if ('problem' in open) continue
      const own = secret && signWith(open, request, secret.value, ports)
      if (secret && own) return signed(request, own, secret, false)
      if (!checksWithPublicKey(open, secret)) continue
      for (const type of testKeyTypes) {
        const key = await testKeys.get(type)
        const parts = signWith(open, request, key.privateKey, ports)
        if (parts) return signed(request, parts, key.secret, true)
      }
    }
    return null
  }
}

/** A shared secret that does not exist cannot be stood in for; the private half of a provider's key can. */
const checksWithPublicKey = ({ scheme, params }: OpenScheme, secret: SchemeSecret | null): boolean =>
  scheme.describe(params).keyKind === 'public-key' || /^(whpk_|-----BEGIN PUBLIC)/.test(secret?.value.trim() ?? '')

function signWith({ scheme, params }: OpenScheme, request: UnsignedRequest, key: string, ports: EnginePorts) {
  const nowMs = ports.clock.now()
  const { url, ...rest } = request
  const seen: SchemeRequest = {
    ...rest,
    target: splitTarget(url).pathAndQuery,
    publicUrl: url,
    arrivedAtMs: nowMs,
  }
  return scheme.sign(seen, params, key, nowMs, () => Buffer.from(ports.randomBytes(12)).toString('hex'))
}

function signed(request: UnsignedRequest, parts: SignedParts, key: SchemeSecret, byTestKey: boolean): SignedRequest {
  const { target, headers: set } = parts
  const names = new Set(set.map(([name]) => name.toLowerCase()))
  return {
    method: request.method,
    url: target === undefined ? request.url : originOf(request.url) + target,
    headers: [...request.headers.filter(([name]) => !names.has(name.toLowerCase())), ...set],
    body: parts.body ?? request.body,
    key,
    byTestKey,
    set,
  }
}

/** With a user name, which `URL.origin` leaves out. */
const originOf = (url: string): string => /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? ''
