import { generateKeyPairSync } from 'node:crypto'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import { signatureBreaks } from '#shared/model/signature-break-words.ts'
import { isKeyOfPair, signingKey } from './lib/digest.ts'
import { type ResolvedScheme, resolveScheme } from './registry.ts'
import type { SchemeRequest, SignedParts } from './signature-scheme.ts'

/** What a request is signed with, and checked by. */
export interface SigningMeans {
  readonly by: ResolvedScheme
  readonly key: string
  /** The same text for shared secrets, else the public half. */
  readonly checkWith: string
}

export interface BreakOrder {
  /** To be signed; `publicUrl` is where it goes, and it arrives at `arrivedAtMs`. */
  readonly request: SchemeRequest
  readonly means: SigningMeans
  readonly newId: () => string
  readonly randomBytes: (size: number) => Uint8Array
}

/**
 * A request that is signed as the provider would, but for one fault. Null where the scheme has no such thing, or would not
 * notice it. The ladder finds just this fault in it; a conformance test holds it to that for every scheme.
 */
export function breakSignature(broken: SignatureBreak, order: BreakOrder): SchemeRequest | null {
  const work = workOf(order)
  const made = work && makers[broken](work)
  return work && made && failsAsMeant(broken, made, work) ? made : null
}

/** The faults that can be made, in the order in which they are offered. */
export const possibleBreaks = (order: BreakOrder): SignatureBreak[] =>
  signatureBreaks.filter((broken) => breakSignature(broken, order) !== null)

type Params = Readonly<Record<string, unknown>>

interface Work extends BreakOrder {
  readonly params: Params
  readonly scheme: string
  readonly good: SchemeRequest
  /** Headers that signing has set. */
  readonly set: readonly HeaderPair[]
  /** Its header, null where the signature stands elsewhere. */
  readonly signature: HeaderPair | null
  /** Signs in another way: other parameters, another key, another moment. */
  sign(other: Partial<Signing>): SchemeRequest | null
}

interface Signing {
  readonly params: Params
  readonly key: string
  readonly nowMs: number
  readonly request: SchemeRequest
}

function workOf(order: BreakOrder): Work | null {
  const { request, means, newId } = order
  const { scheme } = means.by
  const params = means.by.params as Params
  const parts = scheme.sign(request, params, means.key, request.arrivedAtMs, newId)
  if (parts === null) return null
  return {
    ...order,
    params,
    scheme: scheme.id,
    good: withParts(request, parts),
    set: parts.headers,
    signature: signatureHeader(scheme.id, params, parts.headers),
    sign(other) {
      const resolved = resolveScheme({ scheme: scheme.id, params: { ...params, ...other.params } as never })
      if ('problem' in resolved) return null
      const { key = means.key, nowMs = request.arrivedAtMs, request: signedRequest = request } = other
      const made = scheme.sign(signedRequest, resolved.params, key, nowMs, newId)
      return made && withParts(request, made)
    },
  }
}

function signatureHeader(scheme: string, params: Params, set: readonly HeaderPair[]): HeaderPair | null {
  if (scheme === 'standard-webhooks') return set.find(([name]) => name.endsWith('-signature')) ?? null
  if (params.place === 'body') return null
  const names = String(params.header ?? '')
    .toLowerCase()
    .split(/, */)
  return set.find(([name]) => names.includes(name.toLowerCase())) ?? null
}

/** What a scheme puts into the query is taken over; the path stays as it is sent. */
function withParts(request: SchemeRequest, { headers, body, target }: SignedParts): SchemeRequest {
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const query = target?.split('?').slice(1).join('?')
  const sent = query ? `${request.target.replace(/\?.*$/, '')}?${query}` : request.target
  return {
    ...request,
    headers: [...request.headers.filter(([name]) => !names.has(name.toLowerCase())), ...headers],
    body: body ?? request.body,
    target: sent,
    publicUrl: sent === request.target ? request.publicUrl : `${request.publicUrl.replace(/\?.*$/, '')}?${query}`,
  }
}

/** Reasons by which a check must notice what was done; any other where none is named. */
const reasons: Partial<Record<SignatureBreak, string>> = {
  'timestamp-too-old': 'timestamp-too-old',
  'timestamp-too-new': 'timestamp-too-new',
  'timestamp-missing': 'timestamp-missing',
  'header-missing': 'header-missing',
  'header-renamed': 'header-missing',
  'header-malformed': 'header-malformed',
}

function failsAsMeant(broken: SignatureBreak, made: SchemeRequest, { means, good }: Work): boolean {
  const secret = [{ id: 'check', label: 'check', value: means.checkWith }]
  const { scheme, params } = means.by
  const outcome = scheme.verify(made, params, secret)
  if (outcome.ok || !scheme.verify(good, params, secret).ok) return false
  return reasons[broken] === undefined || outcome.reason === reasons[broken]
}

const makers: Readonly<Record<SignatureBreak, (work: Work) => SchemeRequest | null>> = {
  'wrong-secret': (work) => {
    const key = otherKey(work)
    return key === null ? null : work.sign({ key })
  },
  'body-changed': ({ good, ...work }) => {
    const body = coversBody(work) ? withOneByteChanged(good.body) : null
    return body && { ...good, body }
  },
  'body-trailing-newline': ({ good, ...work }) =>
    coversBody(work) && good.body.length > 0 ? { ...good, body: Buffer.concat([good.body, Buffer.from('\n')]) } : null,
  'timestamp-too-old': (work) => signedApart(work, -1),
  'timestamp-too-new': (work) => signedApart(work, 1),
  'timestamp-unit': ({ params, sign }) => {
    const { timestampUnit, timestampPointer, toleranceSeconds, toleranceWindow } = params
    if (typeof toleranceSeconds !== 'number' || timestampPointer) return null
    if (timestampUnit !== 's' && timestampUnit !== 'ms') return null
    // Milliseconds read as seconds are far in the future, which libraries take that only refuse what is old.
    if (timestampUnit === 's' && toleranceWindow === 'past') return null
    return sign({ params: { timestampUnit: timestampUnit === 's' ? 'ms' : 's' } })
  },
  'timestamp-missing': ({ scheme, params, set, good }) => {
    const name =
      scheme === 'standard-webhooks' ? set.find(([each]) => each.endsWith('-timestamp'))?.[0] : params.timestampHeader
    return typeof name === 'string' && name !== '' ? withHeader(good, name, () => null) : null
  },
  'header-missing': ({ signature, good }) => signature && withHeader(good, signature[0], () => null),
  'header-renamed': ({ signature, set, good }) =>
    signature && set.reduce((request, [name]) => withHeader(request, name, (value) => [otherName(name), value]), good),
  'header-malformed': ({ scheme, signature, good }) => {
    const text = scheme === 'static-header' ? null : (garbage[scheme] ?? 'not-a-signature')
    return withSignature(good, signature, text)
  },
  encoding: ({ scheme, params, signature, good }) => {
    const value = signature && digestSchemes.has(scheme) ? inOtherEncoding(signature[1], params) : null
    return withSignature(good, signature, value)
  },
  prefix: ({ scheme, params, signature, good }) => {
    return withSignature(good, signature, signature && inOtherPrefix(scheme, params, signature[1]))
  },
  algorithm: ({ scheme, params, sign }) =>
    scheme === 'hmac' ? sign({ params: { algorithm: params.algorithm === 'sha1' ? 'sha256' : 'sha1' } }) : null,
  'signed-string': ({ params, sign }) => {
    const template = params.signed
    if (typeof template !== 'string' || template.includes('{secret}')) return null
    return sign({ params: { signed: template.includes('{timestamp}') ? '{body}' : '{url}{body}' } })
  },
  'url-scheme': ({ request, sign }) => {
    const { publicUrl } = request
    const other = publicUrl.startsWith('https:')
      ? publicUrl.replace('https:', 'http:')
      : publicUrl.replace('http:', 'https:')
    return sign({ request: { ...request, publicUrl: other } })
  },
  'url-trailing-slash': ({ request, sign }) => {
    if (/\/(\?|$)/.test(request.target)) return null
    const slashed = (url: string) => url.replace(/\?|$/, '/$&')
    return sign({
      request: { ...request, publicUrl: slashed(request.publicUrl), target: slashed(request.target) },
    })
  },
}

function coversBody({ means, params, request }: Pick<Work, 'means' | 'params' | 'request'>): boolean {
  const { scheme } = means.by
  return params.place !== 'body' && scheme.describe(params, request).covers.extent === 'body'
}

/** Beyond the accepted window, by more than clocks differ. */
const apartSeconds = 61

function signedApart({ params, request, sign }: Work, direction: 1 | -1): SchemeRequest | null {
  const { toleranceSeconds } = params
  if (typeof toleranceSeconds !== 'number') return null
  return sign({ nowMs: request.arrivedAtMs + direction * (toleranceSeconds + apartSeconds) * 1000 })
}

/** A digit or a letter becomes another one, in JSON of a number where there is one: it stays JSON. */
function withOneByteChanged(body: Uint8Array): Uint8Array | null {
  const places = [digitOutsideStrings(body), body.findIndex(isDigit), body.findIndex(isLetter)]
  const at = places.find((place) => place >= 0)
  if (at === undefined) return null
  const changed = Buffer.from(body)
  const byte = changed[at] as number
  changed[at] = byte === 0x39 ? 0x31 : byte + 1
  return changed
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39
/** But for the last of the alphabet, which has no next one. */
const isLetter = (byte: number) => (byte >= 0x41 && byte < 0x5a) || (byte >= 0x61 && byte < 0x7a)

function digitOutsideStrings(body: Uint8Array): number {
  let inString = false
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] as number
    if (inString && byte === 0x5c) at += 1
    else if (byte === 0x22) inString = !inString
    else if (!inString && isDigit(byte)) return at
  }
  return -1
}

type Change = (value: string) => HeaderPair | null

function withHeader(request: SchemeRequest, wanted: string, change: Change): SchemeRequest {
  const headers = request.headers.flatMap(([name, value]) => {
    if (name.toLowerCase() !== wanted.toLowerCase()) return [[name, value] as HeaderPair]
    const changed = change(value)
    return changed ? [changed] : []
  })
  return { ...request, headers }
}

const withSignature = (request: SchemeRequest, signature: HeaderPair | null, value: string | null) =>
  signature === null || value === null ? null : withHeader(request, signature[0], () => [signature[0], value])

const otherName = (name: string) => (/^x-/i.test(name) ? name.slice(2) : `X-${name}`)

const garbage: Readonly<Record<string, string>> = { bearer: 'xyz', basic: '???', jwt: 'Bearer abc' }
/** A digest or a signature stands in their header, and nothing else that looks like one. */
const digestSchemes: ReadonlySet<string> = new Set(['hmac', 'standard-webhooks', 'public-key', 'twilio', 'plivo-v3'])

function inOtherEncoding(value: string, { encoding = 'base64' }: Params): string | null {
  const text = /[A-Za-z0-9+/_-]{20,}={0,2}$/.exec(value)?.[0]
  if (text === undefined) return null
  const isHex = encoding === 'hex' || encoding === 'hex-upper'
  const bytes = Buffer.from(text, isHex ? 'hex' : 'base64')
  return value.slice(0, -text.length) + bytes.toString(isHex ? 'base64' : 'hex')
}

function inOtherPrefix(scheme: string, { format = '{signature}', prefix }: Params, value: string): string | null {
  switch (scheme) {
    case 'bearer':
    case 'basic':
      return value.replace(/^\w+ /, '')
    case 'jwt':
      return prefix ? value.replace(/^\w+ /, '') : null
    case 'static-header':
      return `Bearer ${value}`
    case 'standard-webhooks':
      return value.replace(/^v1a?,/, '')
    default: {
      if (!digestSchemes.has(scheme)) return null
      if (format === '{signature}') return `sha256=${value}`
      const word = /^(\w+=)\{signature\}$/.exec(String(format))?.[1]
      return word ? value.slice(word.length) : null
    }
  }
}

/** A key of the same form that nobody has. */
function otherKey({ means, params, scheme, randomBytes }: Work): string | null {
  const { key } = means
  const type = isKeyOfPair(key) ? signingKey(key)?.asymmetricKeyType : undefined
  if (type !== undefined) return otherPrivateKey(type)
  const random = (size: number, encoding: 'hex' | 'base64') => Buffer.from(randomBytes(size)).toString(encoding)
  if (scheme === 'basic') return `${key.split(':', 1)[0]}:${random(16, 'hex')}`
  const start =
    typeof params.secretPrefix === 'string' && key.startsWith(params.secretPrefix) ? params.secretPrefix : ''
  const form = params.secretForm
  return start + random(24, form === 'base64' || form === 'base64url' ? 'base64' : 'hex')
}

const otherKeys = new Map<string, string>()

/** Made once: an RSA key takes a tenth of a second. */
function otherPrivateKey(type: string): string | null {
  const known = otherKeys.get(type)
  if (known !== undefined) return known
  const pair =
    type === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : type === 'ec'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : null
  if (pair === null) return null
  const made = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  otherKeys.set(type, made)
  return made
}
