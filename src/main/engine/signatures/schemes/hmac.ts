import { z } from 'zod'
import { checkMessages, evidenceOf, renderer } from '../lib/check-messages.ts'
import { describeMessage } from '../lib/describe-message.ts'
import { algorithmWords, digestAlgorithms, digestEncodings, digestOf, equalText } from '../lib/digest.ts'
import { valuesOfFirst } from '../lib/header-names.ts'
import { messageParams } from '../lib/message-params.ts'
import { secretMask } from '../lib/outcome.ts'
import { secretForms, secretKey, secretWords } from '../lib/secret-key.ts'
import { writeMessage } from '../lib/write-message.ts'
import { defineScheme } from '../signature-scheme.ts'

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

const digest = (params: Params, secret: string, parts: readonly Uint8Array[]) => {
  const key = params.mac === 'hmac' ? secretKey(secret, params.secretForm, params.secretPrefix) : null
  return digestOf(parts, key, params.algorithm, params.encoding)
}

export default defineScheme<Params>({
  id: 'hmac',
  name: 'HMAC',
  description: 'A digest of parts of the request with a shared secret, written in a header.',
  params: Params,

  describe: (params) => ({
    algorithm: algorithmWords(params.mac, params.algorithm, params.encoding),
    ...describeMessage(params),
    secretHint: params.secretHint || secretWords(params.secretForm, params.secretPrefix),
    keyKind: 'secret',
  }),

  verify: (request, params, secrets) =>
    checkMessages(request, params, secrets, utf8, (secret, { parts, signatures }) => {
      const expected = digest(params, secret, parts)
      return signatures.some((signature) => equalText(signature, expected))
    }),

  explain(request, params, secrets) {
    const { message, signedParts } = evidenceOf(request, params, secretMask)
    if (!message) return { signedParts, received: valuesOfFirst(request.headers, params.header), expected: [] }
    const render = renderer(request, params.signed, message, utf8)
    const expected = secrets.flatMap((secret) => {
      const rendered = render(secret.value)
      if ('missing' in rendered) return []
      return [
        {
          secret,
          value: digest(
            params,
            secret.value,
            rendered.parts.map(({ bytes }) => bytes),
          ),
        },
      ]
    })
    return { signedParts, received: message.signatures, expected }
  },

  sign(request, params, secret, nowMs, newId) {
    const headers = writeMessage(request, params, utf8(secret), nowMs, newId, (parts) => digest(params, secret, parts))
    return headers && { headers }
  },
})
