import { type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto'
import { z } from 'zod'
import { signatureBytes, signingKey, verifyingKey } from '../lib/digest.ts'
import { checkMessages, evidenceOf, type SignedBytes, writeMessage } from '../lib/message.ts'
import { describeMessage, messageParams, withCoverage } from '../lib/message-params.ts'
import { defineScheme, fail, oncePerParams, type SchemeDescription, secretMask } from '../signature-scheme.ts'

const algorithms = {
  ed25519: { digest: null, keyType: 'ed25519', words: 'Ed25519' },
  'rsa-sha256': { digest: 'sha256', keyType: 'rsa', words: 'RSA with SHA-256' },
  'ecdsa-sha256': { digest: 'sha256', keyType: 'ec', words: 'ECDSA with SHA-256' },
} as const

const Params = z.strictObject({
  algorithm: z.enum(['ed25519', 'rsa-sha256', 'ecdsa-sha256']).default('ed25519').describe('Signature algorithm'),
  encoding: z.enum(['base64', 'base64url', 'hex']).default('base64').describe('How the signature is written'),
  ...messageParams,
  publishedKey: z
    .string()
    .refine((text) => text === '' || verifyingKey(text) !== null, 'is not a public key')
    .default('')
    .describe('Public key that the provider publishes for everyone'),
})
type Params = z.infer<typeof Params>

/** Checks cost 50 µs each; no sender sends more signatures. */
const signatureLimit = 16

const usableKey = (key: KeyObject | null, params: Params): KeyObject | null =>
  key?.asymmetricKeyType === algorithms[params.algorithm].keyType ? key : null

function matches(params: Params, secret: string, { parts, signatures }: SignedBytes): boolean {
  const key = usableKey(verifyingKey(secret), params)
  if (!key) return false
  const bytes = Buffer.concat(parts)
  return [...new Set(signatures)].slice(0, signatureLimit).some((text) => {
    const signature = signatureBytes(text, params.encoding)
    return signature !== null && verifyBytes(algorithms[params.algorithm].digest, bytes, key, signature)
  })
}

const noKey = () => new Uint8Array()

const describe = oncePerParams(
  (params: Params): SchemeDescription => ({
    algorithm: `${algorithms[params.algorithm].words}, ${params.encoding === 'hex' ? 'hex' : 'Base64'}`,
    ...describeMessage(params),
    secretHint: params.secretHint || 'the public key, PEM or Base64',
    keyKind: 'public-key',
  }),
)

export default defineScheme<Params>({
  id: 'public-key',
  name: 'Public-key signature',
  description: 'Parts of the request signed with a private key that only the provider has.',
  params: Params,

  publishedKeys: oncePerParams(({ publishedKey }) =>
    publishedKey ? [{ id: 'published-key', label: 'published key', value: publishedKey }] : [],
  ),

  describe: (params, request) => withCoverage(describe(params), params, request),

  verify(request, params, secrets) {
    const outcome = checkMessages(request, params, secrets, noKey, ({ value }, signed) =>
      matches(params, value, signed),
    )
    if (outcome.ok || outcome.reason !== 'signature-mismatch' || outcome.detail) return outcome
    const usable = secrets.some(({ value }) => usableKey(verifyingKey(value), params))
    return usable
      ? outcome
      : fail('signature-mismatch', `no secret is a public key for ${algorithms[params.algorithm].words}`)
  },

  explain(request, params) {
    const { received, signedParts } = evidenceOf(request, params, noKey, secretMask)
    return { signedParts, received, expected: [] }
  },

  sign(request, params, secret, nowMs, newId) {
    const key = usableKey(signingKey(secret), params)
    if (!key) return null
    const headers = writeMessage(request, params, noKey(), nowMs, newId, (parts) =>
      signBytes(algorithms[params.algorithm].digest, Buffer.concat(parts), key).toString(params.encoding),
    )
    return headers && { headers }
  },
})
