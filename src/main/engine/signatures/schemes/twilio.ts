import { createHash, type KeyObject } from 'node:crypto'
import { parse, stringify } from 'node:querystring'
import { z } from 'zod'
import type { Coverage } from '#shared/model/verification.ts'
import { digestAlgorithms, digestEncodings, digestOf, equalText, hmacKey, secretKey } from '../lib/digest.ts'
import { nameList, namesInWords, repeated, valuesOfFirst } from '../lib/headers.ts'
import {
  formPairs,
  isForm,
  queryOf,
  queryValue,
  rawBytes,
  sortedForm,
  tooLargeToRead,
  withoutPort,
  withoutQuery,
  withPort,
} from '../lib/request-parts.ts'
import {
  defineScheme,
  fail,
  matched,
  oncePerParams,
  type SchemeRequest,
  type SchemeSecret,
  unbound,
} from '../signature-scheme.ts'

const Params = z.strictObject({
  header: z.string().min(1).default('X-Twilio-Signature').describe('Header of the signature'),
  rule: z
    .enum(['content-type', 'form', 'json'])
    .default('content-type')
    .describe('Form rule, JSON rule, or whichever the content type asks for'),
  algorithm: z.enum(digestAlgorithms).default('sha1').describe('Digest of the HMAC'),
  encoding: z.enum(digestEncodings).default('base64').describe('How the HMAC is written'),
  bodyHashQuery: z.string().default('bodySHA256').describe('Query parameter with the SHA-256 of a JSON body'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
})
type Params = z.infer<typeof Params>

/** https://www.twilio.com/docs/usage/security#validating-requests */
function ruleFor(request: SchemeRequest | undefined, params: Params): 'form' | 'json' {
  if (params.rule !== 'content-type') return params.rule
  if (!request || isForm(request)) return 'form'
  return request.body.length === 0 && queryValue(request.publicUrl, params.bodyHashQuery) === undefined
    ? 'form'
    : 'json'
}

/**
 * Ways in which Twilio writes the same URL. Its own libraries try the URL as it came, as `URL` writes it and with an older
 * query form, each without and with the port: https://github.com/twilio/twilio-node/blob/main/src/webhooks/webhooks.ts
 */
function otherSpellings(url: string): string[] {
  const standard = URL.parse(url)?.href ?? url
  const query = queryOf(standard)
  const older = query ? `${withoutQuery(standard)}?${stringify(parse(query))}` : standard
  const found = new Set([url, standard, older].flatMap((spelling) => [withoutPort(spelling), withPort(spelling)]))
  found.delete(url)
  return [...found]
}

const formPart = (request: SchemeRequest, params: Params): string =>
  ruleFor(request, params) === 'form' ? sortedForm(formPairs(request)) : ''

const digest = (params: Params, key: KeyObject | null, url: string, form: string): string | null =>
  key && digestOf([rawBytes(url), Buffer.from(form)], key, params.algorithm, params.encoding)

const keyOf = (secret: SchemeSecret) => hmacKey(secret, 'text', '')

/** The secret that gives a received signature, and the spelling of the URL with which it does. */
function findMatch(
  request: SchemeRequest,
  params: Params,
  secrets: readonly SchemeSecret[],
  received: readonly string[],
): { readonly secret: SchemeSecret; readonly url: string } | null {
  const form = formPart(request, params)
  const holds = (secret: SchemeSecret, url: string) => {
    const expected = digest(params, keyOf(secret), url, form)
    return expected !== null && received.some((text) => equalText(text, expected))
  }
  const asCame = secrets.find((secret) => holds(secret, request.publicUrl))
  if (asCame) return { secret: asCame, url: request.publicUrl }
  const urls = otherSpellings(request.publicUrl)
  for (const secret of secrets) {
    const url = urls.find((spelling) => holds(secret, spelling))
    if (url !== undefined) return { secret, url }
  }
  return null
}

const hashOf = (request: SchemeRequest) => createHash('sha256').update(request.body).digest('hex')

function checkBody(request: SchemeRequest, params: Params) {
  const hash = queryValue(request.publicUrl, params.bodyHashQuery)
  if (hash === undefined && request.body.length === 0) return null
  if (hash === undefined) {
    return unbound(`the URL has no ${params.bodyHashQuery}`)
  }
  return equalText(hash.toLowerCase(), hashOf(request))
    ? null
    : fail('body-hash-mismatch', `${params.bodyHashQuery} in the URL is not the hash of the body`)
}

const describe = (rule: 'form' | 'json', covers: Coverage) =>
  oncePerParams((params: Params) => ({
    algorithm: `HMAC-${params.algorithm.toUpperCase()}, ${params.encoding === 'base64' ? 'Base64' : params.encoding}`,
    signedString:
      rule === 'json'
        ? `the URL with ${params.bodyHashQuery} (JSON rule)`
        : 'the URL, then each form name and value, sorted by name (form rule)',
    header: namesInWords(params.header),
    covers,
    replay: { protected: false, toleranceSeconds: null, detail: 'no timestamp is signed' },
    secretHint: params.secretHint || 'the auth token',
    keyKind: 'secret' as const,
    issued: true,
  }))
const describeJson = describe('json', {
  extent: 'body',
  detail: 'the URL and, by the hash in its query, the raw body',
})
const describeForm = describe('form', { extent: 'body', detail: 'the URL and the form values' })
const describeOther = describe('form', { extent: 'part', detail: 'the URL, not the body, which is no form' })
const describeEmpty = describe('form', { extent: 'part', detail: 'the URL; there is no body' })

export default defineScheme<Params>({
  id: 'twilio',
  name: 'Twilio',
  description: 'The public URL with the form values, or with the hash of a JSON body in its query.',
  params: Params,

  describe(params, request) {
    if (ruleFor(request, params) === 'json') return describeJson(params)
    if (!request) return describeForm(params)
    if (request.body.length === 0) return describeEmpty(params)
    return isForm(request) ? describeForm(params) : describeOther(params)
  },

  verify(request, params, secrets) {
    const received = valuesOfFirst(request.headers, params.header)
    if (received.length === 0) return fail('header-missing', `${namesInWords(params.header)} is not among the headers`)
    if (received.every((value) => value === '')) return fail('header-malformed', 'it is empty')
    const rule = ruleFor(request, params)
    const unreadable =
      repeated(request.headers, [params.header]) ??
      (rule === 'form' && isForm(request) ? tooLargeToRead(request) : null)
    if (unreadable) return unreadable
    const found = findMatch(request, params, secrets, received)
    if (!found)
      return fail('signature-mismatch', `checked against ${withoutQuery(request.publicUrl)} by the ${rule} rule`)
    return (rule === 'json' ? checkBody(request, params) : null) ?? matched(found.secret)
  },

  explain(request, params, secrets) {
    const received = valuesOfFirst(request.headers, params.header)
    const url = findMatch(request, params, secrets, received)?.url ?? request.publicUrl
    const form = formPart(request, params)
    const urlPart = { name: 'URL', bytes: rawBytes(url) }
    return {
      signedParts: form ? [urlPart, { name: 'form values', bytes: Buffer.from(form) }] : [urlPart],
      received,
      expected: secrets.flatMap((secret) => {
        const value = digest(params, keyOf(secret), url, form)
        return value === null ? [] : [{ secret, value }]
      }),
    }
  },

  sign(request, params, secret) {
    const name = nameList(params.header)[0] ?? params.header
    const key = secretKey(secret, 'text', '')
    if (ruleFor(request, params) === 'form') {
      const signature = digest(params, key, request.publicUrl, formPart(request, params))
      return signature === null ? null : { headers: [[name, signature]] }
    }
    const withHash = (url: string) => setQuery(url, params.bodyHashQuery, hashOf(request))
    const signature = digest(params, key, withHash(request.publicUrl), '')
    return signature === null ? null : { headers: [[name, signature]], target: withHash(request.target) }
  },
})

/** Puts a parameter at the end of the query, in place of one of that name; the rest keeps its spelling. */
function setQuery(url: string, name: string, value: string): string {
  const others = queryOf(url)
    .split('&')
    .filter((pair) => pair && pair.split('=', 1)[0] !== name)
  return `${withoutQuery(url)}?${[...others, `${name}=${value}`].join('&')}`
}
