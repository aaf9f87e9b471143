import type { SchemeRef, Verification } from '#shared/model/verification.ts'
import { judgement } from '../judge.ts'
import { holesOf } from '../lib/template.ts'
import { type OpenScheme, openScheme } from '../open-scheme.ts'
import type { SchemeRequest, SchemeSecret } from '../signature-scheme.ts'
import type { LadderInput } from './ladder-input.ts'

/** A delivery whose check failed, ready to be asked "would it hold if …". */
export interface Subject {
  readonly input: LadderInput
  readonly request: SchemeRequest
  readonly verification: Verification
  /** The scheme that judged, as referred to and opened. */
  readonly ref: SchemeRef
  readonly by: OpenScheme
  /** What the verdict was tried with: the endpoint's active secrets, then published keys. */
  readonly keys: readonly SchemeSecret[]
  /** Signature texts as they stand in the delivery. */
  readonly received: readonly string[]
  /** Kinds of parts that go into the digest; "body", "url", "form" and so on. */
  readonly parts: ReadonlySet<string>
}

/** Null where the signature did not fail. */
export function subjectOf(input: LadderInput): Subject | null {
  const { verification, by } = judgement(input)
  if (verification.state !== 'failed' || !by) return null
  const ref = refsOf(input).find((candidate) => open(candidate, input)?.params === by.params)
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

/** Schemes that the delivery was judged by, in order. */
export function refsOf({ recipe, signature }: Pick<LadderInput, 'recipe' | 'signature'>): readonly SchemeRef[] {
  if (recipe) return [recipe]
  return signature?.kind === 'scheme' ? [signature, ...(signature.alternatives ?? [])] : []
}

/** Null where the reference does not hold. */
export function open(ref: SchemeRef, { registry }: Pick<LadderInput, 'registry'>): OpenScheme | null {
  const found = openScheme(ref, registry)
  return 'problem' in found ? null : found
}

/** The same reference with other parameters; null where the scheme has no such parameter. */
export function changed(subject: Subject, changes: SchemeRef['params'], from: SchemeRef = subject.ref) {
  const ref: SchemeRef = { scheme: from.scheme, params: { ...from.params, ...changes } }
  const by = open(ref, subject.input)
  return by && { ref, by }
}

function partsOf(scheme: string, params: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const { signed, place, bodyHashClaim } = params
  if (typeof signed === 'string') return new Set(holesOf(signed).map(({ kind }) => kind))
  if (scheme === 'twilio' || scheme === 'plivo-v3') return new Set(['url', 'query', 'form', 'body'])
  return new Set(place === 'body' || bodyHashClaim ? ['body'] : [])
}

export const signsBody = ({ parts }: Subject): boolean => parts.has('body') || parts.has('form')
export const signsUrl = ({ parts }: Subject): boolean =>
  ['url', 'target', 'path', 'query'].some((kind) => parts.has(kind))
