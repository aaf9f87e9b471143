import { z } from 'zod'
import { headerValues } from '#shared/model/headers.ts'
import { repeated, wrongWord } from '../lib/headers.ts'
import { checkStatic, explainStatic, staticWords } from '../lib/static-secret.ts'
import { defineScheme, fail, oncePerParams, type SchemeRequest } from '../signature-scheme.ts'

const Params = z.strictObject({
  header: z.string().min(1).default('Authorization').describe('Header of the token'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
})
type Params = z.infer<typeof Params>

/** Tokens as presented; the word "Bearer" is not case-sensitive (RFC 9110, 11.1). */
const presented = (request: SchemeRequest, { header }: Params): string[] =>
  headerValues(request.headers, header).flatMap((value) => /^bearer +(\S+)$/i.exec(asText(value))?.[1] ?? [])

/** Headers hold one character per byte; beyond ASCII these are UTF-8, unless they cannot be. */
function asText(value: string): string {
  const text = Buffer.from(value, 'latin1').toString('utf8')
  return text.includes('\ufffd') ? value : text
}

export default defineScheme<Params>({
  id: 'bearer',
  name: 'Bearer token',
  description: 'A fixed token in the Authorization header.',
  params: Params,
  describe: oncePerParams((params) => ({
    ...staticWords(params.secretHint || 'the token, without “Bearer”'),
    header: params.header,
  })),
  verify(request, params, secrets) {
    const [first] = headerValues(request.headers, params.header)
    if (first === undefined) return fail('header-missing', `${params.header} is not among the headers`)
    const twice = repeated(request.headers, [params.header])
    if (twice) return twice
    const tokens = presented(request, params)
    return tokens.length > 0 ? checkStatic(tokens, secrets) : wrongWord(first, 'Bearer', 'one token')
  },
  explain: (request, params, secrets) => explainStatic(presented(request, params), secrets),
  sign: (_request, params, secret) => ({
    headers: [[params.header, Buffer.from(`Bearer ${secret}`).toString('latin1')]],
  }),
})
