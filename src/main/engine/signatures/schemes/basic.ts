import { z } from 'zod'
import { headerValues } from '#shared/model/headers.ts'
import { repeated, wrongWord } from '../lib/headers.ts'
import { checkStatic, explainStatic, staticWords } from '../lib/static-secret.ts'
import { defineScheme, fail, oncePerParams, type SchemeRequest } from '../signature-scheme.ts'

const Params = z.strictObject({
  header: z.string().min(1).default('Authorization').describe('Header of the credentials'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
})
type Params = z.infer<typeof Params>

/** "user:password" as presented (RFC 7617). */
const presented = (request: SchemeRequest, { header }: Params): string[] =>
  headerValues(request.headers, header)
    .flatMap((value) => /^basic +([A-Za-z0-9+/]+=*)$/i.exec(value)?.[1] ?? [])
    .map((credentials) => Buffer.from(credentials, 'base64').toString('utf8'))

export default defineScheme<Params>({
  id: 'basic',
  name: 'HTTP Basic',
  description: 'User name and password in the Authorization header.',
  params: Params,
  describe: oncePerParams((params) => ({
    ...staticWords(params.secretHint || 'user:password'),
    header: params.header,
  })),
  verify(request, params, secrets) {
    const [first] = headerValues(request.headers, params.header)
    if (first === undefined) return fail('header-missing', `${params.header} is not among the headers`)
    const twice = repeated(request.headers, [params.header])
    if (twice) return twice
    const credentials = presented(request, params)
    return credentials.length > 0
      ? checkStatic(credentials, secrets)
      : wrongWord(first, 'Basic', 'Base64 of user:password')
  },
  explain: (request, params, secrets) => explainStatic(presented(request, params), secrets),
  sign: (_request, params, secret) => ({
    headers: [[params.header, `Basic ${Buffer.from(secret).toString('base64')}`]],
  }),
})
