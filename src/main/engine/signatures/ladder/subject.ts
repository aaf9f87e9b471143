import { firstHeader } from '#shared/model/headers.ts'
import type { SchemeRef, Verification } from '#shared/model/verification.ts'
import { schemeRefs, verificationResult } from '../judge.ts'
import { firstOf, nameList, readHeader } from '../lib/headers.ts'
import { jsonValueText } from '../lib/request-parts.ts'
import { placeholdersOf } from '../lib/template.ts'
import { type ResolvedScheme, resolveScheme } from '../registry.ts'
import type { SchemeRequest, SchemeSecret } from '../signature-scheme.ts'
import type { LadderInput } from './ladder-input.ts'

/** A delivery whose check failed, ready to be asked "would it hold if …". */
export interface Subject {
  readonly input: LadderInput
  readonly request: SchemeRequest
  readonly verification: Verification
  /** The scheme that judged, as referred to and resolved. */
  readonly ref: SchemeRef
  readonly by: ResolvedScheme
  /** What the verdict was tried with: the endpoint's active secrets, then published keys. */
  readonly keys: readonly SchemeSecret[]
  /** Signature texts as they stand in the delivery. */
  readonly received: readonly string[]
  /** Kinds of parts that go into the digest; "body", "url", "form" and so on. */
  readonly parts: ReadonlySet<string>
}

/** Null where the signature did not fail. */
export function subjectOf(input: LadderInput): Subject | null {
  const { verification, by } = verificationResult(input)
  if (verification.state !== 'failed' || !by) return null
  const ref = schemeRefs(input).find((candidate) => resolved(candidate)?.params === by.params)
  if (!ref) return null
  const { scheme, params, keys } = by
  return {
    input,
    request: input.request,
    verification,
    ref,
    by: { scheme, params },
    keys: keys.filter(({ value }) => value.trim() !== ''),
    received: scheme.explain(input.request, params, keys.slice(0, 1)).received.slice(0, receivedLimit),
    parts: partsOf(scheme.id, params as Readonly<Record<string, unknown>>),
  }
}

/** More signatures in one delivery are not looked at one by one. */
const receivedLimit = 16

/** Null where the reference does not hold. */
export function resolved(ref: SchemeRef): ResolvedScheme | null {
  const found = resolveScheme(ref)
  return 'problem' in found ? null : found
}

/** The same reference with other parameters; null where the scheme has no such parameter. */
export function changed(subject: Subject, changes: SchemeRef['params'], from: SchemeRef = subject.ref) {
  const ref: SchemeRef = { scheme: from.scheme, params: { ...from.params, ...changes } }
  const by = resolved(ref)
  return by && { ref, by }
}

function partsOf(scheme: string, params: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const { signed, place, bodyHashClaim } = params
  if (typeof signed === 'string') return new Set(placeholdersOf(signed).map(({ kind }) => kind))
  if (scheme === 'twilio' || scheme === 'plivo-v3') return new Set(['url', 'query', 'form', 'body'])
  return new Set(place === 'body' || bodyHashClaim ? ['body'] : [])
}

export const signsBody = ({ parts }: Subject): boolean => parts.has('body') || parts.has('form')
export const signsUrl = ({ parts }: Subject): boolean =>
  ['url', 'target', 'path', 'query'].some((kind) => parts.has(kind))

/**
 * The judging scheme as one over a signed-string template, so that the parts of the string can be varied: schemes with a
 * string of their own are rewritten as a plain HMAC. Null where nothing is put together (tokens, static secrets).
 */
export function templated({ ref, by, request }: Subject): SchemeRef | null {
  const params = by.params as Readonly<Record<string, string>>
  switch (ref.scheme) {
    case 'hmac':
    case 'public-key':
      return ref
    case 'standard-webhooks': {
      const names = nameList(params.prefix ?? '')
      const prefix = names.find((name) => firstHeader(request.headers, `${name}-signature`) !== undefined) ?? names[0]
      return hmac({
        header: `${prefix}-signature`,
        idHeader: `${prefix}-id`,
        timestampHeader: `${prefix}-timestamp`,
        format: 'v1,{signature}',
        separator: ' ',
        signed: params.signed ?? '',
        encoding: params.encoding ?? 'base64',
        secretForm: params.secretForm ?? 'base64',
        secretPrefix: params.secretPrefix ?? '',
        toleranceSeconds: 300,
      })
    }
    case 'twilio':
      return hmac({
        header: params.header ?? '',
        algorithm: params.algorithm ?? 'sha1',
        encoding: params.encoding ?? 'base64',
        signed: '{url}{form}',
      })
    case 'plivo-v3':
      return hmac({
        header: params.header ?? '',
        nonceHeader: params.nonceHeader ?? '',
        encoding: params.encoding ?? 'base64',
        separator: ',',
        signed: '{url}{form}.{nonce}',
      })
    default:
      return null
  }
}

const hmac = (params: SchemeRef['params']): SchemeRef => ({ scheme: 'hmac', params })

/** The timestamp that the scheme reads from the delivery, as sent. */
export function timestampOf({ by, request: { headers, body } }: Subject): string | undefined {
  const params = by.params as Readonly<Record<string, string | undefined>>
  if (by.scheme.id === 'standard-webhooks') {
    const names = nameList(params.prefix ?? '').map((name) => `${name}-timestamp`)
    return firstOf(headers, names.join(','))
  }
  const value = firstOf(headers, params.header ?? '')
  if (value !== undefined && params.format?.includes('{timestamp}')) {
    const fields = readHeader(value, params.format, params.separator ?? '')
    return 'ok' in fields ? undefined : fields.timestamp
  }
  if (params.timestampHeader) return firstOf(headers, params.timestampHeader)
  return params.timestampPointer ? jsonValueText(body, params.timestampPointer) : undefined
}
