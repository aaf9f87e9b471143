import { applyEdits, modify } from 'jsonc-parser'
import { z } from 'zod'
import { jsonValueText, tooLargeToRead } from '../lib/request-parts.ts'
import { checkStatic, explainStatic, staticWords } from '../lib/static-secret.ts'
import { defineScheme, fail, oncePerParams, type SchemeRequest } from '../signature-scheme.ts'

const Params = z.strictObject({
  pointer: z
    .string()
    .regex(/^\/./, 'must be a JSON pointer such as /token')
    .default('/token')
    .describe('JSON pointer to the secret in the body'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
})
type Params = z.infer<typeof Params>

const presented = (request: SchemeRequest, { pointer }: Params): string[] => {
  const token = jsonValueText(request.body, pointer)
  return token === undefined ? [] : [token]
}

const keysOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))

export default defineScheme<Params>({
  id: 'body-token',
  name: 'Secret in the body',
  description: 'A fixed text at a place in the JSON body, the same with each delivery.',
  params: Params,
  describe: oncePerParams((params) => ({
    ...staticWords(params.secretHint || 'the token that the provider issued for this webhook'),
    header: `${params.pointer} in the body`,
  })),
  verify(request, params, secrets) {
    const unread = tooLargeToRead(request)
    if (unread) return unread
    const tokens = presented(request, params)
    return tokens.length > 0
      ? checkStatic(tokens, secrets)
      : fail('header-missing', `the body has no token at ${params.pointer}`)
  },
  explain: (request, params, secrets) => explainStatic(presented(request, params), secrets),

  /** Only the token changes: everything else in the body keeps its bytes. Null where the body is not a JSON object. */
  sign(request, params, secret) {
    const text = Buffer.from(request.body).toString('utf8')
    if (!/^\s*\{/.test(text)) return null
    const edits = modify(text, keysOf(params.pointer), secret, {})
    return { headers: [], body: Buffer.from(applyEdits(text, edits)) }
  },
})
