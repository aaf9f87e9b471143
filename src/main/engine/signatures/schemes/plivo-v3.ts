import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { headerValues } from '#shared/model/headers.ts'
import {
  algorithmWords,
  digestAlgorithms,
  digestEncodings,
  digestOf,
  equalText,
  hmacKey,
  secretKey,
} from '../lib/digest.ts'
import { firstOf, nameList, namesInWords, repeated, valuesOfFirst } from '../lib/headers.ts'
import { formPairs, isForm, type Pairs, queryOf, rawBytes, tooLargeToRead, withoutQuery } from '../lib/request-parts.ts'
import {
  defineScheme,
  fail,
  matched,
  oncePerParams,
  type SchemeRequest,
  type SchemeSecret,
} from '../signature-scheme.ts'

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

const signedBytes = (request: SchemeRequest, nonce: string) => signedParts(request, nonce).map(({ bytes }) => bytes)

const digest = (params: Params, key: KeyObject | null, parts: readonly Uint8Array[]): string | null =>
  key && digestOf(parts, key, params.algorithm, params.encoding)

const keyOf = (secret: SchemeSecret) => hmacKey(secret, 'text', '')

/** While a token is rotated, the header holds a list; sub-accounts are also signed for their main account. */
const receivedOf = (request: SchemeRequest, { header }: Params): string[] =>
  nameList(header)
    .flatMap((name) => headerValues(request.headers, name))
    .flatMap((value) => value.split(','))
    .map((text) => text.trim())
    .filter(Boolean)

const describeForm = oncePerParams((params: Params) => ({
  algorithm: algorithmWords('hmac', params.algorithm, params.encoding),
  signedString: 'URL, sorted query, sorted form values, “.”, nonce',
  header: namesInWords(params.header),
  covers: { extent: 'body' as const, detail: 'the URL, its query, the form values and the nonce' },
  replay: { protected: false, toleranceSeconds: null, detail: 'a nonce is signed, but no timestamp' },
  secretHint: params.secretHint || 'the auth token',
  keyKind: 'secret' as const,
  issued: true,
}))

const describeWithoutForm = oncePerParams((params: Params) => ({
  ...describeForm(params),
  covers: { extent: 'part' as const, detail: 'the URL, its query and the nonce, not the body' },
}))

export default defineScheme<Params>({
  id: 'plivo-v3',
  name: 'Plivo V3',
  description: 'The public URL with its sorted query, the sorted form values and a nonce.',
  params: Params,

  describe: (params, request) =>
    request && formPairs(request).length === 0 ? describeWithoutForm(params) : describeForm(params),

  verify(request, params, secrets) {
    if (valuesOfFirst(request.headers, params.header).length === 0) {
      return fail('header-missing', `${namesInWords(params.header)} is not among the headers`)
    }
    const received = receivedOf(request, params)
    if (received.length === 0) return fail('header-malformed', 'it is empty')
    const nonce = firstOf(request.headers, params.nonceHeader)
    if (!nonce) return fail('header-missing', `${params.nonceHeader} is not among the headers`)
    const unreadable =
      repeated(request.headers, [...nameList(params.header), params.nonceHeader]) ??
      (isForm(request) ? tooLargeToRead(request) : null)
    if (unreadable) return unreadable
    const parts = signedBytes(request, nonce)
    const match = secrets.find((secret) => {
      const expected = digest(params, keyOf(secret), parts)
      return expected !== null && received.some((text) => equalText(text, expected))
    })
    return match ? matched(match) : fail('signature-mismatch', `checked against ${withoutQuery(request.publicUrl)}`)
  },

  explain(request, params, secrets) {
    const received = receivedOf(request, params)
    const nonce = firstOf(request.headers, params.nonceHeader)
    if (!nonce) return { signedParts: [], received, expected: [] }
    const parts = signedBytes(request, nonce)
    return {
      signedParts: signedParts(request, nonce),
      received,
      expected: secrets.flatMap((secret) => {
        const value = digest(params, keyOf(secret), parts)
        return value === null ? [] : [{ secret, value }]
      }),
    }
  },

  sign(request, params, secret, _nowMs, newId) {
    const nonce = newId()
    const signature = digest(params, secretKey(secret, 'text', ''), signedBytes(request, nonce))
    if (signature === null) return null
    return {
      headers: [
        [nameList(params.nonceHeader)[0] ?? params.nonceHeader, nonce],
        [nameList(params.header)[0] ?? params.header, signature],
      ],
    }
  },
})
