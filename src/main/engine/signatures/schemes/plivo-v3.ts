import { z } from 'zod'
import { headerValues } from '#shared/model/headers.ts'
import { algorithmWords, digestAlgorithms, digestEncodings, digestOf, equalText } from '../lib/digest.ts'
import { formPairs, type Pairs } from '../lib/form.ts'
import { nameList, namesInWords, valuesOfFirst } from '../lib/header-names.ts'
import { fail, matched } from '../lib/outcome.ts'
import { rawBytes } from '../lib/raw-bytes.ts'
import { queryOf, withoutQuery } from '../lib/url-parts.ts'
import { defineScheme, type SchemeRequest } from '../signature-scheme.ts'

const Params = z.strictObject({
  header: z
    .string()
    .min(1)
    .default('X-Plivo-Signature-V3, X-Plivo-Signature-Ma-V3')
    .describe('Headers of the signatures: of the account, and of the main account'),
  nonceHeader: z.string().min(1).default('X-Plivo-Signature-V3-Nonce').describe('Header of the nonce'),
  algorithm: z.enum(digestAlgorithms).default('sha256').describe('Digest of the HMAC'),
  encoding: z.enum(digestEncodings).default('base64').describe('How the HMAC is written'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
})
type Params = z.infer<typeof Params>

const byNameThenValue = (a: readonly [string, string], b: readonly [string, string]) =>
  compare(a[0], b[0]) || compare(a[1], b[1])
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const joined = (pairs: Pairs, between: string) =>
  [...pairs].sort(byNameThenValue).map(([name, value]) => name + between + value)

/**
 * The URL with its query decoded and sorted, then "." and the sorted form, if there is one. A bare "?" stays where a form
 * is there and a query is not. https://www.plivo.com/docs/voice/concepts/signature-validation
 */
function signedParts(request: SchemeRequest, nonce: string) {
  const form = request.method === 'GET' ? '' : joined(formPairs(request), '').join('')
  const query = joined([...new URLSearchParams(queryOf(request.publicUrl))], '=').join('&')
  const url = rawBytes(withoutQuery(request.publicUrl))
  const mark = query || form ? `?${query}${query && form ? '.' : ''}` : ''
  return [
    { name: 'URL', bytes: url },
    { name: 'sorted query', bytes: Buffer.from(mark) },
    { name: 'form values', bytes: Buffer.from(form) },
    { name: 'nonce', bytes: rawBytes(`.${nonce}`) },
  ].filter(({ bytes }) => bytes.length > 0)
}

const digest = (params: Params, secret: string, request: SchemeRequest, nonce: string) =>
  digestOf(
    signedParts(request, nonce).map(({ bytes }) => bytes),
    Buffer.from(secret),
    params.algorithm,
    params.encoding,
  )

/** While a token is rotated, the header holds a list; sub-accounts are also signed for their main account. */
const receivedOf = (request: SchemeRequest, { header }: Params): string[] =>
  nameList(header)
    .flatMap((name) => headerValues(request.headers, name))
    .flatMap((value) => value.split(','))
    .map((text) => text.trim())
    .filter(Boolean)

export default defineScheme<Params>({
  id: 'plivo-v3',
  name: 'Plivo V3',
  description: 'The public URL with its sorted query, the sorted form values and a nonce.',
  params: Params,

  describe: (params, request) => ({
    algorithm: algorithmWords('hmac', params.algorithm, params.encoding),
    signedString: 'URL, sorted query, sorted form values, “.”, nonce',
    header: namesInWords(params.header),
    covers:
      request && formPairs(request).length === 0
        ? { extent: 'part', detail: 'the URL, its query and the nonce, not the body' }
        : { extent: 'body', detail: 'the URL, its query, the form values and the nonce' },
    replay: { protected: false, toleranceSeconds: null, detail: 'a nonce is signed, but no timestamp' },
    secretHint: params.secretHint || 'the auth token',
    keyKind: 'secret',
  }),

  verify(request, params, secrets) {
    if (valuesOfFirst(request.headers, params.header).length === 0) {
      return fail('header-missing', `${namesInWords(params.header)} is not among the headers`)
    }
    const received = receivedOf(request, params)
    if (received.length === 0) return fail('header-malformed', 'it is empty')
    const [nonce] = valuesOfFirst(request.headers, params.nonceHeader)
    if (!nonce) return fail('header-missing', `${params.nonceHeader} is not among the headers`)
    const match = secrets.find(({ value }) => {
      const expected = digest(params, value, request, nonce)
      return received.some((text) => equalText(text, expected))
    })
    return match ? matched(match) : fail('signature-mismatch', `checked against ${withoutQuery(request.publicUrl)}`)
  },

  explain(request, params, secrets) {
    const received = receivedOf(request, params)
    const [nonce] = valuesOfFirst(request.headers, params.nonceHeader)
    if (!nonce) return { signedParts: [], received, expected: [] }
    return {
      signedParts: signedParts(request, nonce),
      received,
      expected: secrets.map((secret) => ({ secret, value: digest(params, secret.value, request, nonce) })),
    }
  },

  sign(request, params, secret, _nowMs, newId) {
    const nonce = newId()
    return {
      headers: [
        [nameList(params.nonceHeader)[0] ?? params.nonceHeader, nonce],
        [nameList(params.header)[0] ?? params.header, digest(params, secret, request, nonce)],
      ],
    }
  },
})
