import { z } from 'zod'
import {
  algorithmWords,
  digestAlgorithms,
  digestEncodings,
  digestOf,
  equalText,
  hmacKey,
  secretForms,
  secretKey,
  secretWords,
} from '../lib/digest.ts'
import { checkMessages, evidenceOf, writeMessage } from '../lib/message.ts'
import { describeMessage, messageParams } from '../lib/message-params.ts'
import { defineScheme, oncePerParams, type SchemeSecret, secretMask } from '../signature-scheme.ts'

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

const digest = (params: Params, secret: SchemeSecret, parts: readonly Uint8Array[]) => {
  const key = params.mac === 'hmac' ? hmacKey(secret, params.secretForm, params.secretPrefix) : null
  return digestOf(parts, key, params.algorithm, params.encoding)
}

export default defineScheme<Params>({
  id: 'hmac',
  name: 'HMAC',
  description: 'A digest of parts of the request with a shared secret, written in a header.',
  params: Params,

  describe: oncePerParams((params) => ({
    algorithm: algorithmWords(params.mac, params.algorithm, params.encoding),
    ...describeMessage(params),
    secretHint: params.secretHint || secretWords(params.secretForm, params.secretPrefix),
    keyKind: 'secret',
  })),

  verify: (request, params, secrets) =>
    checkMessages(request, params, secrets, utf8, (secret, { parts, signatures }) => {
      const expected = digest(params, secret, parts)
      return signatures.some((signature) => equalText(signature, expected))
    }),

  explain(request, params, secrets) {
    const { received, signedParts, partsWith } = evidenceOf(request, params, utf8, secretMask)
    const expected = secrets.flatMap((secret) => {
      const parts = partsWith(secret.value)
      return parts ? [{ secret, value: digest(params, secret, parts) }] : []
    })
    return { signedParts, received, expected }
  },

  sign(request, params, secret, nowMs, newId) {
    const key = params.mac === 'hmac' ? secretKey(secret, params.secretForm, params.secretPrefix) : null
    const headers = writeMessage(request, params, utf8(secret), nowMs, newId, (parts) =>
      digestOf(parts, key, params.algorithm, params.encoding),
    )
    return headers && { headers }
  },
})
