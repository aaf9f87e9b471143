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

/** The steps of a pointer as the editor of JSON takes them, where items of a list are numbers. */
function stepsIn(root: unknown, pointer: string): (string | number)[] {
  let value = root
  return pointer
    .split('/')
    .slice(1)
    .map((token) => {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
      const step = Array.isArray(value) && /^\d+$/.test(name) ? Number(name) : name
      value =
        typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined
      return step
    })
}

/** The body with another token in it; null where there is no place for one. */
function withToken(body: Uint8Array, pointer: string, token: string): Uint8Array | null {
  const text = Buffer.from(body).toString('utf8')
  if (!/^\s*\{/.test(text)) return null
  try {
    const edits = modify(text, stepsIn(JSON.parse(text), pointer), token, {})
    return Buffer.from(applyEdits(text, edits))
  } catch {
    // No JSON, nested too deep, or something else than an object is in the way.
    return null
  }
}

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

  /** Only the token changes: everything else in the body keeps its bytes. Null where the body has no place for one. */
  sign(request, params, secret) {
    const body = withToken(request.body, params.pointer, secret)
    // Of members of the same name another one may count.
    return body !== null && jsonValueText(body, params.pointer) === secret ? { headers: [], body } : null
  },
})
