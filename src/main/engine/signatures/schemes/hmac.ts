import { z } from 'zod'
import {
  algorithmWords,
  digestAlgorithms,
  digestEncodings,
  digestOf,
  equalText,
  hmacKey,
  keyBytes,
  secretForms,
  secretKey,
  secretWords,
} from '../lib/digest.ts'
import { checkMessages, evidenceOf, writeMessage } from '../lib/message.ts'
import { describeMessage, messageParams, withCoverage } from '../lib/message-params.ts'
import {
  defineScheme,
  oncePerParams,
  type SchemeDescription,
  type SchemeSecret,
  secretMask,
} from '../signature-scheme.ts'

const Params = z.strictObject({
  mac: z
    .enum(['hmac', 'hash'])
    .default('hmac')
    .describe('hash: a plain digest, the secret is a part of the signed string'),
  algorithm: z.enum(digestAlgorithms).default('sha256').describe('Digest'),
  encoding: z.enum(digestEncodings).default('hex').describe('How the digest is written'),
  ...messageParams,
  secretForm: z.enum(secretForms).default('text').describe('How the secret becomes the key: as it is, or decoded'),
  secretPrefix: z.string().default('').describe('Prefix that is dropped from the secret first; empty: none'),
})
type Params = z.infer<typeof Params>

const utf8 = (secret: string) => Buffer.from(secret)

/** Null where the secret holds no key. */
const digest = (params: Params, secret: SchemeSecret, parts: readonly Uint8Array[]): string | null => {
  const key = hmacKey(secret, params.secretForm, params.secretPrefix)
  return key && digestOf(parts, params.mac === 'hmac' ? key : null, params.algorithm, params.encoding)
}

const describe = oncePerParams(
  (params: Params): SchemeDescription => ({
    algorithm: algorithmWords(params.mac, params.algorithm, params.encoding),
    ...describeMessage(params),
    secretHint: params.secretHint || secretWords(params.secretForm, params.secretPrefix),
    keyKind: 'secret',
    issued: params.secretIssued || params.secretForm !== 'text',
  }),
)

export default defineScheme<Params>({
  id: 'hmac',
  name: 'HMAC',
  description: 'A digest of parts of the request with a shared secret, written in a header.',
  params: Params,

  describe: (params, request) => withCoverage(describe(params), params, request),

  keySize: (params, secret) => keyBytes(secret, params.secretForm, params.secretPrefix).length,

  verify: (request, params, secrets) =>
    checkMessages(request, params, secrets, utf8, (secret, { parts, signatures }) => {
      const expected = digest(params, secret, parts)
      return expected !== null && signatures.some((signature) => equalText(signature, expected))
    }),

  explain(request, params, secrets) {
    const { received, signedParts, partsWith } = evidenceOf(request, params, utf8, secretMask)
    const expected = secrets.flatMap((secret) => {
      const parts = partsWith(secret.value)
      const value = parts && digest(params, secret, parts)
      return value ? [{ secret, value }] : []
    })
    return { signedParts, received, expected }
  },

  sign(request, params, secret, nowMs, newId) {
    const key = secretKey(secret, params.secretForm, params.secretPrefix)
    if (!key) return null
    const headers = writeMessage(request, params, utf8(secret), nowMs, newId, (parts) =>
      digestOf(parts, params.mac === 'hmac' ? key : null, params.algorithm, params.encoding),
    )
    return headers && { headers }
  },
})
