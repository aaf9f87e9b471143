import { z } from 'zod'
import { nameList, namesInWords, repeated, valuesOfFirst } from '../lib/headers.ts'
import { checkStatic, explainStatic, staticWords } from '../lib/static-secret.ts'
import { defineScheme, excerpt, fail, oncePerParams, type SchemeRequest } from '../signature-scheme.ts'

const Params = z.strictObject({
  header: z
    .string()
    .min(1)
    .default('X-Webhook-Secret')
    .describe('Header of the secret; several names separated by commas, the first that is present counts'),
  prefix: z.string().default('').describe('Text before the secret in the header'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
})
type Params = z.infer<typeof Params>

const presented = (request: SchemeRequest, { header, prefix }: Params): string[] =>
  valuesOfFirst(request.headers, header)
    .filter((value) => value.startsWith(prefix))
    .map((value) => Buffer.from(value.slice(prefix.length), 'latin1').toString('utf8'))

export default defineScheme<Params>({
  id: 'static-header',
  name: 'Secret in a header',
  description: 'A fixed text in a header, the same with each delivery.',
  params: Params,
  describe: oncePerParams((params) => ({
    ...staticWords(params.secretHint || 'the value of the header as set at the provider'),
    header: namesInWords(params.header),
  })),
  verify(request, params, secrets) {
    const [first] = valuesOfFirst(request.headers, params.header)
    if (first === undefined) return fail('header-missing', `${namesInWords(params.header)} is not among the headers`)
    const twice = repeated(request.headers, [params.header])
    if (twice) return twice
    const values = presented(request, params)
    return values.length > 0
      ? checkStatic(values, secrets)
      : fail('header-malformed', `it does not start with “${excerpt(params.prefix)}”`)
  },
  explain: (request, params, secrets) => explainStatic(presented(request, params), secrets),
  sign(_request, params, secret) {
    const value = Buffer.from(params.prefix + secret).toString('latin1')
    return { headers: [[nameList(params.header)[0] ?? params.header, value]] }
  },
})
